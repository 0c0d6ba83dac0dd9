/** What we use of autocannon 9 (its README and lib/run.js, lib/httpClient.js). */
declare module 'autocannon' {
  interface Options {
    url: string;
    method: string;
    headers: Record<string, string>;
    body?: string;
    /** Requests in all; it ends after the last. */
    amount: number;
    connections: number;
    /** Milliseconds between two looks at what it has done, at which alone it ends. */
    sampleInt: number;
    /** Seconds for an answer. */
    timeout: number;
    /** Errors after which it ends. */
    bailout: number;
    verifyBody?: (body: string) => boolean;
  }
  interface Client {
    secure: boolean;
    conn: { authorized?: boolean };
  }
  /** Settles when it has ended. */
  interface Cannon extends PromiseLike<unknown> {
    stop: () => void;
    on: ((event: 'response', listener: (client: Client, status: number, bytes: number, milliseconds: number) => void) => this) &
      ((event: 'reqError', listener: (error: Error) => void) => this) &
      ((event: 'reqMismatch', listener: (body: string) => void) => this);
  }
  export default function autocannon(options: Options): Cannon;
}
