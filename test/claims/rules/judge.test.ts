import { describe, expect, it } from '@jest/globals';
import type { ComponentFacts, ResourceFacts } from '../../../src/claims/rules/facts.ts';
import { judge } from '../../../src/claims/rules/judge.ts';
import { strangersIn } from '../../../src/claims/rules/scope.ts';
import { SENSITIVE, UNKNOWN } from '../../../src/terraform/plan.ts';
import { aComponent, aResource, aRule, someFacts } from './some-facts.ts';

const OPEN = { ...UNKNOWN };
const ENCRYPTED = aRule({ kind: 'attributes', types: ['aws_sqs_queue'], must: [{ attribute: 'encrypted', equals: true }] });
const RIGHT = aResource('aws_sqs_queue.right', { encrypted: true });
const WRONG = aResource('aws_sqs_queue.wrong', { encrypted: false }, { place: { file: 'stacks/queue.ts', line: 7 } });
const OPEN_ONE = aResource('aws_sqs_queue.open', { encrypted: '${var.encrypted}' });
const PLANNED = { records: { stacks: 'synth/change', plans: 'plan/change' } };

const outcomeOf = (rule: ReturnType<typeof aRule>, ...components: ComponentFacts[]): string => judge(rule, someFacts(components)).outcome;

describe('a rule', () => {
  it.each<[string, ComponentFacts[], string]>([
    ['passes when all is right', [aComponent([RIGHT])], 'pass'],
    ['fails when one thing is wrong, whatever is not known', [aComponent([RIGHT, OPEN_ONE], { complete: false }), aComponent([WRONG], { name: 'other' })], 'fail'],
    ['is unknown when one thing is not known', [aComponent([RIGHT, OPEN_ONE])], 'unknown'],
    ['is unknown when a component may have more', [aComponent([RIGHT]), aComponent([], { name: 'other', complete: false })], 'unknown'],
    ['is unknown when the only component may have something', [aComponent([], { complete: false })], 'unknown'],
    ['is unknown without any component', [], 'unknown'],
    ['does not apply when nothing is there that it is about', [aComponent([aResource('aws_s3_bucket.data')])], 'not-applicable'],
  ])('%s', (_words, components, outcome) => {
    expect(outcomeOf(ENCRYPTED, ...components)).toBe(outcome);
  });

  it('names component, environment, resource, place, what is there and what would be right', () => {
    expect(judge(ENCRYPTED, someFacts([aComponent([WRONG])]))).toEqual({
      outcome: 'fail',
      reason: 'storage, aws_sqs_queue.wrong: encrypted is false; it must be true',
      violations: [{ component: 'storage', environment: 'test', resource: 'aws_sqs_queue.wrong', place: { file: 'stacks/queue.ts', line: 7 }, problem: 'encrypted is false; it must be true' }],
      evidence: [{ record: 'synth/change', says: '1 of aws_sqs_queue in storage (test)' }],
    });
  });

  it('says what is missing, and until when', () => {
    const { reason } = judge(ENCRYPTED, someFacts([aComponent([OPEN_ONE])]));
    expect(reason).toBe('aws_sqs_queue.open: encrypted is written as ${var.encrypted}, and what that will be is not known yet; decided when there is a plan');
    expect(judge(ENCRYPTED, someFacts([aComponent([{ ...OPEN_ONE, planned: { encrypted: OPEN } }])], PLANNED)).reason).not.toContain('when there is a plan');
  });

  it('cites the plans too, once they are what it judges', () => {
    const planned = { ...OPEN_ONE, planned: { encrypted: true } };
    expect(judge(ENCRYPTED, someFacts([aComponent([planned])], PLANNED))).toMatchObject({ outcome: 'pass', evidence: [{ record: 'synth/change' }, { record: 'plan/change', says: 'the planned values of 1 resource' }] });
  });

  it('goes by the plan where it differs from what is written', () => {
    expect(outcomeOf(ENCRYPTED, aComponent([{ ...RIGHT, planned: { encrypted: false } }]))).toBe('fail');
  });

  it.each<[object, string]>([
    [{ components: ['storage'] }, 'pass'],
    [{ components: ['network'] }, 'fail'],
    [{ environments: ['production'] }, 'fail'],
    [{ environments: ['test'] }, 'pass'],
    [{ components: ['network'], environments: ['test'] }, 'not-applicable'],
  ])('judges its scope and no more: %j', (scope, outcome) => {
    expect(outcomeOf(aRule({ ...ENCRYPTED, ...scope }), aComponent([RIGHT]), aComponent([WRONG], { name: 'network', environment: 'production' }))).toBe(outcome);
  });

  it.each<[string, object, string[] | undefined, string]>([
    ['is unknown when nobody has the component that it is about', { components: ['old'] }, ['new'], 'unknown'],
    ['is unknown when somebody has another one that it is about', { components: ['old', 'new'] }, ['new'], 'unknown'],
    ['judges nothing where its component is not at hand, but there', { components: ['old'] }, ['new', 'old'], 'not-applicable'],
    ['judges nothing where nobody knows which components there are', { components: ['old'] }, undefined, 'not-applicable'],
    ['judges all without a scope', {}, ['new'], 'pass'],
  ])('%s', (_words, scope, names, outcome) => {
    expect(judge(aRule({ ...ENCRYPTED, ...scope }), someFacts([aComponent([RIGHT], { name: 'new' })], { names })).outcome).toBe(outcome);
  });

  it('fails by what it finds, whoever else is gone, and says who when it finds nothing', () => {
    const rule = aRule({ ...ENCRYPTED, components: ['old', 'new'] });
    expect(judge(rule, someFacts([aComponent([WRONG], { name: 'new' })], { names: ['new'] })).outcome).toBe('fail');
    expect(judge(rule, someFacts([aComponent([RIGHT], { name: 'new' })], { names: ['new'] })).reason).toContain('the rule is about old, and there is no such component');
    expect(judge(aRule({ kind: 'all', rules: [rule, ENCRYPTED] }), someFacts([aComponent([RIGHT], { name: 'new' })], { names: ['new'] })).outcome).toBe('unknown');
  });

  it('tells which components of its scope nobody has', () => {
    expect(strangersIn(aRule({ ...ENCRYPTED, components: ['storage', 'storrage'] }), ['storage', 'network'])).toEqual(['storrage']);
    const both = aRule({ kind: 'all', rules: [{ ...ENCRYPTED, components: ['a'] }, { kind: 'files', required: ['x'] }, { ...ENCRYPTED, components: ['a', 'b'] }] });
    expect(strangersIn(both, ['b'])).toEqual(['a']);
    expect(strangersIn(ENCRYPTED, [])).toEqual([]);
  });
});

describe('rules that are said together', () => {
  const about = (type: string): object => ({ ...ENCRYPTED, types: [type] });
  const resource = (outcome: string): ResourceFacts[] => (outcome === 'pass' ? [aResource('t_1.a', { encrypted: true })] : outcome === 'fail' ? [aResource('t_1.a', {})] : outcome === 'unknown' ? [aResource('t_1.a', { encrypted: '${x.y}' })] : []);
  it.each([
    ['pass', 'pass', 'pass'],
    ['pass', 'not-applicable', 'pass'],
    ['not-applicable', 'not-applicable', 'not-applicable'],
    ['pass', 'unknown', 'unknown'],
    ['not-applicable', 'unknown', 'unknown'],
    ['unknown', 'fail', 'fail'],
    ['pass', 'fail', 'fail'],
  ])('%s and %s: %s', (one, other, outcome) => {
    const second = resource(other).map((each) => ({ ...each, type: 't_2', address: 't_2.a' }));
    const components = [aComponent([...resource(one), ...second])];
    expect(outcomeOf(aRule({ kind: 'all', rules: [about('t_1'), about('t_2')] }), ...components)).toBe(outcome);
    expect(outcomeOf(aRule({ kind: 'all', rules: [about('t_2'), about('t_1')] }), ...components)).toBe(outcome);
  });
});

describe('a companion', () => {
  const VERSIONED = aRule({ kind: 'companion', types: ['aws_s3_bucket'], companion: 'aws_s3_bucket_versioning', by: 'bucket', must: [{ attribute: 'status', equals: 'Enabled' }] });
  const ALARMED = aRule({ kind: 'companion', types: ['aws_sqs_queue'], companion: 'aws_cloudwatch_metric_alarm', by: 'queue', which: [{ attribute: 'metric', equals: 'Age' }], must: [{ attribute: 'threshold', atMost: 60 }] });
  const bucket = aResource('aws_s3_bucket.data', { bucket: 'data' });
  const versioning = (written: object, address = 'aws_s3_bucket_versioning.v'): ResourceFacts => aResource(address, { bucket: '${aws_s3_bucket.data.id}', status: 'Enabled', ...written });
  const queue = aResource('aws_sqs_queue.work', { name: 'work' });
  const alarm = (name: string, written: object): ResourceFacts => aResource(`aws_cloudwatch_metric_alarm.${name}`, { queue: '${aws_sqs_queue.work.name}', ...written });

  it.each<[string, ComponentFacts, string]>([
    ['may be in a module that nobody can read yet', aComponent([bucket], { complete: false }), 'unknown'],
    ['that is missing from a whole component is a fault', aComponent([bucket]), 'fail'],
    ['may be the one that names its resource by a variable', aComponent([bucket, versioning({ bucket: '${var.bucket}' })]), 'unknown'],
    ['that is there makes up for one that may be, when both are right', aComponent([bucket, versioning({}), versioning({ bucket: '${var.bucket}' }, 'aws_s3_bucket_versioning.w')]), 'pass'],
    ['that is there does not make up for a wrong one that may be', aComponent([bucket, versioning({}), versioning({ bucket: '${var.bucket}', status: 'Suspended' }, 'aws_s3_bucket_versioning.w')]), 'unknown'],
    ['with a value that is not known is unknown', aComponent([bucket, versioning({ status: '${var.status}' })]), 'unknown'],
    ['is asked for each resource', aComponent([bucket, versioning({}), aResource('aws_s3_bucket.other', { bucket: 'other' })]), 'fail'],
    ['is asked for no resource', aComponent([versioning({})]), 'not-applicable'],
  ])('%s', (_words, component, outcome) => {
    expect(outcomeOf(VERSIONED, component)).toBe(outcome);
  });

  it.each<[string, ResourceFacts[], string]>([
    ['another alarm may have any threshold', [alarm('age', { metric: 'Age', threshold: 60 }), alarm('size', { metric: 'Size', threshold: 1000 })], 'pass'],
    ['another alarm does not count', [alarm('size', { metric: 'Size', threshold: 10 })], 'fail'],
    ['an alarm of which that is not known may count', [alarm('age', { metric: '${var.metric}', threshold: 10 })], 'unknown'],
  ])('counts only when it is of the right kind: %s', (_words, alarms, outcome) => {
    expect(outcomeOf(ALARMED, aComponent([queue, ...alarms]))).toBe(outcome);
  });
});

describe('a rule is unknown because a value is hidden', () => {
  const HIDDEN = { ...SENSITIVE };
  const ofIngress = aRule({ ...ENCRYPTED, where: [{ attribute: 'kind', equals: 'fifo' }] });
  const versioned = aRule({ kind: 'companion', types: ['aws_s3_bucket'], companion: 'aws_s3_bucket_versioning', by: 'bucket', must: [{ attribute: 'status', equals: 'Enabled' }] });
  const counted = aRule({ kind: 'companion', types: ['aws_s3_bucket'], companion: 'aws_s3_bucket_versioning', by: 'bucket', which: [{ attribute: 'kind', equals: 'x' }] });
  const bucket = aResource('aws_s3_bucket.data', { bucket: 'data' });
  const versioning = (written: object): ResourceFacts => aResource('aws_s3_bucket_versioning.v', { bucket: '${aws_s3_bucket.data.id}', status: 'Enabled', ...written });
  it.each<[string, ReturnType<typeof aRule>, ComponentFacts]>([
    ['the one that it judges', ENCRYPTED, aComponent([aResource('aws_sqs_queue.a', { encrypted: HIDDEN })])],
    ['the one that tells whether it is about the resource', ofIngress, aComponent([aResource('aws_sqs_queue.a', { kind: HIDDEN, encrypted: false })])],
    ['a value of a companion', versioned, aComponent([bucket, versioning({ status: HIDDEN })])],
    ['what the companion is for', versioned, aComponent([bucket, versioning({ bucket: HIDDEN })])],
    ['which companion it is', counted, aComponent([bucket, versioning({ kind: HIDDEN })])],
    ['a tag', aRule({ kind: 'tags', required: { Owner: '.' } }), aComponent([aResource('aws_sqs_queue.a', { tags: HIDDEN })])],
    ['all tags together', aRule({ kind: 'tags', required: { Owner: '.' } }), aComponent([aResource('aws_sqs_queue.a', {}, { planned: { tags: null, tags_all: HIDDEN } })], { providers: { aws: [{ default_tags: { tags: '${var.tags}' } }] } })],
    ['a setting of a provider', aRule({ kind: 'provider', provider: 'aws', must: [{ attribute: 'region', equals: 'x' }] }), aComponent([], { providers: { aws: [{ region: HIDDEN }] } })],
    ['one of several rules', aRule({ kind: 'all', rules: [ENCRYPTED, { kind: 'types', forbidden: ['x'] }] }), aComponent([aResource('aws_sqs_queue.a', { encrypted: HIDDEN })])],
  ])('%s', (_words, rule, component) => {
    expect(judge(rule, someFacts([component]))).toMatchObject({ outcome: 'unknown', hidden: true });
  });

  it('and not because one is not known', () => {
    expect(judge(ENCRYPTED, someFacts([aComponent([OPEN_ONE])]))).toMatchObject({ outcome: 'unknown', hidden: false });
  });
});

describe('tags', () => {
  const OWNED = aRule({ kind: 'tags', required: { Owner: '^team-' } });
  const defaults = (tags: object, more: object = {}): Partial<ComponentFacts> => ({ providers: { aws: [{ default_tags: [{ tags: { ...tags } }], ...more }] } });
  const planned = (values: object, written: object = {}): ResourceFacts => aResource('aws_sqs_queue.work', { ...written }, { planned: { ...values } });
  it.each<[string, ComponentFacts, string]>([
    ['of the resource count', aComponent([aResource('aws_sqs_queue.work', { tags: { Owner: 'team-a' } })]), 'pass'],
    ['by default count', aComponent([aResource('aws_sqs_queue.work', { tags: {} })], defaults({ Owner: 'team-a' })), 'pass'],
    ['by default count for what may not even be taggable', aComponent([aResource('aws_sqs_queue.work')], defaults({ Owner: 'team-a' })), 'pass'],
    ['are unknown for what may not be taggable', aComponent([aResource('aws_sqs_queue_policy.work')]), 'unknown'],
    ['are not asked of what the plan shows without any', aComponent([planned({ policy: '{}' }), aResource('aws_sqs_queue.b', { tags: { Owner: 'team-a' } })]), 'pass'],
    ['are asked of what the plan shows with none', aComponent([planned({ tags: null, tags_all: {} })]), 'fail'],
    ['are what the plan makes of both', aComponent([planned({ tags: null, tags_all: { Owner: 'team-a' } })]), 'pass'],
    ['are wrong when the plan makes something else of both', aComponent([planned({ tags: null, tags_all: { Owner: 'me' } }, { tags: { Owner: 'team-a' } })]), 'fail'],
    ['are the written ones where the plan does not know both', aComponent([planned({ tags: { Owner: 'team-a' }, tags_all: OPEN }, { tags: { Owner: 'team-a' } })]), 'pass'],
    ['are the default ones where the plan does not know both', aComponent([planned({ tags: null, tags_all: OPEN })], defaults({ Owner: 'team-a' })), 'pass'],
    ['are missing where the plan does not know both and neither has them', aComponent([planned({ tags: null, tags_all: OPEN })]), 'fail'],
    ['are unknown when they are computed', aComponent([aResource('aws_sqs_queue.work', { tags: '${merge(local.tags, {})}' })], defaults({ Owner: 'team-a' })), 'unknown'],
    ['are unknown when one is a reference', aComponent([aResource('aws_sqs_queue.work', { tags: { Owner: '${var.owner}' } })]), 'unknown'],
    ['are unknown when one is hidden', aComponent([planned({ tags: {}, tags_all: { Owner: { ...SENSITIVE } } })]), 'unknown'],
    ['by default are unknown when they are a reference', aComponent([aResource('aws_sqs_queue.work', { tags: {} })], defaults({ Owner: '${var.owner}' })), 'unknown'],
    ['of another configuration do not count', aComponent([aResource('aws_sqs_queue.work', { tags: {} })], defaults({ Owner: 'team-a' }, { alias: 'us' })), 'fail'],
    ['of the configuration that is chosen count', aComponent([aResource('aws_sqs_queue.work', { tags: {}, provider: 'aws.us' })], defaults({ Owner: 'team-a' }, { alias: 'us' })), 'pass'],
    ['of the configuration that is chosen by a reference count', aComponent([aResource('aws_sqs_queue.work', { tags: {}, provider: '${aws.us}' })], defaults({ Owner: 'team-a' }, { alias: 'us' })), 'pass'],
    ['inside a module are unknown when configurations differ', aComponent([{ ...planned({ tags: null, tags_all: OPEN }), written: undefined }], { providers: { aws: [{ default_tags: [{ tags: { Owner: 'team-a' } }] }, { alias: 'us' }] } }), 'unknown'],
  ])('%s', (_words, component, outcome) => {
    expect(outcomeOf(OWNED, component)).toBe(outcome);
  });
});

describe('a name that every object of the language has', () => {
  it.each(['constructor', 'toString', 'hasOwnProperty'])('%s is no tag of a resource without tags', (tag) => {
    const tagged = aRule({ kind: 'tags', required: { [tag]: '.' } });
    expect(outcomeOf(tagged, aComponent([aResource('aws_sqs_queue.work', { tags: {} })]))).toBe('fail');
    expect(outcomeOf(tagged, aComponent([aResource('aws_sqs_queue.work', {}, { planned: { tags: null, tags_all: {} } })]))).toBe('fail');
  });

  it('is no provider', () => {
    const rule = aRule({ kind: 'provider', provider: 'constructor', must: [{ attribute: 'region', present: true }] });
    expect(outcomeOf(rule, aComponent([RIGHT]))).toBe('not-applicable');
    expect(outcomeOf(aRule({ kind: 'tags', required: { Owner: '.' } }), aComponent([aResource('aws_sqs_queue.work', { tags: {}, provider: 'constructor.x' })]))).toBe('fail');
  });
});

describe('providers and versions', () => {
  const IN_EU = aRule({ kind: 'provider', provider: 'aws', must: [{ attribute: 'region', equals: 'eu-central-1' }] });
  it.each<[string, Partial<ComponentFacts>, string]>([
    ['a region from a variable', { providers: { aws: [{ region: '${var.region}' }] } }, 'unknown'],
    ['a configuration that cannot be read', { providers: { aws: [OPEN] } }, 'unknown'],
    ['a configuration that the engine makes up', { providers: { aws: [{}] } }, 'fail'],
    ['no resource and no configuration', { providers: {}, resources: [] }, 'not-applicable'],
    ['modules that may configure it', { providers: {}, resources: [], complete: false }, 'unknown'],
  ])('%s', (_words, overrides, outcome) => {
    expect(outcomeOf(IN_EU, aComponent([RIGHT], overrides))).toBe(outcome);
  });

  const AWS_6 = aRule({ kind: 'version', of: 'hashicorp/aws', range: '>=6 <7' });
  it.each<[string, ComponentFacts['providerVersions'], boolean, string]>([
    ['neither a lock nor a constraint', { 'hashicorp/aws': { constraint: undefined, locked: undefined } }, true, 'unknown'],
    ['a constraint that cannot be read', { 'hashicorp/aws': { constraint: 'newest', locked: undefined } }, true, 'unknown'],
    ['a constraint that cannot be read, and a lock', { 'hashicorp/aws': { constraint: 'newest', locked: '6.1.0' } }, true, 'pass'],
    ['a provider that is not used', {}, true, 'not-applicable'],
    ['modules that may use it', {}, false, 'unknown'],
    ['modules beside a lock', { 'hashicorp/aws': { constraint: undefined, locked: '6.1.0' } }, false, 'pass'],
  ])('%s', (_words, providerVersions, complete, outcome) => {
    expect(outcomeOf(AWS_6, aComponent([], { providerVersions, complete }))).toBe(outcome);
  });

  it.each<[string, object, string]>([
    ['an engine that is not known', { kind: 'version', of: 'terraform', range: '>=1' }, 'unknown'],
    ['an engine that is not known, where one is listed', { kind: 'version', only: ['terraform', 'hashicorp/aws'] }, 'unknown'],
    ['an engine that is not known, where none is listed', { kind: 'version', only: ['hashicorp/aws'] }, 'pass'],
  ])('%s', (_words, rule, outcome) => {
    const component = aComponent([], { providerVersions: { 'hashicorp/aws': { constraint: '6.0.0', locked: undefined } } });
    expect(judge(aRule(rule), someFacts([component], { engine: undefined })).outcome).toBe(outcome);
  });

  it('the version of an engine that is not used does not matter', () => {
    expect(judge(aRule({ kind: 'version', of: 'tofu', range: '>=99' }), someFacts()).outcome).toBe('not-applicable');
  });
});

describe('files and components', () => {
  it('need no component and no plan', () => {
    const facts = someFacts([], { files: ['README.md'] });
    expect(judge(aRule({ kind: 'files', required: ['README.md'] }), facts).outcome).toBe('pass');
    expect(judge(aRule({ kind: 'files', required: ['readme.md'] }), facts).outcome).toBe('fail');
    expect(judge(aRule({ kind: 'components', dependsOn: { storage: [] } }), facts)).toMatchObject({ outcome: 'fail', violations: [{ component: 'storage' }] });
  });

  it('of a forbidden folder with thousands of files some are named and all are counted', () => {
    const files = Array.from({ length: 5000 }, (_file, index) => `node_modules/${index}.js`);
    const { violations, reason } = judge(aRule({ kind: 'files', forbidden: ['node_modules'] }), someFacts([], { files }));
    expect(violations).toHaveLength(21);
    expect(violations.at(-1)?.problem).toContain('4980 more');
    expect(reason).toContain('node_modules/0.js must not be in the repository');
  });

  it('a dependency that differs in both environments is said once, in one of them with its name', () => {
    const made = (environment: 'test' | 'production', dependsOn: string[]): ComponentFacts => aComponent([], { environment, dependsOn });
    const rule = aRule({ kind: 'components', dependsOn: { storage: [] } });
    expect(judge(rule, someFacts([made('test', ['storage']), made('production', ['storage'])])).violations).toEqual([{ component: 'storage', problem: 'depends on storage, and the document does not say so' }]);
    expect(judge(rule, someFacts([made('test', []), made('production', ['storage'])])).violations).toEqual([{ component: 'storage', environment: 'production', problem: 'depends on storage, and the document does not say so' }]);
  });
});
