import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { DeleteObjectCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { check, expectEqual, s3ClientFor, uniqueName } from './world.ts';

/** What the front end does, with its `.env` alone: it uploads a file, without naming a key, and shows it again. */
await check(async () => {
  const settings = parseEnv(readFileSync(process.env['CUTOVER_ENV_FILE'] ?? '', 'utf8'));
  const { UPLOADS_BUCKET: bucket, UPLOADS_KEY: key = '' } = settings;
  const s3 = new S3Client(s3ClientFor(key));
  const name = uniqueName();
  const { VersionId } = await s3.send(new PutObjectCommand({ Bucket: bucket, Key: name, Body: name }));
  try {
    const object = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: name }));
    expectEqual('content', await object.Body?.transformToString(), name);
    expectEqual('key', object.SSEKMSKeyId, key);
  } finally {
    await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: name, VersionId }));
  }
  return `${bucket ?? ''}: a file was uploaded and shown again, by .env alone`;
});
