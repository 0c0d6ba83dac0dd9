import { describe, expect, it } from '@jest/globals';
import { readActions, readWorkflows } from '../../scripts/workflows/read.ts';
import { actionFaults, workflowFaults } from '../../scripts/workflows/rules.ts';
import { packageRoot } from '../../src/package-root.ts';
import { actionFaultsOf, changed, exists, faultsOf, SOUND } from './a-workflow.ts';

describe('the workflows and actions of this repository', () => {
  const workflows = readWorkflows(packageRoot());
  const actions = readActions(packageRoot());

  it('are all found', () => {
    expect(workflows.map(({ file }) => file)).toEqual(expect.arrayContaining(['.github/workflows/change-check.yml', '.github/workflows/change-deliver.yml', '.github/workflows/change-refine.yml', '.github/workflows/drift.yml', '.github/workflows/ci.yml', 'workflows/cutover-check.yml', 'workflows/cutover-deliver.yml']));
    expect(actions.length).toBeGreaterThanOrEqual(18);
  });

  it('have no fault', () => {
    expect(workflows.flatMap((workflow) => workflowFaults(workflow, exists))).toEqual([]);
    expect(actions.flatMap((action) => actionFaults(action, exists))).toEqual([]);
  });
});

describe('the lint', () => {
  it('has nothing to say about a sound workflow', () => {
    expect(faultsOf(SOUND)).toEqual([]);
  });

  it.each([
    ['permissions that are not empty at the top', changed('permissions: {}', 'permissions: read-all'), 'permissions are not {} at the top, so a job without its own would have some'],
    ['no permissions at the top', changed('permissions: {}\n', ''), 'permissions are not {} at the top, so a job without its own would have some'],
    ['a job that takes the permissions of the repository', changed(/ {4}permissions:\n.*\n/, ''), 'scan: it does not say its permissions one by one'],
    ['a job that takes all permissions', changed(/ {4}permissions:\n.*\n/, '    permissions: write-all\n'), 'scan: it does not say its permissions one by one'],
    ['a checkout that leaves its token', changed('          persist-credentials: false\n', ''), 'scan: checkout leaves its token in the workspace: persist-credentials: false'],
    ['a checkout without history', changed('          fetch-depth: 0\n', ''), 'scan: checkout brings no history: fetch-depth: 0'],
    ['an action of somebody else', changed('$/actions/scan', `aws-actions/configure-aws-credentials@${'a'.repeat(40)} # v5`), 'scan: aws-actions/configure-aws-credentials is an action of others: only actions/checkout is used'],
    ['an action that is not there', changed('$/actions/scan', '$/actions/scam'), 'scan: $/actions/scam is no action or workflow of this repository'],
    ['an action of the workspace, which a pull request could have changed', changed('$/actions/scan', './actions/scan'), 'scan: ./actions/scan is not pinned by the 40 digits of a commit: a tag can be moved'],
    ['a commit of which nobody knows the version', changed(' # v7.0.1', ''), 'no version in a comment behind - uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1'],
    ['all secrets handed on', changed(/ {4}runs-on[\s\S]*$/, `    uses: a/b/.github/workflows/c.yml@${'a'.repeat(40)} # v1\n    permissions:\n      contents: read\n    secrets: inherit\n`), 'scan: it hands on all secrets there are'],
    ['a queue that would be cancelled', changed('    steps:', '    concurrency:\n      group: a\n      cancel-in-progress: true\n      queue: max\n    steps:'), 'scan: queue: max and cancel-in-progress: true exclude each other'],
    ['a promotion that the next one cancels while it waits', changed('$/actions/scan', '$/actions/promote'), 'scan: it changes an environment, so it waits in a queue (queue: max) and is not cancelled by the next'],
  ])('finds %s', (_title, text, fault) => {
    expect(faultsOf(text)).toContain(fault);
  });

  const WITH_IDENTITY = changed('contents: read', 'contents: read\n      id-token: write').replace('- uses: $/actions/scan', '- run: RUN');
  it.each(['npm ci', 'npm install --ignore-scripts left-pad', 'npm rebuild', 'npx tsx main.ts', 'pip install -r requirements.txt', 'yarn', 'pnpm i', 'go run ./cmd', 'bash -euo pipefail -c "$INSTALL"', 'sh -c "$X"', 'eval "$INSTALL"'])('finds an installation beside id-token: %s', (run) => {
    expect(faultsOf(WITH_IDENTITY.replace('RUN', () => JSON.stringify(run)))).toEqual([`scan: it holds id-token: write, and runs what is installed or given: ${run}`]);
    expect(faultsOf(WITH_IDENTITY.replace('RUN', () => JSON.stringify(run)).replace('      id-token: write\n', ''))).toEqual([]);
  });

  it.each(['npm ci --ignore-scripts', 'npm rebuild node', 'curl -sf https://api.github.com | jq .', '# npm ci'])('lets a job with id-token run what installs nothing: %s', (run) => {
    expect(faultsOf(WITH_IDENTITY.replace('RUN', () => JSON.stringify(run)))).toEqual([]);
  });

  it('does not take a queue that GitHub does not know, or a permission that is none', () => {
    expect(() => faultsOf(changed('    steps:', '    concurrency:\n      group: a\n      queue: most\n    steps:'))).toThrow();
    expect(() => faultsOf(changed('contents: read', 'contents: all'))).toThrow();
  });

  it('looks into composite actions too', () => {
    expect(actionFaultsOf('    - uses: actions/cache@v4\n')).toEqual(['action.yml: actions/cache@v4 is not pinned by the 40 digits of a commit: a tag can be moved', 'action.yml: actions/cache is an action of others: only actions/checkout is used']);
    expect(actionFaultsOf('    - run: echo ${{ inputs.change }}\n      shell: bash\n')).toEqual(['action.yml: an expression stands inside run, where its text would be a command: give it through env']);
  });
});
