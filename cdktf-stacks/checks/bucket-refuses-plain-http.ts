import { HeadBucketCommand, S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import { check, CheckFailure, output, s3ClientFor } from './world.ts';

/** A request of ours, signed and allowed, is refused when it does not come over TLS. */
await check(async () => {
  const bucket = output('bucket_name');
  const config = s3ClientFor(output('encryption_key_arn'));
  const endpoint = process.env['AWS_ENDPOINT_URL_S3'] ?? process.env['AWS_ENDPOINT_URL'] ?? `https://s3.${config.region}.amazonaws.com`;
  const s3 = new S3Client({ ...config, endpoint: endpoint.replace(/^https:/, 'http:') });
  try {
    await s3.send(new HeadBucketCommand({ Bucket: bucket }));
  } catch (error) {
    if (error instanceof S3ServiceException && error.$metadata.httpStatusCode === 403) return `${bucket}: plain HTTP is refused`;
    throw error;
  }
  throw new CheckFailure(`${bucket} answered a request over plain HTTP`);
});
