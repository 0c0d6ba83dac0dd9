import type { ComponentFacts, RuleFacts } from '../../../src/claims/rules/facts.ts';
import type { JsonObject } from '../../../src/json.ts';
import { aComponent, aResource, someFacts } from './some-facts.ts';

const REFUSAL = { Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: ['${aws_s3_bucket.data.arn}', '${aws_s3_bucket.data.arn}/*'], Condition: { Bool: { 'aws:SecureTransport': 'false' } } };
const PROVIDERS = { aws: [{ region: 'eu-central-1', default_tags: [{ tags: { Platform: 'orders' } }] }] };
const VERSIONS = { 'hashicorp/aws': { constraint: '6.25.0', locked: undefined } };

/** Two components in two environments, as a stack writes them: a bucket with its settings, and a network. Made anew at each call. */
export function aPlatform(): RuleFacts {
  const components = (['test', 'production'] as const).flatMap((environment): ComponentFacts[] => [
    aComponent(
      [
        aResource('aws_s3_bucket.data', { bucket: `orders-${environment}-data`, tags: { Owner: 'team-a' } }, { place: { file: 'stacks/storage.ts', line: 12 } }),
        aResource('aws_s3_bucket_versioning.data', { bucket: '${aws_s3_bucket.data.id}', versioning_configuration: { status: 'Enabled' } }, { place: { file: 'stacks/storage.ts', line: 18 } }),
        aResource('aws_s3_bucket_policy.data', { bucket: '${aws_s3_bucket.data.id}', policy: JSON.stringify({ Statement: [REFUSAL] }) }),
        aResource('aws_sqs_queue.work', { name: `orders-${environment}-work`, kms_master_key_id: '${data.terraform_remote_state.encryption.outputs.key}', tags: { Owner: 'team-a' } }),
      ],
      { environment, dependsOn: ['network'], providers: structuredClone(PROVIDERS), providerVersions: structuredClone(VERSIONS) },
    ),
    aComponent(
      [
        aResource('aws_security_group.workload', { name: `orders-${environment}`, ingress: [{ from_port: 443, cidr_blocks: ['10.0.0.0/8'] }], tags: { Owner: 'team-b' } }),
        aResource('aws_cloudwatch_log_group.flows', { name: 'flows', retention_in_days: 365, tags: { Owner: 'team-b' } }),
      ],
      { name: 'network', environment, providers: structuredClone(PROVIDERS), providerVersions: structuredClone(VERSIONS) },
    ),
  ]);
  return someFacts(components, { files: ['README.md', 'cutover.yaml', 'stacks/network.ts', 'stacks/storage.ts', 'docs/architecture.md'] });
}

export function componentIn(facts: RuleFacts, name: string, environment: 'test' | 'production' = 'test'): ComponentFacts {
  const found = facts.components.find((component) => component.name === name && component.environment === environment);
  if (found === undefined) throw new Error(`no ${name} in ${environment}`);
  return found;
}

/** What is written for a resource of the test environment, to be changed. */
export function writtenOf(facts: RuleFacts, address: string): JsonObject {
  const found = facts.components.flatMap(({ resources }) => resources).find((resource) => resource.address === address)?.written;
  if (found === undefined) throw new Error(`nothing is written for ${address}`);
  return found;
}

export function remove(facts: RuleFacts, address: string): void {
  const [component] = facts.components.filter(({ resources }) => resources.some((resource) => resource.address === address));
  if (component === undefined) throw new Error(`no ${address}`);
  component.resources = component.resources.filter((resource) => resource.address !== address);
}
