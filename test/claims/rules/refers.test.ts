import { describe, expect, it } from '@jest/globals';
import type { ResourceFacts } from '../../../src/claims/rules/facts.ts';
import { refersTo } from '../../../src/claims/rules/refers.ts';
import type { Json } from '../../../src/json.ts';
import { UNKNOWN } from '../../../src/terraform/plan.ts';
import { aResource } from './some-facts.ts';

const OPEN = { ...UNKNOWN };
const DATA = aResource('aws_s3_bucket.data', { bucket: 'platform-data' });
const FIRST = aResource('aws_s3_bucket.many[0]', { bucket: '${var.names[count.index]}' });
const NAMED = aResource('aws_s3_bucket.many["a"]', {});
const IN_MODULE = aResource('module.store.aws_s3_bucket.this[0]', {}, { written: undefined, planned: { bucket: 'store', id: OPEN, arn: OPEN } });

const settingOf = (bucket: Json, address = 'aws_s3_bucket_versioning.v'): ResourceFacts => aResource(address, { bucket });
const planned = (resource: ResourceFacts, values: ResourceFacts['planned']): ResourceFacts => ({ ...resource, planned: values });

describe('a companion refers to a resource', () => {
  it.each<[string, ResourceFacts, ResourceFacts, 'yes' | 'no' | 'perhaps']>([
    ['by its id', settingOf('${aws_s3_bucket.data.id}'), DATA, 'yes'],
    ['by its name', settingOf('${ aws_s3_bucket.data.bucket }'), DATA, 'yes'],
    ['by its name, written out', settingOf('platform-data'), DATA, 'yes'],
    ['though the plan does not know the id yet', planned(settingOf('${aws_s3_bucket.data.id}'), { bucket: OPEN }), DATA, 'yes'],
    ['by the same planned value', planned(settingOf('${var.bucket}'), { bucket: 'platform-data' }), planned(DATA, { id: 'platform-data' }), 'yes'],
    ['by its place in a count', settingOf('${aws_s3_bucket.many[0].id}'), FIRST, 'yes'],
    ['by its key', settingOf('${aws_s3_bucket.many["a"].id}'), NAMED, 'yes'],
    ['from the same turn of a loop', settingOf('${aws_s3_bucket.many[count.index].id}', 'aws_s3_bucket_versioning.v[0]'), FIRST, 'yes'],
    ['from a loop that nobody has counted yet', settingOf('${aws_s3_bucket.data[count.index].id}'), DATA, 'yes'],
    ['inside a module, once ids are known', planned({ ...settingOf(null, 'module.store.aws_s3_bucket_versioning.this[0]'), written: undefined }, { bucket: 'store' }), IN_MODULE, 'yes'],

    ['to another one', settingOf('${aws_s3_bucket.other.id}'), DATA, 'no'],
    ['to one whose name begins as this one’s', settingOf('${aws_s3_bucket.data_logs.id}'), DATA, 'no'],
    ['to another one, with this one’s value planned by chance', planned(settingOf('${aws_s3_bucket.other.id}'), { bucket: 'platform-data' }), DATA, 'no'],
    ['to nothing', settingOf(null), DATA, 'no'],
    ['to a name that is not its own', settingOf('elsewhere'), DATA, 'no'],
    ['to another place in a count', settingOf('${aws_s3_bucket.many[1].id}'), FIRST, 'no'],
    ['from another turn of a loop', settingOf('${aws_s3_bucket.many[count.index].id}', 'aws_s3_bucket_versioning.v[1]'), FIRST, 'no'],
    ['to another planned name', planned(settingOf('${var.bucket}'), { bucket: 'elsewhere' }), planned(DATA, { bucket: 'platform-data', id: OPEN }), 'no'],

    ['by a variable', settingOf('${var.bucket}'), DATA, 'perhaps'],
    ['by a local value', settingOf('${local.bucket.id}'), DATA, 'perhaps'],
    ['by a data source', settingOf('${data.aws_s3_bucket.data.id}'), DATA, 'perhaps'],
    ['by a module', settingOf('${module.data.bucket}'), DATA, 'perhaps'],
    ['by the turn of a loop', settingOf('${each.value.id}'), DATA, 'perhaps'],
    ['by a choice', settingOf('${var.x ? aws_s3_bucket.data.id : aws_s3_bucket.other.id}'), DATA, 'perhaps'],
    ['by a longer text', settingOf('${aws_s3_bucket.data.id}-logs'), DATA, 'perhaps'],
    ['by a computed place in a count', settingOf('${aws_s3_bucket.many[var.n].id}'), FIRST, 'perhaps'],
    ['by an ARN that holds its name', settingOf('arn:aws:s3:::platform-data'), DATA, 'perhaps'],
    ['inside a module, before ids are known', planned({ ...settingOf(null, 'module.store.aws_s3_bucket_versioning.this[0]'), written: undefined }, { bucket: OPEN }), IN_MODULE, 'perhaps'],
    ['by a name, to one of which nothing is known', settingOf('platform-data'), aResource('aws_vpc.vpc'), 'perhaps'],
  ])('%s: %#', (_words, companion, target, answer) => {
    expect(refersTo(companion, 'bucket', target)).toBe(answer);
  });
});
