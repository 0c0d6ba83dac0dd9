import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { findRequest } from '../../src/change/find-request.ts';
import { openCheck } from '../../src/open-check.ts';
import type { CheckReport } from '../../src/presentation/check-report.ts';
import { reviewsToCount } from '../../src/steps/check-reviews.ts';
import { aProject, twoModules, twoModulesConfig, type Project } from '../helpers/a-project.ts';
import { aSilentUi } from '../helpers/in-this-process.ts';

const none = (): Promise<never> => Promise.reject(new Error('a tool was asked for'));
let project: Project;
let asked: string;
beforeAll(() => {
  project = aProject({ files: { 'cutover.yaml': twoModulesConfig('/tmp', 'approval: { request: { normal: { required: 2, groups: [] } } }\n'), ...twoModules() } });
  asked = project.git('rev-parse', 'HEAD');
});
afterAll(() => project.remove());

function toCount(how = 'cutover approve CR-0001'): CheckReport['reviews'] {
  const { run } = openCheck({ directory: project.path, sandbox: false }, { ui: aSilentUi().ui, env: {}, signal: new AbortController().signal, conversation: undefined, toolbox: { programs: none, engineBinary: none, python: none } });
  return reviewsToCount(run, findRequest(project.path, 'CR-0001'), [{ what: 'its approval', whom: [], how }]);
}

describe('what it takes to count the reviews of a pull request', () => {
  it('is the policy and the approvers of the base, who does not count, and the commits with the request as it is', () => {
    const more = project.commit(twoModules('v2'));
    const { digest } = findRequest(project.path, 'CR-0001');
    const found = toCount();
    expect(found).toMatchObject({ said: 'its approval', change: 'CR-0001', digest, required: 2, groups: [], approvers: project.git('show', 'main:approvers') + '\n' });
    expect(found?.commits.sort()).toEqual([asked, more].sort());
    expect(found?.excluded.map(({ identity }) => identity)).toEqual(expect.arrayContaining(['rita@example.com', 'olga@example.com']));
  });

  it('leaves out the commits at which the request was another, or none', () => {
    project.request({ title: 'Another title' });
    expect(toCount()?.commits).toEqual([project.git('rev-parse', 'HEAD')]);
  });

  it('is nothing where no approval is waited for', () => {
    expect(toCount('cutover deliver --change CR-0001')).toBeNull();
  });
});
