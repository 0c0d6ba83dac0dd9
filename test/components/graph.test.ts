import { describe, expect, it } from '@jest/globals';
import { forEachInOrder, inDependencyOrder, upstreamOf, type GraphNode } from '../../src/components/graph.ts';
import { cutMilestones } from '../../src/components/milestones.ts';

const node = (name: string, ...dependsOn: string[]): GraphNode => ({ name, dependsOn });
const PLATFORM = [node('monitoring', 'storage', 'database'), node('storage', 'encryption'), node('database', 'encryption'), node('encryption'), node('network')];
const names = (nodes: GraphNode[]): string => nodes.map(({ name }) => name).join(' ');

describe('the order of components', () => {
  it('puts what is needed first, and names break ties', () => {
    expect(names(inDependencyOrder(PLATFORM))).toBe('encryption database storage monitoring network');
  });

  it('spells out a loop', () => {
    expect(() => inDependencyOrder([node('a', 'b'), node('b', 'c'), node('c', 'a')])).toThrow(/loop[\s\S]*a → b → c → a/);
  });

  it('refuses a dependency on nothing', () => {
    expect(() => inDependencyOrder([node('a', 'z')])).toThrow(/a depends on z, which is no component/);
  });

  it('knows all that a component needs', () => {
    expect([...upstreamOf(PLATFORM, 'monitoring')].sort()).toEqual(['database', 'encryption', 'storage']);
  });
});

describe('work over the graph', () => {
  const log = async (concurrency: number, failing?: string): Promise<string[]> => {
    const seen: string[] = [];
    await forEachInOrder(PLATFORM, concurrency, async ({ name }) => {
      seen.push(`+${name}`);
      await new Promise((resolve) => setTimeout(resolve, 5));
      seen.push(`-${name}`);
      if (name === failing) throw new Error(`${name} failed`);
    }).catch((error: unknown) => seen.push(String(error)));
    return seen;
  };

  it('runs one after the other with a concurrency of one', async () => {
    expect(await log(1)).toEqual(['encryption', 'database', 'storage', 'monitoring', 'network'].flatMap((name) => [`+${name}`, `-${name}`]));
  });

  it('runs side by side what does not need each other', async () => {
    const seen = await log(4);
    expect(seen.slice(0, 2)).toEqual(['+encryption', '+network']);
    expect(seen.indexOf('+monitoring')).toBeGreaterThan(seen.indexOf('-storage'));
    expect(seen.indexOf('+storage')).toBeLessThan(seen.indexOf('-database'));
  });

  it('starts nothing after a failure, and waits for what runs', async () => {
    const seen = await log(1, 'database');
    expect(seen).toEqual(['+encryption', '-encryption', '+database', '-database', 'Error: database failed']);
  });
});

describe('milestones', () => {
  it('are one component each in incremental mode', () => {
    expect(cutMilestones('incremental', PLATFORM, { data: ['storage', 'database'] }).map(({ name }) => name)).toEqual(['encryption', 'database', 'storage', 'monitoring', 'network']);
  });

  it('are logical groups in yolo mode, and a component in none is its own', () => {
    expect(cutMilestones('yolo', PLATFORM, { data: ['storage', 'database'], base: ['encryption', 'network'] })).toEqual([
      { name: 'base', components: ['encryption', 'network'] },
      { name: 'data', components: ['database', 'storage'] },
      { name: 'monitoring', components: ['monitoring'] },
    ]);
  });

  it.each([
    ['an unknown component', { data: ['nothing'] }, /no such component/],
    ['a component in two groups', { a: ['storage'], b: ['storage'] }, /in two groups/],
    ['groups that need each other', { a: ['encryption', 'monitoring'], b: ['storage'] }, /loop/],
  ])('refuse %s', (_name, groups, message) => {
    expect(() => cutMilestones('yolo', PLATFORM, groups)).toThrow(message);
  });
});
