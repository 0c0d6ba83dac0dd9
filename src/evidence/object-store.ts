import type { S3Client, S3ClientConfig } from '@aws-sdk/client-s3';
import { Halt, StepFailure, UserError } from '../errors.ts';
import { credentialTrouble } from '../no-credentials.ts';

/** The three requests that evidence and leases need of S3. There is none that deletes or replaces. */
export interface ObjectStore {
  /** All objects below a prefix, with their sizes in bytes. */
  list: (prefix: string) => Promise<{ key: string; size: number }[]>;
  read: (key: string) => Promise<Buffer>;
  /** Writes an object that must not exist yet; false when there is one. */
  writeOnce: (key: string, bytes: Buffer) => Promise<boolean>;
}

/** How often a write is tried again that met another one. https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html */
const CONFLICTS = 4;

/**
 * A bucket, reached with the credentials in `env` (AWS_ACCESS_KEY_ID and its like; AWS_PROFILE without them), and with nothing
 * else of this process's environment where keys are given.
 */
export async function objectStore(bucket: string, env: Record<string, string>, use: Use = EVIDENCE): Promise<ObjectStore> {
  const { S3Client: Client } = await import('@aws-sdk/client-s3');
  return storeOn(bucket, new Client(settingsFrom(env, use)), use, env);
}

/** What the bucket is used for, in error texts: the setting that names it, and what lies in it. */
export interface Use {
  field: string;
  holds: string;
}
const EVIDENCE: Use = { field: 'evidence', holds: 'the evidence' };

function settingsFrom(env: Record<string, string>, { holds }: Use): S3ClientConfig {
  const region = env['AWS_REGION'] ?? env['AWS_DEFAULT_REGION'];
  if (region === undefined || region === '') throw new UserError({ field: 'AWS_REGION', problem: `the region of the bucket with ${holds} is not known`, next: 'set AWS_REGION' });
  const [id, secret, token] = [env['AWS_ACCESS_KEY_ID'], env['AWS_SECRET_ACCESS_KEY'], env['AWS_SESSION_TOKEN']];
  const keys = id === undefined || secret === undefined ? {} : { credentials: { accessKeyId: id, secretAccessKey: secret, ...(token === undefined ? {} : { sessionToken: token }) } };
  const profile = env['AWS_PROFILE'] === undefined || 'credentials' in keys ? {} : { profile: env['AWS_PROFILE'] };
  const endpoint = env['AWS_ENDPOINT_URL_S3'] ?? env['AWS_ENDPOINT_URL'];
  return { region, ...keys, ...profile, ...(endpoint === undefined ? {} : { endpoint, forcePathStyle: true }) };
}

export function storeOn(bucket: string, client: S3Client, use: Use = EVIDENCE, env: Record<string, string> = {}): ObjectStore {
  const asked = async <T>(doing: string, work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw explained(error, bucket, doing, use, env);
    }
  };
  return {
    list: (prefix) =>
      asked('s3:ListBucket', async () => {
        const { ListObjectsV2Command } = await import('@aws-sdk/client-s3');
        const found: { key: string; size: number }[] = [];
        for (let token: string | undefined; ;) {
          const page = await client.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, ...(token === undefined ? {} : { ContinuationToken: token }) }));
          found.push(...(page.Contents ?? []).map(({ Key = '', Size = 0 }) => ({ key: Key, size: Size })));
          if (page.IsTruncated !== true || page.NextContinuationToken === undefined) return found;
          token = page.NextContinuationToken;
        }
      }),
    read: (key) =>
      asked('s3:GetObject', async () => {
        const { GetObjectCommand } = await import('@aws-sdk/client-s3');
        const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
        return Buffer.from((await Body?.transformToByteArray()) ?? []);
      }),
    writeOnce: (key, bytes) => asked('s3:PutObject', () => writeOnce(client, bucket, key, bytes)),
  };
}

async function writeOnce(client: S3Client, bucket: string, key: string, bytes: Buffer): Promise<boolean> {
  const { PutObjectCommand } = await import('@aws-sdk/client-s3');
  for (let conflicts = 0; ; conflicts += 1) {
    try {
      await client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: bytes, IfNoneMatch: '*', ChecksumAlgorithm: 'SHA256' }));
      return true;
    } catch (error) {
      const status = statusOf(error);
      if (status === 412) return false;
      // Another write of the same key was going on: which of the two is there shows the next try.
      if (status !== 409 || conflicts === CONFLICTS) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100 * 2 ** conflicts));
    }
  }
}

function statusOf(error: unknown): number | undefined {
  return (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
}

function explained(error: unknown, bucket: string, doing: string, { field, holds }: Use, env: Record<string, string>): Error {
  const { name = 'unknown', message = '' } = error as { name?: string; message?: string };
  const found = `${name}: ${message}`.slice(0, 300);
  const status = statusOf(error);
  const trouble = credentialTrouble(found, env);
  if (trouble !== undefined) return new StepFailure({ ...trouble, field, problem: `the bucket ${bucket} with ${holds} cannot be reached: ${trouble.problem} (${found})` });
  if (status === 404) return new UserError({ field, problem: `the bucket ${bucket}, or an object that was listed in it, is not there`, found, next: `check the address of ${holds}` });
  if (status === 403) return new UserError({ field: 'evidence', problem: `the credentials may not use the bucket ${bucket}`, found, allowed: doing, next: `give the role ${doing} on the bucket and its prefix` });
  if (status === 501) return new Halt({ field, problem: `the bucket ${bucket} does not know conditional writes, so nothing would keep ${holds} from being replaced`, found });
  return new StepFailure({ problem: `the bucket ${bucket} with ${holds} did not answer`, found, next: 'run this again' });
}
