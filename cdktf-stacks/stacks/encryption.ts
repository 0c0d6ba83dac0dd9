import { KmsAlias } from '@cdktf/provider-aws/lib/kms-alias/index.js';
import { KmsKey } from '@cdktf/provider-aws/lib/kms-key/index.js';
import type { Construct } from 'constructs';
import { ComponentStack } from '../component-stack.ts';
import { policyDocument } from '../policy.ts';
import type { Settings } from '../settings.ts';

/**
 * The platform's one customer-managed key. Everything that the other stacks store is encrypted with it.
 *
 * Owner: security-engineering. Data: key material, which never leaves KMS. Depends on: nothing.
 * Lost when destroyed: after the 30 days' waiting period, every object, item, message and log line ever encrypted with it.
 * Until then `aws kms cancel-key-deletion` brings it back. Production refuses the destroy.
 */
export class EncryptionStack extends ComponentStack {
  readonly keyArn: string;

  constructor(scope: Construct, settings: Settings) {
    super(scope, settings, { component: 'encryption', owner: 'security-engineering', dataClassification: 'confidential' });
    const key = new KmsKey(this, 'key', {
      description: `Encrypts the data of ${this.prefix}`,
      enableKeyRotation: true,
      rotationPeriodInDays: 365,
      deletionWindowInDays: 30,
      policy: this.#keyPolicy(),
      lifecycle: { preventDestroy: settings.deletionProtection },
    });
    const alias = new KmsAlias(this, 'alias', { name: `alias/${this.prefix}`, targetKeyId: key.keyId });
    this.keyArn = key.arn;
    this.output('key_arn', key.arn, 'ARN of the key that encrypts everything the platform stores');
    this.output('key_alias', alias.name, 'Alias of the key, for people');
  }

  /**
   * The account's administrators decide through IAM who may use the key (S3, DynamoDB and SQS act as their caller); services
   * that act on their own are named, each for our own resources only.
   */
  #keyPolicy(): string {
    const { account, region } = this.settings;
    const ofThisAccount = { 'aws:SourceAccount': account };
    return policyDocument(
      {
        Sid: 'AccountAdministration',
        Effect: 'Allow',
        Principal: { AWS: this.globalArn('iam', 'root') },
        Action: 'kms:*',
        Resource: '*',
      },
      {
        Sid: 'CloudWatchLogs',
        Effect: 'Allow',
        Principal: { Service: `logs.${region}.amazonaws.com` },
        Action: ['kms:Encrypt*', 'kms:Decrypt*', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:Describe*'],
        Resource: '*',
        Condition: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': this.arn('logs', `log-group:/${this.prefix}/*`) } },
      },
      {
        Sid: 'CloudWatchAlarmsToEncryptedTopics',
        Effect: 'Allow',
        Principal: { Service: 'cloudwatch.amazonaws.com' },
        Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
        Resource: '*',
        Condition: { StringEquals: ofThisAccount, ArnLike: { 'aws:SourceArn': this.arn('cloudwatch', `alarm:${this.prefix}-*`) } },
      },
      {
        Sid: 'TopicsToEncryptedQueues',
        Effect: 'Allow',
        Principal: { Service: 'sns.amazonaws.com' },
        Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
        Resource: '*',
        Condition: { StringEquals: ofThisAccount, ArnLike: { 'aws:SourceArn': this.arn('sns', `${this.prefix}-*`) } },
      },
    );
  }
}
