import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { approvalPolicySchema, type TicketSource } from '../../../src/change/approval-policy.ts';
import { askTicket, type TicketCall } from '../../../src/change/sources/ticket.ts';
import { answers, aTicketSystem, ticketWith, type TicketReply, type TicketSystem } from '../../helpers/a-ticket-system.ts';

const TOKEN = 'secret-token-of-the-ticket-system';
let tickets: TicketSystem;
beforeAll(async () => void (tickets = await aTicketSystem(ticketWith('Approved'))));
afterAll(() => tickets.stop());

function aSource(overrides: Partial<TicketSource> = {}): TicketSource {
  const source = approvalPolicySchema.parse({ ticket: { url: `${tickets.address}/issue/{id}?fields=status`, status: 'fields.status.name', approved: ['Approved'], timeoutSeconds: 5, ...overrides } }).ticket;
  if (source === undefined) throw new Error('no source');
  return source;
}

async function ask(reply: TicketReply, source: Partial<TicketSource> = {}, call: Partial<TicketCall> = {}): ReturnType<typeof askTicket> {
  tickets.reply(reply);
  return await askTicket({ source: aSource(source), change: 'CR-0001', token: undefined, signal: new AbortController().signal, ...call });
}

describe('a ticket system that is asked', () => {
  it('is asked about this change, and its status is handed on as it is', async () => {
    expect(await ask(ticketWith('In review'))).toEqual({ status: 'In review' });
    expect(tickets.asked.at(-1)).toEqual({ path: '/issue/CR-0001?fields=status', token: undefined });
  });

  it('is asked for JSON', async () => {
    let accept: string | undefined;
    await ask((request, response) => ((accept = request.headers.accept), ticketWith('Approved')(request, response)));
    expect(accept).toBe('application/json');
  });

  it('is given the token where the policy names a variable for it, and not otherwise', async () => {
    expect(await ask(ticketWith('Approved'), { tokenVariable: 'TICKET_TOKEN' }, { token: TOKEN })).toEqual({ status: 'Approved' });
    expect(tickets.asked.at(-1)?.token).toBe(`Bearer ${TOKEN}`);
    await ask(ticketWith('Approved'), {}, { token: TOKEN });
    expect(tickets.asked.at(-1)?.token).toBeUndefined();
  });

  it.each([undefined, ''])('is not asked without the token that it wants (%j)', async (token) => {
    const before = tickets.asked.length;
    expect(await ask(ticketWith('Approved'), { tokenVariable: 'TICKET_TOKEN' }, { token })).toEqual({ problem: 'the environment variable TICKET_TOKEN, which holds its token, is not set' });
    expect(tickets.asked).toHaveLength(before);
  });
});

describe('row 4: a ticket system that is down, slow, or says nothing clear', () => {
  const never: TicketReply = () => undefined;
  const trickle: TicketReply = (_request, response) => {
    response.writeHead(200);
    const timer = setInterval(() => response.write(' '), 50);
    response.on('close', () => clearInterval(timer));
  };
  const cutOff: TicketReply = (_request, response) => {
    response.writeHead(200, { 'content-length': '1000' }).write('{"fields"');
    setTimeout(() => response.destroy(), 50);
  };
  const megabytes: TicketReply = (_request, response) => {
    response.writeHead(200);
    const more = (): void => {
      if (response.destroyed) return;
      response.write('x'.repeat(100_000), () => setImmediate(more));
    };
    more();
  };
  it.each<[string, TicketReply, RegExp]>([
    ['500', answers(500, '{"fields":{"status":{"name":"Approved"}}}'), /HTTP 500$/],
    ['401', answers(401, '{}'), /HTTP 401$/],
    ['400', answers(400, '{}'), /^it answered with HTTP 400$/],
    ['that there are several places', answers(300, ''), /^it answered with a redirect \(300\), which is not followed$/],
    ['201, which is an answer to something else', answers(201, '{"fields":{"status":{"name":"Approved"}}}'), /HTTP 201$/],
    ['nothing', answers(204, ''), /HTTP 204$/],
    ['that it has not changed', answers(304, ''), /redirect \(304\)/],
    ['not in time', never, /^it did not answer within 0.3 s$/],
    ['byte by byte, for ever', trickle, /^it did not answer within 0.3 s$/],
    ['half of something', cutOff, /^it cannot be asked/],
    ['megabytes', megabytes, /^its answer is larger than 1000000 bytes$/],
    ['no JSON', answers(200, '<html>Approved</html>'), /^its answer is not JSON$/],
    ['an empty body', answers(200, ''), /^its answer is not JSON$/],
    ['{}', answers(200, '{}'), /^its answer has no status at fields\.status\.name$/],
    ['null', answers(200, 'null'), /no status/],
    ['a list', answers(200, '[]'), /no status/],
    ['a text', answers(200, '"Approved"'), /no status/],
    ['no status in the right place', answers(200, '{"fields":{"status":"Approved"}}'), /no status/],
    ['null in the right place', answers(200, '{"fields":{"status":{"name":null}}}'), /no status/],
    ['a list in the right place', answers(200, '{"fields":{"status":{"name":["Approved"]}}}'), /no status/],
    ['an empty status', ticketWith(''), /no status/],
    ['a status of a hundred and one letters', ticketWith('x'.repeat(101)), /too long for a status$/],
  ])('%s is a problem in words', async (_name, reply, problem) => {
    expect(await ask(reply, { timeoutSeconds: /in time|for ever/.test(_name) ? 0.3 : 5 })).toEqual({ problem: expect.stringMatching(problem) });
  });

  it('a redirect is not followed, so the token goes to nobody else', async () => {
    const other = await aTicketSystem(ticketWith('Approved'));
    expect(await ask(answers(302, '', { location: `${other.address}/` }), { tokenVariable: 'T' }, { token: TOKEN })).toEqual({ problem: 'it answered with a redirect (302), which is not followed' });
    expect(other.asked).toEqual([]);
    await other.stop();
  });

  it('nobody listens', async () => {
    const gone = await aTicketSystem(ticketWith('Approved'));
    await gone.stop();
    expect(await ask(ticketWith('Approved'), { url: `${gone.address}/{id}` })).toEqual({ problem: 'it cannot be asked (ECONNREFUSED)' });
  });

  it('the run is interrupted', async () => {
    expect(await ask(never, {}, { signal: AbortSignal.abort() })).toEqual({ problem: 'asking it was interrupted' });
  });

  it('names of the prototype are no fields', async () => {
    expect(await ask(answers(200, '{}'), { status: 'constructor.name' })).toEqual({ problem: 'its answer has no status at constructor.name' });
  });

  it('a status of exactly a hundred letters, and a megabyte around it, are an answer', async () => {
    expect(await ask(ticketWith('x'.repeat(100)))).toEqual({ status: 'x'.repeat(100) });
    const body = JSON.stringify({ fields: { status: { name: 'Approved' } } });
    expect(await ask(answers(200, body.padEnd(1_000_000)))).toEqual({ status: 'Approved' });
    expect(await ask(answers(200, body.padEnd(1_000_001)))).toEqual({ problem: expect.stringContaining('larger than') });
  });
});

describe('row 22: the token', () => {
  it('is in no answer: neither when it is said back, nor when it cannot be sent', async () => {
    const said = await ask(ticketWith(`unknown ${TOKEN}`), { tokenVariable: 'T' }, { token: TOKEN });
    const unsendable = await ask(ticketWith('Approved'), { tokenVariable: 'T' }, { token: `${TOKEN}\nx` });
    expect([said, unsendable]).toEqual([{ status: 'unknown (hidden)' }, { problem: 'it cannot be asked' }]);
    expect(JSON.stringify([said, unsendable])).not.toContain(TOKEN);
  });

  it('and what the system says gives the terminal no commands', async () => {
    expect(await ask(ticketWith('\u001b[2Jgone'))).toEqual({ status: '\ufffd[2Jgone' });
  });
});
