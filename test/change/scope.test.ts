import { describe, expect, it } from '@jest/globals';
import { assertCovers, assertTouchesOnlyCovered, certainChanges, coversComponent, type Scope } from '../../src/change/scope.ts';
import { Halt } from '../../src/errors.ts';

const scope = (request: Partial<Scope['request']> = {}): Scope => ({ file: 'changes/CR-0001.md', request: { id: 'CR-0001', components: ['storage'], environments: ['test', 'production'], ...request } });

function haltOf(work: () => void): Halt['complaint'] | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    if (error instanceof Halt) return error.complaint;
    throw error;
  }
}

describe('the components of a request', () => {
  it('are those it names, and all where it says so', () => {
    expect([coversComponent(scope(), 'storage'), coversComponent(scope(), 'storage-2'), coversComponent(scope({ components: 'all' }), 'network')]).toEqual([true, false, true]);
  });

  const folders = { storage: 'infra/storage', network: 'infra/network', all: 'infra' };

  it.each<[string, string[], string | undefined]>([
    ['nothing', [], undefined],
    ['its own code', ['infra/storage/main.tf', 'infra/storage/deep/er.tf'], undefined],
    ['files of no component', ['README.md', 'changes/CR-0001.md', 'infrastructure.md'], undefined],
    ['another component', ['infra/storage/main.tf', 'infra/network/main.tf'], 'network'],
    ['a component around it', ['infra/main.tf'], 'all'],
    ['two others', ['infra/main.tf', 'infra/network/a', 'infra/network/b'], 'all, network'],
  ])('when the change touches %s', (_name, changed, outside) => {
    const complaint = haltOf(() => assertTouchesOnlyCovered(scope(), folders, changed));
    if (outside === undefined) expect(complaint).toBeUndefined();
    else expect(complaint).toMatchObject({ file: 'changes/CR-0001.md', field: 'components', problem: expect.stringContaining(`the change touches ${outside}, and`), allowed: 'storage' });
    expect(haltOf(() => assertTouchesOnlyCovered(scope({ components: 'all' }), folders, changed))).toBeUndefined();
  });

  it('names the files, and how many more there are', () => {
    const changed = (length: number): string[] => Array.from({ length }, (_, index) => `infra/network/${index}.tf`);
    const found = (length: number): string | undefined => haltOf(() => assertTouchesOnlyCovered(scope(), folders, changed(length)))?.found;
    expect(found(2)).toBe('infra/network/0.tf, infra/network/1.tf');
    expect(found(10)).toBe(changed(10).join(', '));
    expect(found(12)).toBe(`${changed(10).join(', ')}, and 2 more`);
  });

  it('says which components the request has, and what to do', () => {
    expect(haltOf(() => assertTouchesOnlyCovered(scope({ components: ['storage', 'queue'] }), folders, ['infra/network/a']))).toMatchObject({ allowed: 'storage, queue', next: expect.stringMatching(/take the change of these files back, or ask for the component/) });
  });
});

describe('the environments of a request', () => {
  it.each<['test' | 'production', Scope['request']['environments'], boolean]>([
    ['test', ['test'], true],
    ['production', ['test', 'production'], true],
    ['production', ['test'], false],
    ['test', ['production'], false],
  ])('%s among %j: %s', (environment, environments, covered) => {
    const complaint = haltOf(() => assertCovers(scope({ environments }), environment, 'something is applied'));
    if (covered) expect(complaint).toBeUndefined();
    else expect(complaint).toMatchObject({ field: 'environments', problem: `something is applied, and the request does not cover ${environment}`, found: environments.join(', '), next: expect.stringContaining(`ask for ${environment} in the request`) });
  });

  it('are all named where one is missing', () => {
    expect(haltOf(() => assertCovers(scope({ environments: ['test', 'staging' as 'test'] }), 'production', 'x'))?.found).toBe('test, staging');
  });
});

describe('the changes of a plan that are certain', () => {
  const changes = ['create', 'update', 'replace', 'delete', 'forget'].map((action) => ({ action }));
  it.each<[string, boolean, string[]]>([
    ['are all of them when the values of the upstream are known', true, ['create', 'update', 'replace', 'delete', 'forget']],
    ['are those that come or go when they are not', false, ['create', 'delete', 'forget']],
  ])('%s', (_words, known, certain) => {
    expect(certainChanges(changes, known).map(({ action }) => action)).toEqual(certain);
  });
});
