import { describe, expect, it } from '@jest/globals';
import { readdirSync } from 'node:fs';
import type { Claim } from '../../src/claims/claim.ts';
import { decide } from '../../src/claims/decide.ts';
import type { RuleFacts } from '../../src/claims/rules/facts.ts';
import type { RuleKind } from '../../src/claims/rules/rule.ts';
import { componentFacts, ruleFacts } from '../../src/components/stack-facts.ts';
import { mergeStatements } from '../../src/documents/merge-statements.ts';
import type { JsonObject } from '../../src/json.ts';
import { DOCUMENTS, platformDocument, PLATFORM_FOLDER, runApp, type AppRun, type DocumentName, type Stack, type Values } from './synthesized.ts';

/** The whole change as rules see it: what the app makes, which files there are, and what the documents say. */
interface Change {
  runs: Record<'test' | 'production', Pick<AppRun, 'stacks' | 'dependencies'>>;
  files: string[];
  engine: NonNullable<RuleFacts['engine']>;
  documents: Partial<Record<DocumentName, (text: string) => string>>;
}

const UNCHANGED: Change = {
  runs: { test: runApp('test'), production: runApp('production') },
  files: [...readdirSync(PLATFORM_FOLDER, { recursive: true, encoding: 'utf8' }).filter((file) => !file.includes('node_modules')), 'approvers'],
  engine: { kind: 'terraform', version: '1.12.2' },
  documents: {},
};

type Mutation = (change: Change) => void;

function factsOf({ runs, files, engine }: Change): RuleFacts {
  const components = (['test', 'production'] as const).flatMap((environment) =>
    Object.entries(runs[environment].stacks).map(([name, stack]) => {
      const body = stack as unknown as JsonObject;
      const component = { name, environment, dependsOn: runs[environment].dependencies[name] ?? [] };
      return componentFacts({ component, stack: { files: [{ name: 'cdk.tf.json', body, lines: new Map<string, number>() }], modules: [], unread: [] }, locked: {} });
    }),
  );
  return ruleFacts(components, files, engine, { stacks: 'synth/change', plans: undefined });
}

/** Every statement of the four documents, decided as `prepare` does: from stacks and files, without a plan. */
function claimsAfter(mutation: Mutation): Map<string, Claim> {
  const change = { ...structuredClone({ ...UNCHANGED, documents: {} }), documents: {} };
  mutation(change);
  const documents: Change['documents'] = change.documents;
  const statements = (Object.keys(DOCUMENTS) as DocumentName[]).flatMap((name) => platformDocument(name, documents[name]).statements);
  return new Map(decide(statements, [], { rules: factsOf(change) }).map((claim) => [claim.id, claim]));
}

/** In the stack of one component, in both environments. */
const inStack = (component: string, edit: (stack: Stack) => void): Mutation => ({ runs }) => {
  for (const { stacks } of Object.values(runs)) {
    const stack = stacks[component];
    if (stack === undefined) throw new Error(`no stack ${component}`);
    edit(stack);
  }
};

const set = (component: string, address: string, values: Values): Mutation =>
  inStack(component, (stack) => {
    const [type = '', name = ''] = address.split('.');
    stack.resource[type] = { ...stack.resource[type], [name]: { ...stack.resource[type]?.[name], ...values } };
  });

const drop = (component: string, address: string): Mutation =>
  inStack(component, (stack) => {
    const [type = '', name = ''] = address.split('.');
    const { [name]: dropped, ...rest } = stack.resource[type] ?? {};
    if (dropped === undefined) throw new Error(`no ${address} in ${component}`);
    stack.resource[type] = rest;
  });

const tag = (component: string, address: string, tags: Record<string, string>): Mutation =>
  inStack(component, (stack) => {
    const [type = '', name = ''] = address.split('.');
    const values = stack.resource[type]?.[name] ?? {};
    values['tags'] = { ...(values['tags'] as Record<string, string>), ...tags };
  });

const inProvider = (component: string, values: Values): Mutation => inStack(component, (stack) => Object.assign(stack.provider.aws[0] ?? {}, values));

const pinned = (version: string): Mutation =>
  inStack('network', (stack) => Object.assign(stack.terraform, { required_providers: { aws: { source: 'hashicorp/aws', version } } }));

const inDocument = (name: DocumentName, from: string | RegExp, to: string): Mutation => ({ documents }) => {
  documents[name] = (text) => {
    const edited = text.replace(from, to);
    if (edited === text) throw new Error(`${name} does not hold ${String(from)}`);
    return edited;
  };
};

const inGuidelines = (from: string | RegExp, to: string): Mutation => inDocument('infrastructure-guidelines', from, to);
const file = (path: string): Mutation => ({ files }) => void files.push(path);
const engine = (kind: 'terraform' | 'tofu', version: string): Mutation => (change) => void (change.engine = { kind, version });

interface Row {
  kind: RuleKind;
  claim: string;
  /** What must be caught, and what the violation says. */
  caught: [words: string, mutation: Mutation, says: string | RegExp][];
  /** What must not be. */
  harmless: [words: string, mutation: Mutation][];
}

const TABLE: Row[] = [
  {
    kind: 'attributes',
    claim: 'logs-kept',
    caught: [
      ['code: logs go after a month', set('network', 'aws_cloudwatch_log_group.flow_logs', { retention_in_days: 30 }), 'retention_in_days is 30; it must be 365 or more'],
      ['document: two years are demanded', inGuidelines('atLeast: 365', 'atLeast: 731'), 'it must be 731 or more'],
    ],
    harmless: [
      ['code: logs stay for two years', set('network', 'aws_cloudwatch_log_group.flow_logs', { retention_in_days: 731 })],
      ['document: 90 days are demanded', inGuidelines('atLeast: 365', 'atLeast: 90')],
    ],
  },
  {
    kind: 'companion',
    claim: 'bucket-versioned',
    caught: [
      ['code: the versioning is gone', drop('storage', 'aws_s3_bucket_versioning.versioning'), 'has no aws_s3_bucket_versioning with bucket referring to it'],
      ['code: the versioning is of another bucket', set('storage', 'aws_s3_bucket_versioning.versioning', { bucket: '${aws_s3_bucket.other.id}' }), 'has no aws_s3_bucket_versioning'],
      ['document: a suspended one is demanded', inGuidelines('versioning_configuration.status, equals: Enabled', 'versioning_configuration.status, equals: Suspended'), 'it must be "Suspended"'],
    ],
    harmless: [
      ['code: it names the bucket by its name', set('storage', 'aws_s3_bucket_versioning.versioning', { bucket: '${aws_s3_bucket.data.bucket}' })],
      ['document: a suspended one would do too', inGuidelines('versioning_configuration.status, equals: Enabled', 'versioning_configuration.status, oneOf: [Enabled, Suspended]')],
    ],
  },
  {
    kind: 'types',
    claim: 'nothing-public',
    caught: [
      ['code: a way to the internet', set('network', 'aws_internet_gateway.out', { vpc_id: '${aws_vpc.vpc.id}' }), 'aws_internet_gateway'],
      ['document: gateway endpoints are forbidden', inGuidelines('        - aws_vpn_*\n', '        - aws_vpc_endpoint*\n'), 'aws_vpc_endpoint'],
    ],
    harmless: [
      ['code: a third subnet', set('network', 'aws_subnet.private_c', { vpc_id: '${aws_vpc.vpc.id}', map_public_ip_on_launch: false })],
      ['document: one type more that nobody uses', inGuidelines('        - aws_vpn_*\n', '        - aws_vpn_*\n        - aws_dx_*\n')],
    ],
  },
  {
    kind: 'types',
    claim: 'technology-stack/services',
    caught: [
      ['code: a service that nobody decided', set('messaging', 'aws_lambda_function.worker', { function_name: 'worker' }), 'aws_lambda_function'],
      ['document: DynamoDB is not used any more', inDocument('technology-stack', 'types: [aws_dynamodb_table]', 'types: [aws_dynamodb_global_table]'), 'aws_dynamodb_table'],
    ],
    harmless: [
      ['code: one queue more', set('messaging', 'aws_sqs_queue.later', { name: 'reference-platform-test-later' })],
      ['document: a type by its beginning', inDocument('technology-stack', 'types: [aws_dynamodb_table]', 'types: [aws_dynamodb_*]')],
    ],
  },
  {
    kind: 'tags',
    claim: 'tagged',
    caught: [
      ['code: a table of no class', tag('database', 'aws_dynamodb_table.items', { DataClassification: '' }), 'DataClassification'],
      ['code: a queue of another component', tag('messaging', 'aws_sqs_queue.work', { Component: 'storage' }), 'Component'],
      ['document: a tag more is demanded', inGuidelines("        Owner: '", "        CostCentre: '^[0-9]+$'\n        Owner: '"), 'CostCentre'],
    ],
    harmless: [
      ['code: a tag more', tag('database', 'aws_dynamodb_table.items', { CostCentre: '42' })],
      ['document: a tag less is demanded', inGuidelines(/ {8}ManagedBy: .*\n/, '')],
    ],
  },
  {
    kind: 'provider',
    claim: 'region-in-eu',
    caught: [
      ['code: a region elsewhere', inProvider('storage', { region: 'us-east-1' }), 'region is "us-east-1"'],
      ['document: another region is demanded', inGuidelines('oneOf: [eu-central-1, ', 'oneOf: ['), 'region is "eu-central-1"'],
    ],
    harmless: [
      ['code: a region of the European Union', inProvider('storage', { region: 'eu-west-1' })],
      ['code: more attempts', inProvider('storage', { max_retries: 5 })],
    ],
  },
  {
    kind: 'version',
    claim: 'technology-stack/hashicorp/aws',
    caught: [
      ['code: the last major version', pinned('5.99.1'), '5.99.1'],
      ['code: any version at all', pinned('>= 6.25'), '>= 6.25'],
      ['document: a later version is demanded', inDocument('technology-stack', "'>=6.25 <7'", "'>=6.30 <7'"), '6.25.0'],
    ],
    harmless: [
      ['code: a later minor version', pinned('6.27.0')],
      ['document: a wider range', inDocument('technology-stack', "'>=6.25 <7'", "'>=6 <8'")],
    ],
  },
  {
    kind: 'version',
    claim: 'technology-stack/terraform',
    caught: [['set-up: an engine without locks in S3', engine('terraform', '1.9.8'), '1.9.8']],
    harmless: [['set-up: a later minor version', engine('terraform', '1.14.0')]],
  },
  {
    kind: 'files',
    claim: 'project-structure/forbidden/**/*.tfstate*',
    caught: [['code: a state in the repository', file('states/production.tfstate.backup'), 'states/production.tfstate.backup']],
    harmless: [['code: a stack more', file('stacks/cache.ts')]],
  },
  {
    kind: 'files',
    claim: 'project-structure/required/checks/*.ts',
    caught: [
      ['code: no check is left', ({ files }) => void files.splice(0, files.length, ...files.filter((path) => !path.startsWith('checks/'))), 'checks/*.ts'],
    ],
    harmless: [['code: a check more', file('checks/another.ts')]],
  },
  {
    kind: 'components',
    claim: 'architecture/components',
    caught: [
      ['code: a component is gone', ({ runs }) => Object.values(runs).forEach(({ stacks }) => delete stacks['messaging']), 'messaging'],
      ['code: a dependency that nobody drew', ({ runs }) => Object.values(runs).forEach(({ dependencies }) => dependencies['storage']?.push('network')), 'network'],
      ['document: a component that nobody made', inDocument('infrastructure-architecture', '\nrequirements:', '  cache:\n    purpose: Answers faster.\n    criticality: low\n    dataClass: internal\n\nrequirements:'), 'cache'],
      ['document: a dependency is forgotten', inDocument('infrastructure-architecture', 'dependsOn: [database, encryption, messaging, network, storage]', 'dependsOn: [database, encryption, messaging, network]'), 'storage'],
    ],
    harmless: [
      ['document: the purpose in other words', inDocument('infrastructure-architecture', 'purpose: A queue between producers and consumers', 'purpose: The queue between producers and consumers')],
      ['document: dependencies in another order', inDocument('infrastructure-architecture', 'dependsOn: [database, encryption,', 'dependsOn: [encryption, database,')],
    ],
  },
  {
    kind: 'all',
    claim: 'default-group-closed',
    caught: [
      ['code: the default group is left to AWS', drop('network', 'aws_default_security_group.default'), 'has no aws_default_security_group'],
      ['code: the default group has a rule', set('network', 'aws_default_security_group.default', { ingress: [{ protocol: '-1', from_port: 0, to_port: 0, self: true }] }), 'it must not be set'],
    ],
    harmless: [['code: the workload group has a rule', set('network', 'aws_security_group.workload', { ingress: [{ protocol: 'tcp', from_port: 443, to_port: 443, self: true }] })]],
  },
];

const caught = TABLE.flatMap(({ claim, caught: cases }) => cases.map(([words, mutation, says]) => [claim, words, mutation, says] as const));
const harmless = TABLE.flatMap(({ claim, harmless: cases }) => cases.map(([words, mutation]) => [claim, words, mutation] as const));
const before = claimsAfter(() => undefined);

describe('what prepare decides of the platform', () => {
  it('fails nowhere, and leaves open only what a plan or a person has to tell', () => {
    const open = [...before.values()].filter(({ decision }) => decision !== 'pass').map(({ id, decision }) => `${id} ${decision}`);
    expect(open.sort()).toEqual([
      'ADR-7 undecided',
      'REQ-1 undecided',
      'REQ-10 undecided',
      'REQ-2 undecided',
      'REQ-3 undecided',
      'REQ-4 undecided',
      'REQ-8 undecided',
      'REQ-9 undecided',
      'key-use-reviewed undecided',
      'tagged undecided',
      'technology-stack/tofu not-applicable',
    ]);
    expect(before.get('tagged')?.reason).toContain('decided when there is a plan');
  });

  it.each(caught)('%s fails when, in the %s', (claim, _words, mutation, says) => {
    const after = claimsAfter(mutation).get(claim);
    expect([after?.decision, after?.by]).toEqual(['fail', 'rule']);
    expect(after?.violations.map(({ component = '', resource = '', problem }) => `${component} ${resource} ${problem}`).join('\n')).toContain(says);
    expect(after?.source.file).toMatch(/^docs\/.+\.md$/);
    expect(after?.owner).toMatch(/^[a-z]+(-[a-z]+)*$/);
  });

  it.each(harmless)('%s stays as it is when, in the %s', (claim, _words, mutation) => {
    const after = claimsAfter(mutation).get(claim);
    expect([after?.decision, after?.violations]).toEqual([before.get(claim)?.decision, []]);
  });

  const onBase = platformDocument('infrastructure-guidelines');
  it.each(onBase.document.controls.map(({ id }) => id))('still decides %s when the change takes it out of the guidelines', (id) => {
    const change = platformDocument('infrastructure-guidelines', (text) => text.replace(new RegExp(`  - id: ${id}\\n[\\s\\S]*?(?=\\n(  - id:|\\nguidelines:))\\n`), ''));
    expect(change.statements.map((statement) => statement.id)).toEqual(onBase.statements.map((statement) => statement.id).filter((each) => each !== id));
    const claim = decide(mergeStatements(onBase.statements, change.statements), [], { rules: factsOf(UNCHANGED) }).find((each) => each.id === id);
    expect([claim?.decision, claim?.by]).toEqual(['pass', 'rule']);
  });

  it('has a case of both for every kind of rule', () => {
    const kinds: Record<RuleKind, true> = { attributes: true, companion: true, types: true, tags: true, provider: true, version: true, files: true, components: true, all: true };
    const complete = TABLE.filter(({ caught: some, harmless: others }) => some.length > 0 && others.length > 0).map(({ kind }) => kind);
    expect([...new Set(complete)].sort()).toEqual(Object.keys(kinds).sort());
  });
});
