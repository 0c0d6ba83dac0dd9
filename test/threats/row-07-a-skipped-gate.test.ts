import { afterEach, describe, expect, it } from '@jest/globals';
import { readdirSync } from 'node:fs';
import { aReview } from '../helpers/github/builders.ts';
import { dispatchEvent } from '../helpers/github/events.ts';
import { statesFolder } from '../helpers/states-folder.ts';
import { aCaller, aSmallProject, type Caller } from '../workflows/act/a-caller.ts';
import { cutoverCopy } from '../workflows/act/cutover-copy.ts';
import { changed, faultsOf } from '../workflows/a-workflow.ts';

let caller: Caller | undefined;
afterEach(() => caller?.close());

describe('row 7: a skipped gate reads as success', () => {
  it('to GitHub; the step that changes something looks for the gate\'s own record, and refuses without', async () => {
    const states = statesFolder();
    caller = await aCaller(await aSmallProject(states));
    const { github, pull, merge, act } = caller;
    aReview(github.state, pull, { user: 'ann' });
    merge();
    const cutover = cutoverCopy((file, text) => (file.endsWith('/change-deliver.yml') ? text.replace('      - uses: $/actions/scan\n', '      - if: false\n        uses: $/actions/scan\n') : text));
    const event = dispatchEvent(github, { change: 'CR-0001', mode: 'incremental' }, { actor: 'olga', workflow: '.github/workflows/cutover-deliver.yml' });
    const { jobs, output } = await act({ workflow: 'cutover-deliver.yml', event, cutover });
    expect(jobs).toEqual({ build: 'success', rehearse: 'failure' });
    expect(output).toMatch(/::error title=Cutover%3A HALT::there is no record of scan/);
    expect(readdirSync(states)).toEqual([]);
  }, 300_000);

  it.each([
    ['a job that goes on when the one before it failed', changed('    steps:', '    if: always()\n    steps:'), 'scan: it goes on whatever the jobs before it came to'],
    ['the same in other words', changed('    steps:', "    if: ${{ !cancelled() && github.ref == 'x' }}\n    steps:"), 'scan: it goes on whatever the jobs before it came to'],
    ['a step that does', changed('- uses: $/actions/scan', '- if: failure() || success()\n        uses: $/actions/scan'), 'scan: a step goes on whatever those before it came to: $/actions/scan'],
    ['a gate that may fail', changed('- uses: $/actions/scan', '- continue-on-error: true\n        uses: $/actions/scan'), 'scan: a step may fail and the job is green: $/actions/scan'],
  ])('%s fails the lint', (_title, text, fault) => {
    expect(faultsOf(text)).toEqual([fault]);
  });
});
