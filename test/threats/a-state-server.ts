import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A backend for states that speaks the engines' http protocol, and refuses to take a state when it is told to. */
export interface StateServer {
  url: string;
  states: Map<string, string>;
  locks: Set<string>;
  /** While true, a state that is sent is answered with 500. */
  broken: boolean;
  /** How long it takes to take a state, in milliseconds. */
  slow: number;
  close: () => Promise<void>;
}

/** https://developer.hashicorp.com/terraform/language/backend/http */
export async function aStateServer(): Promise<StateServer> {
  const world = { states: new Map<string, string>(), locks: new Set<string>(), broken: false, slow: 0 };
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const name = new URL(request.url ?? '/', 'http://localhost').pathname;
      const answer = (status: number, body = ''): void => void response.writeHead(status).end(body);
      if (request.method === 'LOCK') return answer(world.locks.has(name) ? 423 : (world.locks.add(name), 200));
      if (request.method === 'UNLOCK') return answer((world.locks.delete(name), 200));
      if (request.method === 'GET') return answer(world.states.has(name) ? 200 : 404, world.states.get(name));
      if (world.broken) return answer(500, 'no space left');
      setTimeout(() => {
        world.states.set(name, Buffer.concat(chunks).toString());
        answer(200);
      }, world.slow);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return Object.assign(world, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.closeAllConnections();
      return new Promise<void>((resolve) => server.close(() => resolve()));
    },
  });
}
