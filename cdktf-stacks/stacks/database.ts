import { DynamodbTable } from '@cdktf/provider-aws/lib/dynamodb-table/index.js';
import type { Construct } from 'constructs';
import { ComponentStack } from '../component-stack.ts';
import type { Settings } from '../settings.ts';

/**
 * The applications' table: on-demand capacity, a composite key (`pk`, `sk`), items that expire at `expires_at`.
 *
 * Owner: platform-engineering. Data: confidential items of the applications. Depends on: encryption.
 * Lost when destroyed: all items and the 35 days of point-in-time recovery. Production refuses the destroy twice:
 * DynamoDB's deletion protection, and Terraform's prevent_destroy.
 */
export class DatabaseStack extends ComponentStack {
  readonly tableName: string;

  constructor(scope: Construct, settings: Settings, upstream: { keyArn: string }) {
    super(scope, settings, { component: 'database', owner: 'platform-engineering', dataClassification: 'confidential' });
    const table = new DynamodbTable(this, 'items', {
      name: `${this.prefix}-items`,
      billingMode: 'PAY_PER_REQUEST',
      hashKey: 'pk',
      rangeKey: 'sk',
      attribute: [
        { name: 'pk', type: 'S' },
        { name: 'sk', type: 'S' },
      ],
      ttl: { attributeName: 'expires_at', enabled: true },
      serverSideEncryption: { enabled: true, kmsKeyArn: upstream.keyArn },
      pointInTimeRecovery: { enabled: true },
      deletionProtectionEnabled: settings.deletionProtection,
      lifecycle: { preventDestroy: settings.deletionProtection },
    });
    this.tableName = table.name;
    this.output('table_name', table.name, 'Table for items');
    this.output('table_arn', table.arn, 'ARN of the table, for policies');
    this.output('encryption_key_arn', upstream.keyArn, 'Key that the table must be encrypted with');
  }
}
