import { DeleteObjectCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { check, CheckFailure, expectEqual, output, s3ClientFor, uniqueName } from './world.ts';

/** A mistaken overwrite is taken back: the old version is still there and becomes the current one again. */
await check(async () => {
  const bucket = output('bucket_name');
  const s3 = new S3Client(s3ClientFor(output('encryption_key_arn')));
  const name = uniqueName();
  const versions: string[] = [];
  const put = async (content: string): Promise<string> => {
    const { VersionId } = await s3.send(new PutObjectCommand({ Bucket: bucket, Key: name, Body: content }));
    if (VersionId === undefined || VersionId === 'null') throw new CheckFailure(`${bucket} keeps no versions`);
    versions.push(VersionId);
    return VersionId;
  };
  const read = async (VersionId?: string): Promise<string | undefined> =>
    (await s3.send(new GetObjectCommand({ Bucket: bucket, Key: name, VersionId }))).Body?.transformToString();
  try {
    const good = await put('good');
    await put('mistaken');
    expectEqual('current content after the overwrite', await read(), 'mistaken');
    await put((await read(good)) ?? '');
    expectEqual('current content after the restore', await read(), 'good');
  } finally {
    for (const VersionId of versions) await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: name, VersionId }));
    // An unversioned bucket leaves no version to delete, only the object.
    if (versions.length === 0) await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: name }));
  }
  return `${bucket}: an overwritten object was restored from its old version`;
});
