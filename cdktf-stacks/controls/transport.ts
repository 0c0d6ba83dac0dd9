import { companion, requireOf, valueAt, type Control, type SynthesizedResource } from './control.ts';

interface PolicyStatement {
  Effect?: string;
  Principal?: unknown;
  Action?: string | string[];
  Resource?: string | string[];
  Condition?: unknown;
}

/** True when the policy denies everyone `action` over anything but TLS, on at least `resources` resources. */
export function deniesPlainHttp(policy: unknown, action: string, resources: number): boolean {
  return statementsOf(policy).some(
    (statement) =>
      statement.Effect === 'Deny' &&
      statement.Principal === '*' &&
      [statement.Action ?? []].flat().includes(action) &&
      [statement.Resource ?? []].flat().length >= resources &&
      JSON.stringify(statement.Condition) === ONLY_PLAIN_HTTP,
  );
}

/** No other condition beside it: each would narrow the refusal. */
const ONLY_PLAIN_HTTP = JSON.stringify({ Bool: { 'aws:SecureTransport': 'false' } });

function statementsOf(policy: unknown): PolicyStatement[] {
  if (typeof policy !== 'string') return [];
  try {
    const document = JSON.parse(policy) as { Statement?: PolicyStatement | PolicyStatement[] } | null;
    return [document?.Statement ?? []].flat();
  } catch {
    return [];
  }
}

function policyOf(type: string, attribute: string, action: string, resources = 1) {
  return (resource: SynthesizedResource, all: readonly SynthesizedResource[]): boolean => {
    const policy = companion(all, type, attribute, resource);
    return policy !== undefined && deniesPlainHttp(valueAt(policy, 'policy'), action, resources);
  };
}

/** Data in transit: only TLS reaches buckets, queues and topics. */
export const TRANSPORT_CONTROLS: readonly Control[] = [
  {
    id: 'bucket-tls-only',
    statement: 'Every bucket refuses requests without TLS.',
    violations: requireOf(
      'aws_s3_bucket',
      policyOf('aws_s3_bucket_policy', 'bucket', 's3:*', 2),
      'has no aws_s3_bucket_policy that denies s3:* on the bucket and its objects when aws:SecureTransport is false',
    ),
  },
  {
    id: 'queue-tls-only',
    statement: 'Every queue refuses requests without TLS.',
    violations: requireOf(
      'aws_sqs_queue',
      policyOf('aws_sqs_queue_policy', 'queue_url', 'sqs:*'),
      'has no aws_sqs_queue_policy that denies sqs:* when aws:SecureTransport is false',
    ),
  },
  {
    id: 'topic-tls-only',
    statement: 'Every topic refuses messages without TLS.',
    violations: requireOf(
      'aws_sns_topic',
      policyOf('aws_sns_topic_policy', 'arn', 'sns:Publish'),
      'has no aws_sns_topic_policy that denies sns:Publish when aws:SecureTransport is false',
    ),
  },
];
