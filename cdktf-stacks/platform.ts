import type { App } from 'cdktf';
import type { Settings } from './settings.ts';
import { DatabaseStack } from './stacks/database.ts';
import { EncryptionStack } from './stacks/encryption.ts';
import { MessagingStack } from './stacks/messaging.ts';
import { MonitoringStack } from './stacks/monitoring.ts';
import { NetworkStack } from './stacks/network.ts';
import { StorageStack } from './stacks/storage.ts';

/** Declares the six components in one environment. What one takes from another becomes a remote-state reference. */
export function buildPlatform(app: App, settings: Settings): void {
  const { keyArn } = new EncryptionStack(app, settings);
  const network = new NetworkStack(app, settings, { keyArn });
  const storage = new StorageStack(app, settings, { keyArn });
  const database = new DatabaseStack(app, settings, { keyArn });
  const messaging = new MessagingStack(app, settings, { keyArn });
  new MonitoringStack(app, settings, {
    keyArn,
    flowLogGroupName: network.flowLogGroupName,
    bucketName: storage.bucketName,
    tableName: database.tableName,
    queueName: messaging.queueName,
    deadLetterQueueName: messaging.deadLetterQueueName,
  });
}
