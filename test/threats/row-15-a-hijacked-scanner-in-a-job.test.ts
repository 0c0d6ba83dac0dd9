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

  it.each(['synth', 'check', 'check/run'])('so does one that runs %s', (action) => {
    expect(faultsOf(changed('$/actions/scan', `$/actions/${action}`).replace('contents: read', 'contents: read\n      id-token: write'))).toEqual([`scan: ${action} runs the code of others, and the job holds id-token: write`]);
  });

  it('in a delivery it is in a job whose token only reads, without environment, id-token and secrets', () => {
    const jobs = readWorkflows(packageRoot()).find(({ file }) => file === '.github/workflows/change-deliver.yml')?.jobs ?? {};
    const [job, ...others] = Object.values(jobs).filter(({ steps }) => steps.some(({ uses }) => uses === '$/actions/scan' || uses === '$/actions/synth'));
    expect(others).toEqual([]);
    expect(Object.values(job?.permissions ?? {})).toEqual(['read', 'read', 'read']);
    expect([job?.environment, JSON.stringify(job).includes('secrets')]).toEqual([undefined, false]);
  });
});
