import { DeleteObjectCommand, PutObjectCommand, S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import { check, CheckFailure, output, s3ClientFor, uniqueName } from './world.ts';

/** An object that asks for S3's own key instead of the platform's is refused. If it is not, it is removed. */
await check(async () => {
  const bucket = output('bucket_name');
  const s3 = new S3Client(s3ClientFor(output('encryption_key_arn')));
  const name = uniqueName();
  let stored: string | undefined;
  try {
    stored = (await s3.send(new PutObjectCommand({ Bucket: bucket, Key: name, Body: 'refuse me', ServerSideEncryption: 'AES256' }))).VersionId;
  } catch (error) {
    if (error instanceof S3ServiceException && error.$metadata.httpStatusCode === 403) return `${bucket}: an object with another key is refused`;
    throw error;
  }
  await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: name, VersionId: stored }));
  throw new CheckFailure(`${bucket} took an object that is not encrypted with the platform's key`);
});
