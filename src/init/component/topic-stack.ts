import { pascalCase } from './names.ts';
import type { StackDeclaration } from './stack-files.ts';

/** What the new file imports. */
const IMPORTS = [
  "import { SnsTopicPolicy } from '@cdktf/provider-aws/lib/sns-topic-policy/index.js';",
  "import { SnsTopic } from '@cdktf/provider-aws/lib/sns-topic/index.js';",
  "import type { Construct } from 'constructs';",
  "import { ComponentStack } from '../component-stack.ts';",
  "import { denyPlainHttp, policyDocument } from '../policy.ts';",
  "import type { Settings } from '../settings.ts';",
].join('\n');

/** The reference platform has a topic only as a part of its alarms, so this stack is written out here. */
export function topicStack({ name, key, purpose, owner, dataClass }: StackDeclaration): string {
  return `${IMPORTS}

/**
 * ${purpose}
 *
 * Owner: ${owner}. Data: notifications on their way; nothing is kept. Depends on: ${key ?? 'nothing'}.
 * Lost when destroyed: the subscriptions. Nobody is told any more until they are made anew.
 */
export class ${pascalCase(name)}Stack extends ComponentStack {
  readonly topicArn: string;

  constructor(scope: Construct, settings: Settings, upstream: { keyArn: string }) {
    super(scope, settings, { component: '${name}', owner: '${owner}', dataClassification: '${dataClass}' });
    const topicName = \`\${this.prefix}-${name}\`;
    const topic = new SnsTopic(this, 'topic', { name: topicName, kmsMasterKeyId: upstream.keyArn });
    // Who may publish and subscribe is decided by the identities' own policies; this one only refuses.
    new SnsTopicPolicy(this, 'policy', { arn: topic.arn, policy: policyDocument(denyPlainHttp('sns:Publish', this.arn('sns', topicName))) });
    this.topicArn = topic.arn;
    this.output('topic_arn', topic.arn, 'The topic');
    this.output('encryption_key_arn', upstream.keyArn, 'Key that the topic must be encrypted with');
  }
}
`;
}
