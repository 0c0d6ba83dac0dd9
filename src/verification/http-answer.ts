import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';

export interface HttpRequest {
  url: URL;
  method: string;
  headers: Record<string, string>;
  body: string | undefined;
  /** Ends it, however far it is. */
  signal: AbortSignal;
}

export interface HttpAnswer {
  status: number;
  /** Names in lower case; several of one name are joined by a comma. */
  headers: Record<string, string>;
  body: string;
}

/** A check compares an answer; it does not download. */
const MAX_BODY_BYTES = 1_000_000;

/** Asks once, over a connection of its own, and follows no redirection. Rejects when there is no whole answer. */
export async function askHttp({ url, method, headers, body, signal }: HttpRequest): Promise<HttpAnswer> {
  const send = url.protocol === 'https:' ? requestHttps : requestHttp;
  return await new Promise((resolve, reject) => {
    const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
    const sent = send(url, { method, headers: { ...length, ...headers }, agent: false, signal }, (answer) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      answer.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > MAX_BODY_BYTES) answer.destroy(new Error(`the answer is longer than ${MAX_BODY_BYTES} bytes`));
        else chunks.push(chunk);
      });
      answer.on('error', reject);
      answer.on('end', () => {
        const names = Object.entries(answer.headersDistinct).map(([name, values = []]) => [name, values.join(', ')] as const);
        resolve({ status: answer.statusCode ?? 0, headers: Object.fromEntries(names), body: Buffer.concat(chunks).toString('utf8') });
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
