import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type TicketReply = (request: IncomingMessage, response: ServerResponse) => void;

export interface TicketSystem {
  /** `http://127.0.0.1:…`, without a slash at its end. */
  address: string;
  /** Paths that were asked for, with the bearer token that came along. */
  asked: { path: string; token: string | undefined }[];
  /** What it answers from now on. */
  reply: (next: TicketReply) => void;
  stop: () => Promise<void>;
}

export const answers = (status: number, body: string, headers: Record<string, string> = { 'content-type': 'application/json' }): TicketReply => (_request, response) => void response.writeHead(status, headers).end(body);

export const ticketWith = (status: string): TicketReply => answers(200, JSON.stringify({ fields: { status: { name: status } } }));

/** A real HTTP server on a free loopback port. */
export async function aTicketSystem(first: TicketReply): Promise<TicketSystem> {
  let current = first;
  const asked: TicketSystem['asked'] = [];
  const server = createServer((request, response) => {
    asked.push({ path: request.url ?? '', token: request.headers.authorization });
    current(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    address: `http://127.0.0.1:${port}`,
    asked,
    reply: (next) => (current = next),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
