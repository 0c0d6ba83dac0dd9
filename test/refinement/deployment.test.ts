import { describe, expect, it } from '@jest/globals';
import { answer } from '../../src/refinement/options.ts';
import { SENSITIVE, UNKNOWN, type Action } from '../../src/terraform/plan.ts';
import { aPlan, aPlannedResource } from '../helpers/a-plan.ts';
import { aRecord } from '../helpers/a-record.ts';
import { aComponent, anInput, aNew, pointOn } from './an-input.ts';

const table = (overrides: Parameters<typeof aPlannedResource>[0]) => aPlannedResource({ type: 'aws_dynamodb_table', ...overrides });
const said = (resources: ReturnType<typeof aNew>[], attribute: string, address = 'storage') => pointOn(answer(5, anInput(resources)), address, attribute);

describe('deployment process', () => {
  it('names the attribute that forces a replacement, its value and what it was', () => {
    const replaced = (path: string, values: [string, string]) => table({ action: 'replace', before: { [path]: values[0] }, after: { [path]: values[1] }, replacePaths: [[path]] });
    expect(said([replaced('hash_key', ['id', 'pk'])], 'hash_key', 'aws_dynamodb_table.main')).toMatchObject({ value: 'pk', level: 'risk', says: 'forces a replacement; it was "id"' });
    expect(said([replaced('name', ['a', 'b'])], 'hash_key', 'aws_dynamodb_table.main')).toBeUndefined();
    expect(said([replaced('name', ['a', 'b'])], 'name', 'aws_dynamodb_table.main')).toMatchObject({ value: 'b' });
  });

  it('names a path inside a block, and one that is known only after apply', () => {
    const replaced = aPlannedResource({ type: 'terraform_data', action: 'replace', before: { input: [{ key: SENSITIVE }] }, after: { input: [{ key: UNKNOWN }] }, replacePaths: [['input', 0, 'key']] });
    expect(said([replaced], 'input[0].key', 'terraform_data.main')).toMatchObject({ value: UNKNOWN, level: 'note', says: 'forces a replacement; it was (sensitive)' });
  });

  it('names each attribute that changes in place, and no other', () => {
    const updated = (days: number) => aPlannedResource({ type: 'aws_cloudwatch_log_group', action: 'update', before: { name: 'logs', retention_in_days: 30 }, after: { name: 'logs', retention_in_days: days } });
    const at = 'aws_cloudwatch_log_group.main';
    expect(said([updated(365)], 'retention_in_days', at)).toMatchObject({ value: 365, says: 'changes in place; it was 30' });
    expect(said([updated(30)], 'retention_in_days', at)).toBeUndefined();
    expect(said([updated(365)], 'name', at)).toBeUndefined();
  });

  it.each<[Action, number]>([['create', 1], ['update', 1], ['delete', 1], ['replace', 2], ['no-op', 0], ['forget', 0]])('counts the calls of %s as %d', (action, calls) => {
    const resource = aPlannedResource({ type: 'terraform_data', action, before: { input: 'x' }, after: { input: 'y' } });
    expect(said([resource], 'changing calls')).toMatchObject({ value: calls, level: calls === 0 ? 'good' : 'note' });
  });

  it.each<[Action, number, string]>([['create', 0, 'good'], ['replace', 1, 'risk'], ['delete', 1, 'risk']])('expects downtime by what goes away: %s', (action, value, level) => {
    expect(said([aPlannedResource({ type: 'terraform_data', action })], 'downtime')).toMatchObject({ value, level });
  });

  it.each<[Action, string, string, string]>([
    ['update', 'aws_dynamodb_table', 'reversible', 'good'],
    ['replace', 'terraform_data', 'replacement', 'note'],
    ['replace', 'aws_dynamodb_table', 'data-loss', 'risk'],
    ['delete', 'aws_dynamodb_table', 'data-loss', 'risk'],
    ['create', 'aws_dynamodb_table', 'data-loss', 'note'],
    ['replace', 'something_unknown', 'data-loss', 'risk'],
  ])('knows the way back from %s of %s: %s', (action, type, value, level) => {
    expect(said([aPlannedResource({ type, action, before: { name: 'a' }, after: { name: 'b' } })], 'rollback')).toMatchObject({ value, level });
  });

  it('says what would refuse the destruction, by what is set now', () => {
    const gone = (protection: boolean) => table({ action: 'delete', before: { deletion_protection_enabled: protection } });
    const at = 'aws_dynamodb_table.main';
    expect(said([gone(true)], 'deletion_protection_enabled', at)).toMatchObject({ value: true });
    expect(said([gone(false)], 'deletion_protection_enabled', at)).toBeUndefined();
  });

  it('counts what nobody can review yet', () => {
    expect(said([aNew('terraform_data', { id: UNKNOWN, output: { a: UNKNOWN } })], 'values known only after apply')).toMatchObject({ value: 2 });
    expect(said([aNew('terraform_data', { id: 'x' })], 'values known only after apply')).toBeUndefined();
  });

  it('orders the components by what they need', () => {
    const component = (name: string, dependsOn: string[]) => ({ component: aComponent({ name, dependsOn }), plan: aPlan([]) });
    const given = answer(5, { components: [component('monitoring', ['storage']), component('storage', ['elsewhere'])], records: [] });
    expect([pointOn(given, 'storage', 'order')?.value, pointOn(given, 'monitoring', 'order')?.value]).toEqual([1, 2]);
  });

  it('sees what differs in the world', () => {
    const input = anInput([], { plan: { drift: [table({ action: 'update', name: 'items' })] } });
    expect(pointOn(answer(5, input), 'aws_dynamodb_table.items', 'drift')).toMatchObject({ value: 'update', level: 'risk' });
  });

  it('tells how long the last rehearsal took, and that it does not know where there was none', () => {
    const rehearsal = (seconds: number) => aRecord({ step: 'rehearse', environment: 'test', startedAt: '2026-03-01T10:00:00.000Z', finishedAt: `2026-03-01T10:00:${seconds}.000Z` });
    const given = answer(5, anInput([], { records: [rehearsal(30), rehearsal(12)] }));
    expect(pointOn(given, 'storage', 'last rehearsal in seconds')).toMatchObject({ value: 12, level: 'good' });
    expect(answer(5, anInput([])).unanswered).toContain('storage: how long it takes: there is no record of a rehearsal yet');
  });

  it('does not pretend to know how a replacement is made, or whether an unknown type holds data', () => {
    const given = answer(5, anInput([aPlannedResource({ type: 'something_unknown', action: 'replace' })]));
    expect(given.unanswered).toEqual(expect.arrayContaining([
      'whether a replacement is created before the old one is destroyed: the redacted plan does not keep it',
      'something_unknown (1): nothing is known here about its data',
    ]));
  });

  it('leaves data sources out', () => {
    const given = answer(5, anInput([aPlannedResource({ mode: 'data', type: 'aws_partition', action: 'read', after: { id: UNKNOWN } })]));
    expect(pointOn(given, 'storage', 'resources')).toMatchObject({ value: 0 });
    expect(given.points.filter(({ address }) => address !== 'storage')).toEqual([]);
  });
});
