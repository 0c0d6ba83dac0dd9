import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { aProject, twoModules, twoModulesConfig, type CliResult, type Project } from '../helpers/a-project.ts';
import { answers, aTicketSystem, ticketWith, type TicketReply, type TicketSystem } from '../helpers/a-ticket-system.ts';
import { statesFolder } from '../helpers/states-folder.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

/**
 * Two components wait for production. Before each change to it the ticket system is asked, which is when the test takes
 * something back: at the first question of a promote the gate is being opened, at the second one the component follows.
 */
let tickets: TicketSystem;
let project: Project;
let states: string;

beforeAll(async () => {
  states = statesFolder();
  tickets = await aTicketSystem(ticketWith('Approved'));
  project = aProject({ files: { 'cutover.yaml': config(), ...twoModules() } });
  await project.approve();
  expect(await project.cutover('deliver')).toMatchObject({ code: 3, stdout: expect.stringContaining('nobody has approved the promotion') });
  expect(await project.approve()).toMatchObject({ code: 0 });
}, 300_000);
afterAll(async () => {
  project.remove();
  await tickets.stop();
});

function config(more = ''): string {
  return twoModulesConfig(states, `approval:\n  ticket: { url: "${tickets.address}/{id}", status: fields.status.name, approved: [Approved] }\n${more}`);
}

const inProduction = (component: string): boolean => existsSync(join(states, 'production', `${component}.tfstate`));

/** Promotes, and does `what` once the gate is open: while the question about the next component is being answered. */
async function promoteWhile(what: () => void, reply: TicketReply): Promise<CliResult> {
  let questions = 0;
  tickets.reply((request, response) => {
    questions += 1;
    if (questions === 2) what();
    (questions < 2 ? ticketWith('Approved') : reply)(request, response);
  });
  const result = await project.cutover('promote');
  expect(questions).toBe(2);
  return result;
}

/** Commits a file on main without leaving the branch, as somebody else who merges there would. */
function onBase(file: string, text: string): void {
  const work = join(temporaryFolder(), 'main');
  project.git('worktree', 'add', '--quiet', work, 'main');
  writeFileSync(join(work, file), text);
  project.git('-C', work, 'commit', '--quiet', '--all', '--message', 'a change of the policy');
  project.git('worktree', 'remove', work);
}

const request = (): string => join(project.path, 'changes', 'CR-0001.md');
/** As the file's author can at any time; returns how to take it back. */
function setStatus(status: string): () => void {
  const text = readFileSync(request(), 'utf8');
  writeFileSync(request(), text.replace(/^status: .*$/m, `status: ${status}`));
  return () => writeFileSync(request(), text);
}
const approvals = (): string => join(project.path, 'cutover-evidence', 'CR-0001', 'approvals');
const hideApproval = (name: string): void => renameSync(join(approvals(), name), join(temporaryFolder(), name));

describe('row 3: approval withdrawn while running', () => {
  it('the request is rejected midway: not even a state that an earlier run could not save is written to production', async () => {
    const kept = join(project.path, '.cutover', 'data', 'production', 'base', 'errored-1.tfstate');
    mkdirSync(dirname(kept), { recursive: true });
    writeFileSync(kept, JSON.stringify({ version: 4, terraform_version: '1.11.4', serial: 7, lineage: 'of-an-earlier-run', outputs: { value: { value: 'v0', type: 'string' } }, resources: [] }));
    let restore = (): void => undefined;
    const result = await promoteWhile(() => (restore = setStatus('rejected')), ticketWith('Approved'));
    restore();
    expect(result).toMatchObject({ code: 3, stdout: expect.stringMatching(/CR-0001 may not be carried out: status rejected/) });
    expect([existsSync(kept), inProduction('base')]).toEqual([true, false]);
    rmSync(kept);
  });

  it.each<[string, () => () => void, RegExp, TicketReply]>([
    ['the request is rejected', () => setStatus('rejected'), /CR-0001 may not be carried out: status rejected/, ticketWith('Approved')],
    ['the approver is taken off the list', () => replacedOnBase('approvers', (text) => text.replace('ann@', 'nobody@')), /ann@example\.com is not an approver/, ticketWith('Approved')],
    ['the policy asks for two people', () => replacedOnBase('cutover.yaml', () => config('  promotion: { normal: { required: 2 } }\n')), /1 of 2 people have approved the promotion to production/, ticketWith('Approved')],
    ['a freeze is declared', () => replacedOnBase('cutover.yaml', () => config('  freezes: [{ name: outage, from: 2020-01-01T00:00, to: 2099-01-01T08:00, timeZone: Europe/Berlin, why: the network is down }]\n')), /freeze outage \(the network is down\) holds until 2099-01-01T08:00 Europe\/Berlin\n\s+allowed: production may be changed from Thu 2099-01-01 08:00 Europe\/Berlin \(2099-01-01T07:00Z\)/, ticketWith('Approved')],
    ['the ticket is rejected', () => () => undefined, /the ticket has the status "Rejected", and not Approved/, ticketWith('Rejected')],
    ['the ticket system goes down', () => () => undefined, /it answered with HTTP 503/, answers(503, '')],
  ])('%s midway: production is untouched', async (_name, withdraw, reason, reply) => {
    let restore = (): void => undefined;
    const result = await promoteWhile(() => (restore = withdraw()), reply);
    expect(result).toMatchObject({ code: 3, stdout: expect.stringMatching(reason) });
    expect([inProduction('base'), inProduction('app')]).toEqual([false, false]);
    expect(project.record('promote', 'base')).toMatchObject({ verdict: 'halt', facts: { begun: false } });
    restore();
  });

  it('after the first component: the first is what was approved, and the second untouched', async () => {
    let restore = (): void => undefined;
    tickets.reply((asked, response) => {
      if (inProduction('base')) restore = replacedOnBase('approvers', (text) => text.replace('ann@', 'nobody@'));
      ticketWith('Approved')(asked, response);
    });
    expect(await project.cutover('promote')).toMatchObject({ code: 3, stdout: expect.stringMatching(/ann@example\.com is not an approver/) });
    expect([inProduction('base'), inProduction('app')]).toEqual([true, false]);
    restore();
  });

  it('the approval itself is taken away: the second stays untouched', async () => {
    const [name = ''] = project.store().approvals().filter(({ statement }) => statement.predicate.kind === 'promotion').map((_one, index) => `promotion.${index + 1}.json`);
    expect(await promoteWhile(() => hideApproval(name), ticketWith('Approved'))).toMatchObject({ code: 3, stdout: expect.stringMatching(/nobody has approved the promotion to production/) });
    expect(inProduction('app')).toBe(false);
  });

  it('given again, it goes on from there', async () => {
    tickets.reply(ticketWith('Approved'));
    expect(await project.approve()).toMatchObject({ code: 0 });
    expect(await project.cutover('promote')).toMatchObject({ code: 0 });
    expect(inProduction('app')).toBe(true);
  });
});

function replacedOnBase(file: string, edit: (text: string) => string): () => void {
  const before = `${project.git('show', `main:${file}`)}\n`;
  onBase(file, edit(before));
  return () => onBase(file, before);
}
