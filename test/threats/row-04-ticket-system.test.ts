import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { approval } from '../../src/steps/approval.ts';
import { NotPassed } from '../../src/step.ts';
import { aProject, twoModules, twoModulesConfig, type Project } from '../helpers/a-project.ts';
import { answers, aTicketSystem, ticketWith, type TicketReply, type TicketSystem } from '../helpers/a-ticket-system.ts';
import { aRun } from '../helpers/in-this-process.ts';

const TOKEN = 'secret-token-of-the-ticket-system';
let tickets: TicketSystem;
let project: Project;

beforeAll(async () => {
  tickets = await aTicketSystem(ticketWith('Approved'));
  const ticket = `approval:\n  ticket: { url: "${tickets.address}/{id}", status: fields.status.name, approved: [Approved], tokenVariable: TICKET_TOKEN, timeoutSeconds: 0.5 }\n`;
  project = aProject({ files: { 'cutover.yaml': twoModulesConfig('/nowhere', ticket), ...twoModules() }, env: { TICKET_TOKEN: TOKEN } });
  await project.approve();
});
afterAll(async () => {
  project.remove();
  await tickets.stop();
});
beforeEach(() => void tickets.asked.splice(0));

/** The step's words when it stops; it does not start a tool, because there is none. */
async function begin(env: NodeJS.ProcessEnv = { TICKET_TOKEN: TOKEN }): Promise<string> {
  try {
    const record = await approval(aRun(project, { env }).run);
    return record.verdict;
  } catch (error) {
    if (!(error instanceof NotPassed)) throw error;
    expect(error.record.verdict).toBe('halt');
    return error.message;
  }
}

describe('row 4: the ticket system is down, slow, answers {}, or a state nobody knows', () => {
  const never: TicketReply = () => undefined;
  it.each<[string, TicketReply, RegExp]>([
    ['500', answers(500, 'x'), /it answered with HTTP 500/],
    ['a timeout', never, /it did not answer within 0\.5 s/],
    ['{}', answers(200, '{}'), /its answer has no status at fields\.status\.name/],
    ['a new state', ticketWith('Awaiting CAB'), /the ticket has the status "Awaiting CAB", and not Approved/],
    ['a redirect to an approved ticket', answers(302, '', { location: 'http://127.0.0.1:1/' }), /a redirect \(302\), which is not followed/],
    ['a page to log in', answers(200, '<html>'), /its answer is not JSON/],
    ['its token, in the place of a status', ticketWith(TOKEN), /the ticket has the status "\(hidden\)"/],
  ])('%s is a HALT, though the request is approved', async (_name, reply, reason) => {
    tickets.reply(reply);
    const said = await begin();
    expect(said).toMatch(reason);
    expect(said).not.toContain('nobody has approved');
    expect(tickets.asked).toEqual([{ path: '/CR-0001', token: `Bearer ${TOKEN}` }]);
  });

  it('without the token nobody is asked: HALT', async () => {
    expect(await begin({})).toMatch(/the environment variable TICKET_TOKEN, which holds its token, is not set/);
    expect(tickets.asked).toEqual([]);
  });

  it('an approved ticket lets the change begin, and its record says so; an approval is needed all the same', async () => {
    tickets.reply(ticketWith('Approved'));
    expect(await begin()).toBe('pass');
    expect(project.record('approval').facts).toMatchObject({ ticket: { status: 'Approved' }, approvedBy: ['ann@example.com'] });
    project.request({ id: 'CR-0002' });
    await expect(approval(aRun(project, { change: 'CR-0002', env: { TICKET_TOKEN: TOKEN } }).run)).rejects.toThrow(/nobody has approved the request/);
  });

  it('from the command line: HALT before Terraform, and the token is printed and kept nowhere', async () => {
    tickets.reply(answers(500, TOKEN));
    const result = await project.cutover('deliver', '--change', 'CR-0001');
    expect(result).toMatchObject({ code: 3, stdout: expect.stringMatching(/HALT: the ticket system does not say that the change is approved: it answered with HTTP 500/) });
    expect(project.engineCalls()).toEqual([]);
    expect(result.stdout + result.stderr + project.git('grep', '--no-index', '-c', 'ticket system', '--', 'cutover-evidence')).not.toContain(TOKEN);
    expect(() => project.git('grep', '--no-index', '--quiet', TOKEN, '--', '.')).toThrow();
  });
});
