import { describe, expect, it } from '@jest/globals';
import type { KnownComponent } from '../../src/presentation/known.ts';
import { componentSheet, makesOf } from '../../src/presentation/sheet.ts';
import { aKnownComponent, aKnownProject, aStack } from './a-known-project.ts';
import { aPlannedClaim } from './an-implementation.ts';

describe('the sheet of a component', () => {
  const sheet = componentSheet(aKnownProject(), 'storage', [aPlannedClaim(), aPlannedClaim({ id: 'ADR-2' })]);

  it('says why the architecture has it: what it is for, and what names it', () => {
    expect(sheet.architecture).toEqual({ purpose: 'Objects of applications.', owner: 'storage-team', criticality: 'high', dataClass: 'internal' });
    expect(sheet.requirements).toEqual([{ id: 'REQ-1', statement: 'An overwrite can be undone.', target: 'back within 10 min (RTO)' }]);
    expect(sheet.decisions.map(({ id }) => id)).toEqual(['ADR-1', 'ADR-2']);
  });

  it('says who it needs, who needs it, and who goes back before it', () => {
    expect([sheet.needs, sheet.neededBy, sheet.dependents]).toEqual([['encryption'], ['monitoring'], ['monitoring']]);
    const encryption = componentSheet(aKnownProject(), 'encryption', []);
    expect([encryption.needs, encryption.neededBy, encryption.dependents]).toEqual([[], ['storage'], ['monitoring', 'storage']]);
  });

  it('keeps the security controls apart from the other claims', () => {
    expect([sheet.controls.map(({ id }) => id), sheet.claims.map(({ id }) => id)]).toEqual([['bucket-encrypted'], ['ADR-2']]);
  });

  it('names the data at stake', () => {
    expect(sheet.undo).toMatchObject({ class: 'data-loss', dataLost: [{ address: 'aws_s3_bucket.data' }], lastGood: null });
  });

  it('of an owner that is not named: the document\'s', () => {
    expect(componentSheet(aKnownProject(), 'encryption', []).architecture?.owner).toBe('platform');
  });

  it('leaves open what is not known, and says what makes it known', () => {
    const known = aKnownProject();
    const stranger = componentSheet({ ...known, components: [...known.components, aKnownComponent('cache')] }, 'cache', []);
    expect(stranger).toMatchObject({ architecture: null, makes: null, undo: null, requirements: [], decisions: [] });
    expect(stranger.notYet).toEqual(['what cache is going to make: cutover synth']);
    expect(componentSheet(aKnownProject({ change: undefined, notYet: ['everything: cutover synth'] }), 'encryption', []).notYet).toEqual(['everything: cutover synth']);
  });

  it.each([['storag', 'cutover show storage'], ['nothing-like-it', undefined]])('is an error for %s', (name, next) => {
    const attempt = (): unknown => componentSheet(aKnownProject(), name, []);
    expect(attempt).toThrow('there is no such component');
    expect(attempt).toThrow('encryption, monitoring, storage');
    if (next !== undefined) expect(attempt).toThrow(next);
  });
});

describe('what a component makes', () => {
  const stack = aStack('storage', ['aws_s3_bucket.data', 'aws_s3_bucket.logs', 'aws_sqs_queue.work']);
  const change = (address: string, action: 'create' | 'update' | 'delete') => ({ address, type: address.split('.')[0] ?? '', action });

  it.each<[string, Partial<KnownComponent>, ReturnType<typeof makesOf>]>([
    ['nothing is known without a stack', {}, null],
    ['the stack counts its resources by type', { stack }, { from: 'stack', complete: true, types: [{ type: 'aws_s3_bucket', count: 2, actions: {} }, { type: 'aws_sqs_queue', count: 1, actions: {} }] }],
    ['a stack with modules may make more', { stack: { ...stack, complete: false, resources: [] } }, { from: 'stack', complete: false, types: [] }],
    [
      'the plan says what happens to them, and the rest stays',
      { stack, plan: { kind: 'plan', changes: [change('aws_s3_bucket.data', 'create')] } },
      { from: 'plan', complete: true, types: [{ type: 'aws_s3_bucket', count: 2, actions: { create: 1 } }, { type: 'aws_sqs_queue', count: 1, actions: {} }] },
    ],
    [
      'the plan knows what the stack does not name',
      { stack, plan: { kind: 'expectation', changes: [change('module.a.aws_kms_key.k', 'create'), change('aws_s3_bucket.old', 'delete'), change('aws_sqs_queue.work[0]', 'create'), change('aws_sqs_queue.work[1]', 'create')].map((one) => ({ ...one, type: one.address.startsWith('module') ? 'aws_kms_key' : one.type })) } },
      { from: 'expectation', complete: true, types: [{ type: 'aws_kms_key', count: 1, actions: { create: 1 } }, { type: 'aws_s3_bucket', count: 3, actions: { delete: 1 } }, { type: 'aws_sqs_queue', count: 2, actions: { create: 2 } }] },
    ],
  ])('%s', (_title, overrides, expected) => {
    expect(makesOf(aKnownComponent('storage', overrides))).toEqual(expected);
  });
});
