import { AwsQueryProtocol } from '@aws-sdk/core/protocols';
import { randomUUID } from 'node:crypto';

/** The world is not as the check demands; the message says what was found and what was expected. */
export class CheckFailure extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'CheckFailure';
  }
}

/** A stack output, as Cutover hands it to a check: `OUTPUT_BUCKET_NAME` for the output `bucket_name`. */
export function output(name: string): string {
  const variable = `OUTPUT_${name.toUpperCase()}`;
  const value = process.env[variable];
  if (value === undefined || value === '') throw new CheckFailure(`${variable} is not set: the stack has no output ${name}`);
  return value;
}

/** A stack output that is a list of strings. */
export function outputList(name: string): string[] {
  const value: unknown = JSON.parse(output(name));
  if (!Array.isArray(value) || value.length === 0 || !value.every((item) => typeof item === 'string')) {
    throw new CheckFailure(`the output ${name} is not a list of strings with at least one member`);
  }
  return value;
}

/**
 * Settings for an AWS client. The region is the one of the resource, whatever the caller's environment says; endpoint and
 * credentials come from the environment, as for Terraform.
 */
export function clientFor(arn: string): { region: string; maxAttempts: number } {
  const region = arn.split(':')[3];
  if (region === undefined || region === '') throw new CheckFailure(`no region in ${arn}`);
  return { region, maxAttempts: 3 };
}

/** CloudWatch speaks several protocols; this one is answered by AWS and by emulators alike. */
export function cloudWatchClientFor(arn: string): { region: string; maxAttempts: number; protocol: typeof AwsQueryProtocol } {
  return { ...clientFor(arn), protocol: AwsQueryProtocol };
}

/** On loopback there is no DNS for one host name a bucket. */
export function s3ClientFor(arn: string): { region: string; maxAttempts: number; forcePathStyle: boolean } {
  const endpoint = process.env['AWS_ENDPOINT_URL_S3'] ?? process.env['AWS_ENDPOINT_URL'] ?? '';
  const host = endpoint === '' ? '' : new URL(endpoint).hostname;
  return { ...clientFor(arn), forcePathStyle: /^(127\.\d+\.\d+\.\d+|localhost|\[::1\])$/.test(host) };
}

/** A name that no other run uses, and that tells a reader of logs where it comes from. */
export function uniqueName(): string {
  return `cutover-check-${randomUUID()}`;
}

export function expectEqual(what: string, found: unknown, expected: unknown): void {
  if (JSON.stringify(found) !== JSON.stringify(expected)) {
    throw new CheckFailure(`${what}: found ${JSON.stringify(found) ?? 'nothing'}, expected ${JSON.stringify(expected)}`);
  }
}

/** Asks until there is an answer or the time is over. AWS delivers later than it accepts. */
export async function eventually<T>(seconds: number, what: string, ask: () => Promise<T | undefined>): Promise<T> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > deadline) throw new CheckFailure(`${what}: not within ${seconds} s`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** Runs a check and ends the process: 0 with one line of what was seen, 1 with one line of what is wrong. */
export async function check(look: () => Promise<string>): Promise<void> {
  try {
    process.stdout.write(`${await look()}\n`);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}\n`);
    process.exitCode = 1;
  }
}
