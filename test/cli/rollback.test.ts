import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseRequest } from '../../src/change/request.ts';
import { runRollback } from '../../src/cli/run-rollback.ts';
import type { RollbackFlags } from '../../src/cli/rollback.ts';
import { sha256 } from '../../src/digest.ts';
import type { StepRecord } from '../../src/evidence/record.ts';
import { EvidenceStore } from '../../src/evidence/store.ts';
import { aDeliveredBundle, close } from '../helpers/a-bundle.ts';
import { aChangeRequest } from '../helpers/a-change-request.ts';
import { twoModules, twoModulesConfig } from '../helpers/a-project.ts';
import { aRecord } from '../helpers/a-record.ts';
import { aRepository, type Repository } from '../helpers/a-repository.ts';
import { aKey } from '../helpers/ssh-keys.ts';
import { aSilentUi } from '../helpers/in-this-process.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

/** `base` was delivered by CR-0001, and again, with another value and one more queue, by CR-0002. */
let project: Repository;
let commits: Record<string, string>;
const key = aKey(temporaryFolder(), 'ann');
const DAY = 86_400_000;

/** The same a day later for each change, at the commit that it delivered. */
function delivered(change: string, commit: string, days: number, changes: object[] = [], edit: (record: StepRecord) => StepRecord = (record) => record): EvidenceStore {
  const later = (at: string): string => new Date(Date.parse(at) + days * DAY).toISOString();
  return aDeliveredBundle(project.path, key, {
    change,
    components: ['base'],
    edit: (record) => edit({
      ...record,
      startedAt: later(record.startedAt),
      finishedAt: later(record.finishedAt),
      facts: { ...record.facts, ...(record.step === 'promote' && record.component !== undefined ? { commit } : {}), ...(record.step === 'plan' ? { components: [{ component: 'base', changes }] } : {}) } as StepRecord['facts'],
    }),
  });
}

beforeEach(() => {
  project = aRepository({ '.gitignore': 'cutover-evidence/\n.cutover/\n', 'cutover.yaml': twoModulesConfig('/states'), 'changes/CR-0001.md': aChangeRequest({}), ...twoModules('v1') });
  commits = { first: project.git('rev-parse', 'HEAD') };
  commits['second'] = project.commit({ ...twoModules('v2'), 'stacks/base/queue.tf': '# one more\n', 'stacks/app/other.tf': '# not delivered with it\n', 'waivers.yaml': 'waivers: []\n', 'changes/CR-0002.md': aChangeRequest({ id: 'CR-0002', title: 'A second: value', requirements: ['REQ-1'] }) });
  close(delivered('CR-0001', commits['first'] ?? '', 0));
  close(delivered('CR-0002', commits['second'] ?? '', 1, [{ address: 'aws_sqs_queue.more', type: 'aws_sqs_queue', action: 'create' }, { address: 'terraform_data.a', type: 'terraform_data', action: 'update' }]));
});
afterEach(() => project.remove());

async function rollback(change: string, flags: RollbackFlags = {}): Promise<string[]> {
  const { ui, said: lines } = aSilentUi();
  await runRollback({ root: () => project.path, ui, env: {} }, change, flags, new Date('2026-03-05T00:00:00Z'));
  return lines;
}

const draft = (id: string): string => readFileSync(join(project.path, 'changes', `${id}.md`), 'utf8');

describe('cutover rollback', () => {
  it('drafts the request that goes back to what was delivered before, and says the commands', async () => {
    const lines = await rollback('CR-0002', { why: 'orders are lost' });
    const file = 'changes/CR-0003.md';
    expect(parseRequest(draft('CR-0003'), file)).toMatchObject({
      id: 'CR-0003', title: 'Take back CR-0002: A second: value', why: 'orders are lost', requester: 'olga@example.com', status: 'draft', risk: 'normal', expires: '2026-06-03',
      components: ['base'], environments: ['test', 'production'], requirements: ['REQ-1'], rollback: expect.stringContaining(`delivers CR-0002 again: it restores commit ${commits['second'] ?? ''}`),
    });
    expect(draft('CR-0003')).toContain(`as CR-0001 delivered it, commit \`${commits['first'] ?? ''}\``);
    expect(draft('CR-0003')).toContain(sha256('production base'));
    expect(draft('CR-0003')).toMatch(/`aws_sqs_queue\.more` is destroyed[\s\S]*# Data at stake\n\n- `aws_sqs_queue\.more`: every message/);
    expect(lines.join('\n')).toContain(`git switch --create take-back-CR-0002\n  git restore --source=${commits['first'] ?? ''} --staged --worktree -- stacks/base/main.tf stacks/base/queue.tf\n`);
    expect(lines).toContain('differ too, and are left to you: waivers.yaml');
    expect(project.git('status', '--porcelain')).toBe('?? changes/CR-0003.md');
  });

  it('makes the branch with the old files, and leaves every other branch where it was', async () => {
    await rollback('CR-0002', { branch: 'back' });
    expect(project.git('branch', '--show-current')).toBe('back');
    expect(project.git('rev-parse', 'main', 'back').split('\n')).toEqual([commits['second'], commits['second']]);
    expect(project.git('diff', '--name-status', 'HEAD')).toBe('M\tstacks/base/main.tf\nD\tstacks/base/queue.tf');
    expect(project.git('diff', commits['first'] ?? '', '--', 'stacks/base')).toBe('');
    expect(existsSync(join(project.path, 'stacks', 'app', 'other.tf'))).toBe(true);
  });

  it('names files that were changed again since', async () => {
    project.commit({ 'stacks/base/main.tf': '# edited again\n' });
    expect(await rollback('CR-0002')).toContain('changed again since CR-0002 was delivered, and restoring takes that back too: stacks/base/main.tf');
  });

  it('goes by the evidence where the request\'s file is gone, and asks for an emergency where that is said', async () => {
    project.git('rm', '--quiet', 'changes/CR-0002.md');
    project.commit();
    await rollback('CR-0002', { risk: 'emergency' });
    expect(parseRequest(draft('CR-0003'), 'x')).toMatchObject({ risk: 'emergency' });
  });

  it.each<[string, () => void, [string, RollbackFlags?], RegExp]>([
    ['a change that nobody knows', () => undefined, ['CR-0099'], /change: there is no such change\n\s+found:\s+"CR-0099"\n\s+allowed: CR-0001, CR-0002\n\s+next:/],
    ['something that is no id', () => undefined, ['../../etc'], /there is no such change/],
    ['a change that was never delivered', () => project.commit({ 'changes/CR-0005.md': aChangeRequest({ id: 'CR-0005' }) }), ['CR-0005'], /CR-0005 was never delivered: there is nothing to take back\n\s+found:[\s\S]*next:\s+cutover status CR-0005/],
    ['the first delivery', () => rmSync(join(project.path, 'cutover-evidence', 'CR-0002'), { recursive: true }), ['CR-0001'], /nothing good is known from before CR-0001/],
    ['one that another was built upon', () => undefined, ['CR-0001'], /CR-0001 is not the last change of base\n\s+found:\s+CR-0002\n\s+allowed: the last one\n\s+next:\s+cutover rollback CR-0002/],
    ['work that is not committed', () => writeFileSync(join(project.path, 'stacks', 'base', 'main.tf'), '# in progress\n'), ['CR-0002'], /not all of the project is committed[\s\S]*found:\s+stacks\/base\/main\.tf[\s\S]*next:\s+git commit/],
    ['evidence with another byte', () => editEvidence('CR-0001'), ['CR-0002'], /nothing good is known from before CR-0002[\s\S]*found:.*the evidence of CR-0001 is not believed: handover\/runbook\.md: it was changed after the bundle was closed/],
    ['a change whose own evidence has another byte', () => editEvidence('CR-0002'), ['CR-0002'], /cutover-evidence\/CR-0002: the evidence of CR-0002 is not believed, so nobody can say what it did\n\s+found:\s+handover\/runbook\.md/],
    ['what another says that it delivered in between, which nobody closed', () => rmSync(join(project.path, 'cutover-evidence', 'CR-0002', 'manifest.1.json')) ?? closeThird(), ['CR-0003'], /what base was before CR-0003 is not known\n\s+found:\s+CR-0002 says that it delivered it last, and its evidence is not believed: there is no closing manifest/],
    ['a bundle that is not by whom is trusted', () => undefined, ['CR-0002', { trust: [trusted()] }], /the evidence of CR-0001, which this would go back to, does not verify/],
    ['an id that is taken', () => undefined, ['CR-0002', { id: 'CR-0001' }], /--id: there is a request with this id already/],
    ['a branch that is there', () => undefined, ['CR-0002', { branch: 'main' }], /--branch: there is a branch with this name already/],
    ['no branch', () => undefined, ['CR-0002', { branch: 'a..b' }], /--branch: this cannot be the name of a branch/],
    ['no id', () => undefined, ['CR-0002', { id: 'CR 9' }], /--id: this cannot be the id of a change/],
    ['no requester', () => undefined, ['CR-0002', { requester: 'rita' }], /--requester: this is no e-mail address/],
    // Nothing is fetched, and nothing else looked at, before what is typed can be right: neither bucket nor bundle is there.
    ['what is typed before what lies elsewhere', () => rmSync(join(project.path, 'cutover-evidence'), { recursive: true }), ['CR-0002', { evidence: 's3://nowhere-at-all/x', id: 'CR-0002' }], /--id: there is a request with this id already/],
    ['what can be no change, and fetches nothing', () => undefined, ['../x', { evidence: 's3://nowhere-at-all/x' }], /there is no such change/],
  ])('refuses %s, and writes nothing', async (_name, prepare, [change, flags], message) => {
    prepare();
    const before = project.git('status', '--porcelain');
    await expect(rollback(change, flags)).rejects.toThrow(message);
    expect(project.git('status', '--porcelain')).toBe(before);
    expect(project.git('branch', '--show-current')).toBe('main');
  });

  it('refuses a commit that this clone does not have', async () => {
    rmSync(join(project.path, 'cutover-evidence', 'CR-0001'), { recursive: true });
    close(delivered('CR-0001', 'f'.repeat(40), 0));
    await expect(rollback('CR-0002')).rejects.toThrow(/nothing good is known from before CR-0002[\s\S]*commit f{12}, which it delivered, is not in the history of the base as this clone has it: merge it, or git fetch/);
  });

  it('goes back from a promotion that failed', async () => {
    const failed = (change: string, days: number): void => {
      new EvidenceStore(project.path, change).append(aRecord({ change, step: 'promote', component: 'base', environment: 'production', verdict: 'fail', startedAt: `2026-03-0${days}T00:00:00.000Z`, finishedAt: `2026-03-0${days}T00:01:00.000Z`, facts: { begun: true, applied: true } }));
    };
    rmSync(join(project.path, 'cutover-evidence', 'CR-0002'), { recursive: true });
    project.commit({ 'changes/CR-0004.md': aChangeRequest({ id: 'CR-0004' }) });
    failed('CR-0004', 4);
    new EvidenceStore(project.path, 'CR-0004').append({ ...aRecord({ change: 'CR-0004', step: 'approval', facts: { head: commits['second'] ?? '' } }), component: undefined });
    await rollback('CR-0004');
    expect(draft('CR-0005')).toContain('as CR-0001 delivered it');
  });
});

/** A third delivery, on top of the two. */
function closeThird(): void {
  const third = project.commit({ ...twoModules('v3'), 'changes/CR-0003.md': aChangeRequest({ id: 'CR-0003' }) });
  close(delivered('CR-0003', third, 2));
}

function editEvidence(change: string): void {
  const file = join(project.path, 'cutover-evidence', change, 'handover', 'runbook.md');
  writeFileSync(file, `${readFileSync(file, 'utf8')} `);
}

function trusted(): string {
  return `${key.file}.pub`;
}
