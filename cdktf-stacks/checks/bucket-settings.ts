import {
  GetBucketEncryptionCommand, GetBucketLifecycleConfigurationCommand, GetBucketOwnershipControlsCommand, GetBucketPolicyCommand, GetBucketVersioningCommand,
  GetPublicAccessBlockCommand, S3Client,
} from '@aws-sdk/client-s3';
import { check, CheckFailure, expectEqual, output, s3ClientFor } from './world.ts';

/** The bucket is encrypted with the right key, private, TLS only, and keeps old versions for 90 days. Reads only. */
await check(async () => {
  const bucket = output('bucket_name');
  const keyArn = output('encryption_key_arn');
  const s3 = new S3Client(s3ClientFor(keyArn));
  const Bucket = { Bucket: bucket };
  const { ServerSideEncryptionConfiguration } = await s3.send(new GetBucketEncryptionCommand(Bucket));
  const byDefault = ServerSideEncryptionConfiguration?.Rules?.[0]?.ApplyServerSideEncryptionByDefault;
  expectEqual('encryption', [byDefault?.SSEAlgorithm, byDefault?.KMSMasterKeyID], ['aws:kms', keyArn]);
  const { PublicAccessBlockConfiguration: block } = await s3.send(new GetPublicAccessBlockCommand(Bucket));
  expectEqual('public access block', [block?.BlockPublicAcls, block?.BlockPublicPolicy, block?.IgnorePublicAcls, block?.RestrictPublicBuckets], [true, true, true, true]);
  const { OwnershipControls } = await s3.send(new GetBucketOwnershipControlsCommand(Bucket));
  expectEqual('object ownership', OwnershipControls?.Rules?.[0]?.ObjectOwnership, 'BucketOwnerEnforced');
  const { Status } = await s3.send(new GetBucketVersioningCommand(Bucket));
  expectEqual('versioning', Status, 'Enabled');
  const { Rules } = await s3.send(new GetBucketLifecycleConfigurationCommand(Bucket));
  expectEqual('days that old versions are kept', Rules?.filter((rule) => rule.Status === 'Enabled').map(({ NoncurrentVersionExpiration }) => NoncurrentVersionExpiration?.NoncurrentDays), [90]);
  const { Policy } = await s3.send(new GetBucketPolicyCommand(Bucket));
  const { Statement = [] } = JSON.parse(Policy ?? '{}') as { Statement?: { Effect: string; Principal: unknown; Action: unknown; Condition?: unknown }[] };
  const tlsOnly = Statement.some(
    ({ Effect, Principal, Action, Condition }) =>
      Effect === 'Deny' && Principal === '*' && Action === 's3:*' && JSON.stringify(Condition) === '{"Bool":{"aws:SecureTransport":"false"}}',
  );
  if (!tlsOnly) throw new CheckFailure('the bucket policy does not refuse plain HTTP');
  return `${bucket}: encrypted with ${keyArn}, private, TLS only, old versions kept for 90 days`;
});
