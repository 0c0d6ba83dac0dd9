import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What happens when a job of an environment is about to begin: who lets it in, or why it may not. */
export type Gate = (environment: string) => string | undefined;

export interface OpenGate {
  url: string;
  close: () => void;
}

/** Answers the first step that the copy of the workflows has in each job of an environment. */
export async function openGate(gate: Gate): Promise<OpenGate> {
  const server = createServer(({ url = '' }, response) => {
    const refused = gate(url.slice(1));
    response.writeHead(refused === undefined ? 200 : 403).end(`${refused ?? 'go on'}\n`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
