import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { JOBS_FILE, jobsPage } from '../../scripts/workflows/jobs-table.ts';
import { readWorkflows, type Job } from '../../scripts/workflows/read.ts';
import { DRIFT_ENVIRONMENT, hostEnvironmentOf, REAP_ENVIRONMENT } from '../../src/actions/declarations.ts';
import { STEPS } from '../../src/evidence/record.ts';
import { packageRoot } from '../../src/package-root.ts';

const workflows = readWorkflows(packageRoot());
const named = (file: string): Record<string, Job> => workflows.find((workflow) => workflow.file === file)?.jobs ?? {};

function permissionsIn(job: Job | undefined): Record<string, string> {
  if (typeof job?.permissions !== 'object') throw new Error('the job does not say its permissions');
  return job.permissions;
}

/** What all jobs together need: for each permission the strongest access. */
function together(jobs: Record<string, Job>): Record<string, string> {
  const all = Object.values(jobs).flatMap((job) => Object.entries(permissionsIn(job)));
  return Object.fromEntries(all.sort(([, a], [, b]) => a.localeCompare(b)));
}

describe('what each job may do', () => {
  it(`stands in ${JOBS_FILE} as it is (npm run workflow-jobs)`, () => {
    expect(readFileSync(join(packageRoot(), JOBS_FILE), 'utf8')).toBe(jobsPage(workflows));
  });

  it('in a delivery is one phase a job, each after the one before, with one environment that people approve', () => {
    const jobs = named('.github/workflows/change-deliver.yml');
    // With the short form GitHub would make a deployment of each of these jobs, beside the one of the promotion.
    const without = (name: string): object => ({ name, deployment: false });
    expect(Object.entries(jobs).map(([id, { needs, environment }]) => [id, needs, environment])).toEqual([
      ['build', undefined, undefined],
      ['rehearse', 'build', without('test')],
      ['plan', 'rehearse', without('production-plan')],
      ['promote', 'plan', without('production')],
      ['failed', 'promote', undefined],
      ['handover', 'promote', without('production-plan')],
    ]);
    expect(jobs['promote']?.concurrency).toEqual({ group: 'cutover-production-${{ inputs.directory }}', 'cancel-in-progress': false, queue: 'max' });
  });

  it.each([['drift', 'production-plan'], ['reap', 'test']])("of %s is two: one that runs the project's code and can become nobody, and one that runs none of it", (id, environment) => {
    const { stacks, [id]: looks, ...others } = named(`.github/workflows/${id}.yml`);
    expect(others).toEqual({});
    expect([stacks?.environment, permissionsIn(stacks), stacks?.steps.map(({ uses, run }) => uses?.replace(/@.*/, '') ?? run)]).toEqual([undefined, { contents: 'read' }, ['actions/checkout', 'bash -euo pipefail -c "$INSTALL"', '$/actions/save-stacks']]);
    expect([looks?.needs, looks?.environment, permissionsIn(looks)['id-token'], looks?.steps.map(({ uses, run }) => uses?.replace(/@.*/, '') ?? run)]).toEqual(['stacks', { name: environment, deployment: false }, 'write', ['actions/checkout', '$/actions/setup', '$/actions/load-stacks', `$/actions/${id}`]]);
  });

  it('is in the environment whose rules its steps read first', () => {
    const steps = workflows.flatMap(({ file, jobs }) => (file.startsWith('.github/') ? Object.values(jobs).flatMap((job) => job.steps.map(({ uses }) => [uses?.replace('$/actions/', ''), job.environment] as const)) : []));
    const read = [...STEPS.map((step) => [step, hostEnvironmentOf(step)] as const), ['drift', DRIFT_ENVIRONMENT] as const, ['reap', REAP_ENVIRONMENT] as const].filter(([step]) => step !== 'refine');
    for (const [step, environment] of read) expect([step, steps.filter(([uses]) => uses === step).map(([, where]) => (typeof where === 'object' ? where.name : where))]).toEqual([step, ['checklist'].includes(step) ? ['test'] : [environment]]);
  });

  it('writes into the repository in no job that has credentials of an environment it changes', () => {
    const jobs = workflows.flatMap(({ jobs: all }) => Object.values(all));
    const changing = jobs.filter(({ steps }) => steps.some(({ uses }) => ['$/actions/rehearse', '$/actions/promote'].includes(uses ?? '')));
    expect(changing).toHaveLength(2);
    for (const job of changing) expect(permissionsIn(job)).toMatchObject({ contents: 'read', 'pull-requests': 'read' });
  });

  it.each([
    ['check', 'change-check'],
    ['deliver', 'change-deliver'],
    ['refine', 'change-refine'],
    ['drift', 'drift'],
    ['reap', 'reap'],
  ])('is what the caller cutover-%s grants, no less and no more', (id, called) => {
    const caller = named(`workflows/cutover-${id}.yml`)[id];
    expect(caller?.uses).toMatch(new RegExp(`^OWNER/cutover/\\.github/workflows/${called}\\.yml@0{40}$`));
    expect(permissionsIn(caller)).toEqual(together(named(`.github/workflows/${called}.yml`)));
  });

  it.each([
    ['check', 'change-check'],
    ['deliver', 'change-deliver'],
    ['refine', 'change-refine'],
    ['drift', 'drift'],
    ['reap', 'reap'],
  ])('is asked for with inputs that the called workflow has: cutover-%s', (id, called) => {
    const on: Record<string, unknown> = workflows.find(({ file }) => file === `.github/workflows/${called}.yml`)?.on ?? {};
    const known = Object.keys((on['workflow_call'] as { inputs: Record<string, unknown> }).inputs);
    expect(known).toEqual(expect.arrayContaining(Object.keys(named(`workflows/cutover-${id}.yml`)[id]?.with ?? { nothing: '' })));
  });
});
