import { describe, expect, it } from '@jest/globals';
import { assertCovers, assertTouchesOnlyCovered, coversComponent, type Scope } from '../../src/change/scope.ts';
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
    const changed = Array.from({ length: 12 }, (_, index) => `infra/network/${index}.tf`);
    expect(haltOf(() => assertTouchesOnlyCovered(scope(), folders, changed))?.found).toMatch(/^infra\/network\/0\.tf, .*, and 2 more$/);
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
    else expect(complaint).toMatchObject({ field: 'environments', problem: `something is applied, and the request does not cover ${environment}`, found: environments.join(', ') });
  });
});
