import { describe, expect, it } from '@jest/globals';
import { ruleSchema, type Rule } from '../../../src/claims/rules/rule.ts';
import { judge } from '../../../src/claims/rules/judge.ts';
import type { RuleFacts } from '../../../src/claims/rules/facts.ts';
import { aPlatform, componentIn, remove, writtenOf } from './a-platform.ts';
import { aResource, aRule } from './some-facts.ts';

/**
 * The mutation table: for each kind of rule, changes to a platform that must be caught, with the place that is blamed, and
 * changes beside it that must not. The platform as it is passes every rule.
 */
const RULES: Record<string, Rule> = {
  attributes: aRule({ kind: 'attributes', types: ['aws_sqs_queue'], must: [{ attribute: 'kms_master_key_id', present: true }, { attribute: 'name', matches: '^orders-{environment}-' }] }),
  'attributes, ingress': aRule({ kind: 'attributes', types: ['aws_security_group'], must: [{ attribute: 'ingress.cidr_blocks', noneOf: ['0.0.0.0/0'] }] }),
  'attributes, where': aRule({ kind: 'attributes', types: ['aws_*'], where: [{ attribute: 'retention_in_days', present: true }], must: [{ attribute: 'retention_in_days', atLeast: 365 }] }),
  companion: aRule({ kind: 'companion', types: ['aws_s3_bucket'], companion: 'aws_s3_bucket_versioning', by: 'bucket', must: [{ attribute: 'versioning_configuration.status', equals: 'Enabled' }] }),
  'companion, denies': aRule({ kind: 'companion', types: ['aws_s3_bucket'], companion: 'aws_s3_bucket_policy', by: 'bucket', must: [{ attribute: 'policy', denies: { action: 's3:*', when: { Bool: { 'aws:SecureTransport': 'false' } }, resources: 2 } }] }),
  'types, forbidden': aRule({ kind: 'types', forbidden: ['aws_iam_user', 'aws_eip*'] }),
  'types, allowed': aRule({ kind: 'types', allowed: ['aws_s3_*', 'aws_sqs_queue', 'aws_security_group', 'aws_cloudwatch_log_group'] }),
  tags: aRule({ kind: 'tags', components: ['network'], required: { Owner: '^team-[a-z]$', Platform: '^orders$' } }),
  provider: aRule({ kind: 'provider', provider: 'aws', must: [{ attribute: 'region', oneOf: ['eu-central-1', 'eu-west-1'] }] }),
  'version, engine': aRule({ kind: 'version', of: 'terraform', range: '>=1.10 <2' }),
  'version, provider': aRule({ kind: 'version', of: 'hashicorp/aws', range: '>=6 <7' }),
  'version, only': aRule({ kind: 'version', only: ['terraform', 'hashicorp/aws'] }),
  files: aRule({ kind: 'files', required: ['README.md', 'stacks', 'docs/*.md'], forbidden: ['**/*.tfstate', 'secrets'] }),
  components: aRule({ kind: 'components', dependsOn: { network: [], storage: ['network'] } }),
  all: aRule({
    kind: 'all',
    rules: [
      { kind: 'types', forbidden: ['aws_iam_user'] },
      { kind: 'attributes', types: ['aws_sqs_queue'], must: [{ attribute: 'name', present: true }] },
    ],
  }),
};

type Change = (facts: RuleFacts) => void;
const write = (address: string, key: string, value: unknown): Change => (facts) => void Object.assign(writtenOf(facts, address), { [key]: value });
const add = (component: string, address: string, written: object = {}): Change => (facts) => void componentIn(facts, component).resources.push(aResource(address, written as never));
const configure = (key: string, value: unknown): Change => (facts) => void Object.assign(componentIn(facts, 'storage').providers['aws']?.[0] ?? {}, { [key]: value });
const versions = (change: object): Change => (facts) => void Object.assign(componentIn(facts, 'storage').providerVersions, change);
const file = (path: string): Change => (facts) => void facts.files.push(path);
const withoutFile = (path: string): Change => (facts) => void (facts.files = facts.files.filter((other) => other !== path));
const engine = (value: RuleFacts['engine']): Change => (facts) => void (facts.engine = value);
const BUCKET = '${aws_s3_bucket.data.id}';

const CAUGHT: [rule: string, words: string, blamed: string, change: Change][] = [
  ['attributes', 'a queue names no key', 'aws_sqs_queue.work', write('aws_sqs_queue.work', 'kms_master_key_id', undefined)],
  ['attributes', 'a queue names an empty key', 'aws_sqs_queue.work', write('aws_sqs_queue.work', 'kms_master_key_id', '')],
  ['attributes', 'a queue is named for the other environment', 'aws_sqs_queue.work', write('aws_sqs_queue.work', 'name', 'orders-production-work')],
  ['attributes', 'a second queue comes without a key', 'aws_sqs_queue.second', add('network', 'aws_sqs_queue.second', { name: 'orders-test-second' })],
  ['attributes, ingress', 'a second range is everyone', 'aws_security_group.workload', write('aws_security_group.workload', 'ingress', [{ cidr_blocks: ['10.0.0.0/8', '0.0.0.0/0'] }])],
  ['attributes, ingress', 'a second block lets everyone in', 'aws_security_group.workload', write('aws_security_group.workload', 'ingress', [{ cidr_blocks: ['10.0.0.0/8'] }, { cidr_blocks: ['0.0.0.0/0'] }])],
  ['attributes, where', 'logs are kept for a week', 'aws_cloudwatch_log_group.flows', write('aws_cloudwatch_log_group.flows', 'retention_in_days', 7)],
  ['companion', 'versioning is removed', 'aws_s3_bucket.data', (facts) => remove(facts, 'aws_s3_bucket_versioning.data')],
  ['companion', 'versioning is suspended', 'aws_s3_bucket_versioning.data', write('aws_s3_bucket_versioning.data', 'versioning_configuration', { status: 'Suspended' })],
  ['companion', 'versioning is of another bucket', 'aws_s3_bucket.data', write('aws_s3_bucket_versioning.data', 'bucket', '${aws_s3_bucket.other.id}')],
  ['companion', 'versioning is in another component', 'aws_s3_bucket.data', (facts) => {
    remove(facts, 'aws_s3_bucket_versioning.data');
    add('network', 'aws_s3_bucket_versioning.data', { bucket: BUCKET, versioning_configuration: { status: 'Enabled' } })(facts);
  }],
  ['companion', 'a second one suspends it', 'aws_s3_bucket_versioning.second', add('storage', 'aws_s3_bucket_versioning.second', { bucket: BUCKET, versioning_configuration: { status: 'Suspended' } })],
  ['companion', 'a second bucket comes without', 'aws_s3_bucket.second', add('storage', 'aws_s3_bucket.second', { bucket: 'second' })],
  ['companion, denies', 'the policy loses the statement', 'aws_s3_bucket_policy.data', write('aws_s3_bucket_policy.data', 'policy', JSON.stringify({ Statement: [] }))],
  ['companion, denies', 'a second policy replaces it', 'aws_s3_bucket_policy.second', add('storage', 'aws_s3_bucket_policy.second', { bucket: BUCKET, policy: '{"Statement":[]}' })],
  ['types, forbidden', 'a user is made', 'aws_iam_user.me', add('network', 'aws_iam_user.me')],
  ['types, forbidden', 'a type that begins as a forbidden one is used', 'aws_eip_association.a', add('network', 'aws_eip_association.a')],
  ['types, allowed', 'a type that is not listed is used', 'aws_eks_cluster.c', add('network', 'aws_eks_cluster.c')],
  ['tags', 'an owner is missing', 'aws_security_group.workload', write('aws_security_group.workload', 'tags', { Name: 'x' })],
  ['tags', 'an owner is no team', 'aws_security_group.workload', write('aws_security_group.workload', 'tags', { Owner: 'me' })],
  ['tags', 'an own tag covers the default one', 'aws_security_group.workload', write('aws_security_group.workload', 'tags', { Owner: 'team-b', Platform: 'other' })],
  ['tags', 'the default tags are removed', 'aws_security_group.workload', (facts) => {
    remove(facts, 'aws_cloudwatch_log_group.flows');
    componentIn(facts, 'network').providers = { aws: [{}] };
  }],
  ['provider', 'a stack goes to another region', 'storage', configure('region', 'us-east-1')],
  ['provider', 'a stack names no region', 'storage', configure('region', undefined)],
  ['provider', 'a second configuration goes to another region', 'storage', (facts) => void componentIn(facts, 'storage').providers['aws']?.push({ alias: 'us', region: 'us-east-1' })],
  ['provider', 'a configuration is left to whoever runs it', 'storage', (facts) => void (componentIn(facts, 'storage').providers = {})],
  ['version, engine', 'the engine is too old', '', engine({ kind: 'terraform', version: '1.9.8' })],
  ['version, engine', 'the engine is too new', '', engine({ kind: 'terraform', version: '2.0.0' })],
  ['version, engine', 'the engine is not finished', '', engine({ kind: 'terraform', version: '1.12.0-beta1' })],
  ['version, provider', 'another version is locked', 'storage', versions({ 'hashicorp/aws': { constraint: '6.25.0', locked: '5.100.0' } })],
  ['version, provider', 'the constraint lets in a later one', 'storage', versions({ 'hashicorp/aws': { constraint: '>= 6.0', locked: undefined } })],
  ['version, provider', 'the constraint is for an earlier one', 'storage', versions({ 'hashicorp/aws': { constraint: '~> 5.0', locked: undefined } })],
  ['version, only', 'the other engine is used', '', engine({ kind: 'tofu', version: '1.12.0' })],
  ['version, only', 'a provider is used that is not listed', 'storage', versions({ 'hashicorp/random': { constraint: undefined, locked: '3.0.0' } })],
  ['version, only', 'a namesake from elsewhere is used', 'storage', versions({ 'evil/aws': { constraint: undefined, locked: '6.25.0' } })],
  ['files', 'a file is removed', '', withoutFile('README.md')],
  ['files', 'a folder loses its last file', '', (facts) => void (facts.files = facts.files.filter((path) => !path.startsWith('stacks/')))],
  ['files', 'a document is renamed', '', withoutFile('docs/architecture.md')],
  ['files', 'a state is committed', 'a/b/terraform.tfstate', file('a/b/terraform.tfstate')],
  ['files', 'a state is committed at the top', 'terraform.tfstate', file('terraform.tfstate')],
  ['files', 'something hidden comes into a forbidden folder', 'secrets/.env', file('secrets/.env')],
  ['components', 'a component is added', 'third', (facts) => void facts.components.push({ ...componentIn(facts, 'network'), name: 'third' })],
  ['components', 'a component is removed', 'storage', (facts) => void (facts.components = facts.components.filter(({ name }) => name !== 'storage'))],
  ['components', 'a dependency is added', 'network', (facts) => void (componentIn(facts, 'network').dependsOn = ['storage'])],
  ['components', 'a dependency is removed', 'storage', (facts) => void (componentIn(facts, 'storage', 'production').dependsOn = [])],
  ['all', 'the first of its rules is broken', 'aws_iam_user.me', add('network', 'aws_iam_user.me')],
  ['all', 'the second of its rules is broken', 'aws_sqs_queue.work', write('aws_sqs_queue.work', 'name', '')],
];

const LEFT_ALONE: [rule: string, words: string, change: Change][] = [
  ['attributes', 'a queue gets another key', write('aws_sqs_queue.work', 'kms_master_key_id', '${aws_kms_key.own.arn}')],
  ['attributes', 'something else comes without a key', add('storage', 'aws_sqs_queue_policy.work', { policy: '{}' })],
  ['attributes, ingress', 'a group loses its rules', write('aws_security_group.workload', 'ingress', [])],
  ['attributes, ingress', 'a group lets everyone out', write('aws_security_group.workload', 'egress', [{ cidr_blocks: ['0.0.0.0/0'] }])],
  ['attributes, where', 'logs are kept for ten years', write('aws_cloudwatch_log_group.flows', 'retention_in_days', '3650')],
  ['companion', 'versioning is renamed', (facts) => {
    remove(facts, 'aws_s3_bucket_versioning.data');
    add('storage', 'aws_s3_bucket_versioning.renamed', { bucket: '${aws_s3_bucket.data.bucket}', versioning_configuration: [{ status: 'Enabled' }] })(facts);
  }],
  ['companion', 'versioning names the bucket by its name', write('aws_s3_bucket_versioning.data', 'bucket', 'orders-test-data')],
  ['companion', 'a suspended one is of a bucket elsewhere', add('storage', 'aws_s3_bucket_versioning.other', { bucket: '${aws_s3_bucket.other.id}', versioning_configuration: { status: 'Suspended' } })],
  ['companion, denies', 'the policy says more', (facts) => {
    const written = writtenOf(facts, 'aws_s3_bucket_policy.data');
    const { Statement: statements } = JSON.parse(written['policy'] as string) as { Statement: object[] };
    written['policy'] = JSON.stringify({ Statement: [{ Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: '*' }, ...statements] });
  }],
  ['types, forbidden', 'a role is made', add('network', 'aws_iam_role.me')],
  ['types, forbidden', 'a type ends as a forbidden one', add('network', 'x_aws_eip.a')],
  ['types, allowed', 'another type of an allowed family is used', add('network', 'aws_s3_object.a')],
  ['tags', 'a tag is added', write('aws_security_group.workload', 'tags', { Owner: 'team-b', More: 'x' })],
  ['tags', 'a tag that is default is written out', write('aws_security_group.workload', 'tags', { Owner: 'team-b', Platform: 'orders' })],
  ['tags', 'another component has no owner', write('aws_sqs_queue.work', 'tags', { Name: 'x' })],
  ['provider', 'a stack goes to another allowed region', configure('region', 'eu-west-1')],
  ['provider', 'another provider comes without a region', (facts) => void (componentIn(facts, 'storage').providers['random'] = [{}])],
  ['version, engine', 'the engine gets a patch', engine({ kind: 'terraform', version: '1.11.9' })],
  ['version, provider', 'a later version is locked than was written', versions({ 'hashicorp/aws': { constraint: '~> 6.0', locked: '6.30.1' } })],
  ['version, provider', 'the constraint stays inside', versions({ 'hashicorp/aws': { constraint: '~> 6.0, != 6.1.0', locked: undefined } })],
  ['version, provider', 'another provider has any version', versions({ 'hashicorp/random': { constraint: undefined, locked: '1.0.0' } })],
  ['version, only', 'something built in is used', versions({ 'terraform.io/builtin/terraform': { constraint: undefined, locked: undefined } })],
  ['files', 'a file is added', file('stacks/third.ts')],
  ['files', 'a file is named almost as a forbidden one', file('docs/terraform.tfstate.md')],
  ['files', 'a file is named as a forbidden folder elsewhere', file('stacks/secrets')],
  ['components', 'dependencies come in another order, and twice', (facts) => void (componentIn(facts, 'storage').dependsOn = ['network', 'network'])],
  ['all', 'something that none of its rules is about is added', add('network', 'aws_iam_role.me')],
];

const KINDS = ruleSchema.options.map((option) => option.shape.kind.value).sort();

const ruleOf = (name: string): Rule => {
  const rule = RULES[name];
  if (rule === undefined) throw new Error(`no rule ${name}`);
  return rule;
};

describe('the mutation table of rules', () => {
  it.each(Object.keys(RULES))('%s: the platform as it is passes', (name) => {
    const { outcome, reason, violations, evidence } = judge(ruleOf(name), aPlatform());
    expect({ outcome, violations, because: outcome === 'pass' ? '' : reason }).toEqual({ outcome: 'pass', violations: [], because: '' });
    expect(evidence.map(({ record }) => record)).toContain('synth/change');
  });

  it.each(CAUGHT)('%s: it is caught when %s, at %s', (name, _words, blamed, change) => {
    const facts = aPlatform();
    change(facts);
    const { outcome, violations, reason } = judge(ruleOf(name), facts);
    expect(outcome).toBe('fail');
    expect(violations.map(({ component, resource, place }) => resource ?? component ?? place?.file ?? '')).toEqual([blamed]);
    expect(reason).toContain(violations[0]?.problem);
  });

  it.each(LEFT_ALONE)('%s: it is left alone when %s', (name, _words, change) => {
    const facts = aPlatform();
    change(facts);
    const { outcome, violations, reason } = judge(ruleOf(name), facts);
    expect({ outcome, violations, because: outcome === 'pass' ? '' : reason }).toEqual({ outcome: 'pass', violations: [], because: '' });
  });

  it('has both for every kind of rule', () => {
    const kindsOf = (rows: [string, ...unknown[]][]): string[] => [...new Set(rows.map(([name]) => ruleOf(name).kind))].sort();
    expect(kindsOf(CAUGHT)).toEqual(KINDS);
    expect(kindsOf(LEFT_ALONE)).toEqual(KINDS);
  });

  it('changes nothing by judging', () => {
    const facts = aPlatform();
    for (const rule of Object.values(RULES)) judge(rule, facts);
    expect(facts).toEqual(aPlatform());
  });
});
