import { S3BucketLifecycleConfiguration } from '@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration/index.js';
import { S3BucketOwnershipControls } from '@cdktf/provider-aws/lib/s3-bucket-ownership-controls/index.js';
import { S3BucketPolicy } from '@cdktf/provider-aws/lib/s3-bucket-policy/index.js';
import { S3BucketPublicAccessBlock } from '@cdktf/provider-aws/lib/s3-bucket-public-access-block/index.js';
import { S3BucketServerSideEncryptionConfigurationA } from '@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration/index.js';
import { S3BucketVersioningA } from '@cdktf/provider-aws/lib/s3-bucket-versioning/index.js';
import { S3Bucket } from '@cdktf/provider-aws/lib/s3-bucket/index.js';
import type { Construct } from 'constructs';
import { ComponentStack } from '../component-stack.ts';
import { denyPlainHttp, policyDocument } from '../policy.ts';
import type { Settings } from '../settings.ts';

/** Old versions stay this long, so that a mistaken overwrite or delete can be taken back. */
const NONCURRENT_DAYS = 90;

/**
 * The bucket for the platform's objects.
 *
 * Owner: platform-engineering. Data: confidential objects of the applications. Depends on: encryption.
 * Lost when destroyed: all objects and all their versions, for good. In test that is allowed while the bucket holds objects;
 * production refuses the destroy.
 */
export class StorageStack extends ComponentStack {
  readonly bucketName: string;

  constructor(scope: Construct, settings: Settings, upstream: { keyArn: string }) {
    super(scope, settings, { component: 'storage', owner: 'platform-engineering', dataClassification: 'confidential' });
    // Bucket names are global: the account makes ours unique.
    const name = `${this.prefix}-data-${settings.account}`;
    const data = new S3Bucket(this, 'data', {
      bucket: name,
      forceDestroy: !settings.deletionProtection,
      lifecycle: { preventDestroy: settings.deletionProtection },
    });
    const bucket = data.id;
    const versioning = new S3BucketVersioningA(this, 'versioning', { bucket, versioningConfiguration: { status: 'Enabled' } });
    new S3BucketServerSideEncryptionConfigurationA(this, 'encryption', {
      bucket,
      rule: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: 'aws:kms', kmsMasterKeyId: upstream.keyArn }, bucketKeyEnabled: true }],
    });
    const publicAccess = new S3BucketPublicAccessBlock(this, 'public_access', {
      bucket,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    new S3BucketOwnershipControls(this, 'ownership', { bucket, rule: { objectOwnership: 'BucketOwnerEnforced' } });
    new S3BucketLifecycleConfiguration(this, 'lifecycle', {
      bucket,
      rule: [
        {
          id: 'expire-old-versions',
          status: 'Enabled',
          filter: [{ prefix: '' }],
          noncurrentVersionExpiration: [{ noncurrentDays: NONCURRENT_DAYS }],
          abortIncompleteMultipartUpload: [{ daysAfterInitiation: 7 }],
        },
      ],
      dependsOn: [versioning],
    });
    new S3BucketPolicy(this, 'policy', {
      bucket,
      policy: policyDocument(denyPlainHttp('s3:*', this.bucketArn(name), `${this.bucketArn(name)}/*`), {
        Sid: 'DenyOtherKeys',
        Effect: 'Deny',
        Principal: '*',
        Action: 's3:PutObject',
        Resource: `${this.bucketArn(name)}/*`,
        // A request that asks for no encryption of its own gets the bucket's default, which is ours. One that does must name our
        // key: without a name S3 would take AWS's.
        Condition: {
          Null: { 's3:x-amz-server-side-encryption': 'false' },
          StringNotEquals: { 's3:x-amz-server-side-encryption-aws-kms-key-id': upstream.keyArn },
        },
      }),
      // S3 refuses two settings of one bucket at the same moment.
      dependsOn: [publicAccess],
    });
    this.bucketName = data.bucket;
    this.output('bucket_name', data.bucket, 'Bucket for objects');
    this.output('bucket_arn', data.arn, 'ARN of the bucket, for policies');
    this.output('encryption_key_arn', upstream.keyArn, 'Key that objects must be encrypted with');
  }
}
