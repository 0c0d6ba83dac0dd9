import { DeleteObjectCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { check, expectEqual, output, s3ClientFor, uniqueName } from './world.ts';

/** An object is written without naming a key, is encrypted with the platform's, reads back unchanged, and is removed. */
await check(async () => {
  const keyArn = output('encryption_key_arn');
  const bucket = output('bucket_name');
  const s3 = new S3Client(s3ClientFor(keyArn));
  const name = uniqueName();
  const content = `written by ${name}`;
  const { VersionId } = await s3.send(new PutObjectCommand({ Bucket: bucket, Key: name, Body: content }));
  try {
    const object = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: name }));
    expectEqual('content', await object.Body?.transformToString(), content);
    expectEqual('encryption', object.ServerSideEncryption, 'aws:kms');
    expectEqual('key', object.SSEKMSKeyId, keyArn);
  } finally {
    await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: name, VersionId }));
  }
  return `${bucket}: an object came back unchanged, encrypted with ${keyArn}`;
});
