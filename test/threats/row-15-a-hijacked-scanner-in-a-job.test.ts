import { describe, expect, it } from '@jest/globals';
import { readWorkflows } from '../../scripts/workflows/read.ts';
import { packageRoot } from '../../src/package-root.ts';
import { changed, faultsOf } from '../workflows/a-workflow.ts';

describe('row 15: a hijacked scanner', () => {
  it.each([
    ['id-token', changed('contents: read', 'contents: read\n      id-token: write'), 'scan runs the code of others, and the job holds id-token: write'],
    ['a token that writes', changed('contents: read', 'contents: write'), 'scan runs the code of others, and the job holds contents: write'],
    ['a secret for one of its steps', changed('- uses: $/actions/scan', '- uses: $/actions/scan\n        env:\n          KEY: ${{ secrets.KEY }}'), 'scan runs the code of others, and the job holds secrets'],
    ['a secret for all of them', changed('    steps:', '    env:\n      KEY: ${{ secrets[\'KEY\'] }}\n    steps:'), 'scan runs the code of others, and the job holds secrets'],
    ['an environment with its secrets', changed('    steps:', '    environment: production\n    steps:'), 'scan runs the code of others, and the job is in an environment, with its secrets'],
  ])('a job that scans fails the lint when it holds %s', (_title, text, fault) => {
    expect(faultsOf(text)).toEqual([`scan: ${fault}`]);
  });

  it.each(['synth', 'check', 'check/run', 'save-stacks'])('so does one that runs %s', (action) => {
    expect(faultsOf(changed('$/actions/scan', `$/actions/${action}`).replace('contents: read', 'contents: read\n      id-token: write'))).toEqual([`scan: ${action} runs the code of others, and the job holds id-token: write`]);
  });

  it.each(['pull-requests', 'checks', 'security-events'])('a check that may write %s itself fails it too: another job shows what it found', (permission) => {
    expect(faultsOf(changed('$/actions/scan', '$/actions/check/run').replace('contents: read', `contents: read\n      ${permission}: write`))).toEqual([`scan: check/run runs the code of others, and the job holds ${permission}: write`]);
  });

  const SHOW = '$/actions/show-check\n        with:\n          project: ${{ inputs.project }}';
  const SHOWS = changed('$/actions/scan', SHOW).replace('contents: read', 'pull-requests: write').replace(/ {6}- uses: actions\/checkout.*\n(?: {8,}.*\n)+/, '');
  it('the job that shows it does nothing else, and may write nothing else', () => {
    expect(faultsOf(SHOWS)).toEqual([]);
    expect(faultsOf(SHOWS.replace('    steps:', '    if: always()\n    steps:'))).toEqual([]);
    expect(faultsOf(changed('$/actions/scan', SHOW))).toEqual(['scan: it shows what a check found, and does more: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1']);
    expect(faultsOf(`${SHOWS}      - run: npm ci\n`)).toEqual(['scan: it shows what a check found, and does more: npm ci']);
    expect(faultsOf(`${SHOWS}      - uses: $/actions/check/run\n`).join()).toContain('it shows what a check found, and does more: $/actions/check/run');
    for (const project of ['          outcome: success', '          project: shop']) expect(faultsOf(SHOWS.replace('          project: ${{ inputs.project }}', project))).toEqual(['scan: it shows what a check found under the name that the report says: project: ${{ inputs.project }}']);
    expect(faultsOf(SHOWS.replace('pull-requests: write', 'contents: write'))).toEqual(['scan: it shows what a check found, and holds contents: write']);
    expect(faultsOf(SHOWS.replace('    steps:', '    environment: production\n    steps:'))).toEqual(['scan: it shows what a check found, and is in an environment']);
  });

  it.each([['change-deliver', ['read', 'read', 'read']], ['change-check', ['read']]])('in %s it is in a job whose token only reads, without environment, id-token and secrets', (workflow, reads) => {
    const jobs = readWorkflows(packageRoot()).find(({ file }) => file === `.github/workflows/${workflow}.yml`)?.jobs ?? {};
    const [job, ...others] = Object.values(jobs).filter(({ steps }) => steps.some(({ uses }) => ['$/actions/scan', '$/actions/synth', '$/actions/check/run'].includes(uses ?? '')));
    expect(others).toEqual([]);
    expect(Object.values(job?.permissions ?? {})).toEqual(reads);
    expect([job?.environment, JSON.stringify(job).includes('secrets')]).toEqual([undefined, false]);
  });
});
