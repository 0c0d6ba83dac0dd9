import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { GraphNode } from '../../src/components/graph.ts';
import { graphLines, layersOf, mermaidGraph, neighbourhood } from '../../src/presentation/graph.ts';

const PLATFORM: GraphNode[] = [
  { name: 'monitoring', dependsOn: ['storage', 'encryption'] },
  { name: 'storage', dependsOn: ['encryption'] },
  { name: 'network', dependsOn: [] },
  { name: 'encryption', dependsOn: [] },
];

/** Any graph without loops: each node needs some of those before it. */
const graphs = fc.array(fc.array(fc.nat(30), { maxLength: 5 }), { maxLength: 25 }).map((needs) =>
  needs.map((before, index): GraphNode => ({ name: `c${index}`, dependsOn: [...new Set(before.filter((other) => other < index).map((other) => `c${other}`))] })),
);

const edgesOf = (nodes: GraphNode[]): string[] => nodes.flatMap(({ name, dependsOn }) => dependsOn.map((other) => `${name} needs ${other}`)).sort();

describe('the graph in a terminal', () => {
  it('is drawn in layers, names in order', () => {
    expect(graphLines(PLATFORM)).toEqual(['1  encryption', '   network', '2  storage     needs encryption', '3  monitoring  needs encryption, storage']);
  });

  it('holds every component and every dependency once, each below all that it needs', () => {
    fc.assert(
      fc.property(graphs, (nodes) => {
        const lines = graphLines(nodes).map((line) => /^ *\d* +(c\d+)(?: +needs (.*))?$/.exec(line));
        expect(edgesOf(lines.map((line) => ({ name: line?.[1] ?? '', dependsOn: line?.[2]?.split(', ') ?? [] })))).toEqual(edgesOf(nodes));
        const names = lines.map((line) => line?.[1]);
        expect([...names].sort()).toEqual(nodes.map(({ name }) => name).sort());
        for (const { name, dependsOn } of nodes) for (const other of dependsOn) expect(names.indexOf(other)).toBeLessThan(names.indexOf(name));
      }),
    );
  });

  it('puts each component as far up as what it needs allows', () => {
    fc.assert(
      fc.property(graphs, (nodes) => {
        const layers = layersOf(nodes);
        layers.forEach((layer, depth) => {
          for (const { dependsOn } of layer) {
            const depths = dependsOn.map((other) => layers.findIndex((names) => names.some(({ name }) => name === other)));
            expect(Math.max(-1, ...depths)).toBe(depth - 1);
          }
        });
      }),
    );
  });

  it.each([
    ['a loop', [{ name: 'a', dependsOn: ['b'] }, { name: 'b', dependsOn: ['a'] }], 'a → b → a'],
    ['something that is no component', [{ name: 'a', dependsOn: ['b'] }], 'a depends on b, which is no component'],
  ])('is an error for %s', (_title, nodes, message) => {
    expect(() => graphLines(nodes)).toThrow(message);
    expect(() => mermaidGraph(nodes)).toThrow(message);
  });
});

/** Reads back what `mermaidGraph` wrote: labels decoded, arrows as `a needs b`. */
function readMermaid(source: string): { labels: string[]; edges: string[]; rest: string[] } {
  const lines = source.split('\n').filter((line) => line.trim() !== '');
  const nodes = lines.flatMap((line) => /^ {2,4}(c\d+)\["([^"]*)"\]$/.exec(line) ?? []);
  const labels = new Map(Array.from({ length: nodes.length / 3 }, (_none, index) => [nodes[3 * index + 1] ?? '', (nodes[3 * index + 2] ?? '').replace(/#(\d+);/g, (_code, point: string) => String.fromCodePoint(Number(point)))]));
  const edges = lines.flatMap((line) => {
    const [, from = '', to = ''] = /^ {2}(c\d+) --> (c\d+)$/.exec(line) ?? [];
    return from === '' ? [] : [`${labels.get(from) ?? '?'} needs ${labels.get(to) ?? '?'}`];
  });
  return { labels: [...labels.values()], edges: edges.sort(), rest: lines.filter((line) => !/^ {2,4}c\d+(\[| -->)/.test(line)) };
}

describe('the graph as Mermaid', () => {
  it('has all components and arrows to what they need', () => {
    fc.assert(
      fc.property(graphs, (nodes) => {
        const read = readMermaid(mermaidGraph(nodes));
        expect(read).toEqual({ labels: expect.arrayContaining(nodes.map(({ name }) => name)), edges: edgesOf(nodes), rest: ['flowchart RL'] });
        expect(read.labels).toHaveLength(nodes.length);
      }),
    );
  });

  it('draws groups of more than one as boxes, each component once', () => {
    const source = mermaidGraph(PLATFORM, [{ name: 'foundation', components: ['encryption', 'network'] }, { name: 'storage', components: ['storage'] }]);
    expect(source).toContain('  subgraph g1["foundation"]\n    c1["encryption"]\n    c4["network"]\n  end\n');
    expect(readMermaid(source).labels.sort()).toEqual(['encryption', 'monitoring', 'network', 'storage']);
    expect(source.match(/subgraph/g)).toHaveLength(1);
  });

  it.each([
    'end', 'a"]\n  click c1 "javascript:alert(1)"', '%%{init: {"theme":"dark"}}%%', '`**bold**`', '```\n# out of the fence', '<img src=x onerror=alert(1)>', '#quot;', 'a --> b', 'a;b', 'x]:::y', '🙂 é ß', '\u202eright to left', '---\ntitle: x\n---',
  ])('takes a hostile name for a name: %j', (name) => {
    const source = mermaidGraph([{ name, dependsOn: [] }, { name: 'b', dependsOn: [name] }], [{ name, components: [name, 'b'] }]);
    expect(source.split('\n')).toHaveLength(7);
    const shown = name.replace(/[\r\n\t]+/g, ' ').replace('\u202e', '\ufffd');
    expect(readMermaid(source)).toMatchObject({ labels: [shown, 'b'], edges: [`b needs ${shown}`] });
    expect(source.replace(/#\d+;|-->/g, '')).not.toMatch(/[`%{}<>;:#]/);
  });

  it('takes any text for a label', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1 }), (name) => {
        const source = mermaidGraph([{ name, dependsOn: [] }]);
        expect(source).toMatch(/^flowchart RL\n {2}c1\["(?:[\p{L}\p{N} ,._/-]|#\d+;)+"\]\n$/u);
      }),
    );
  });
});

describe('the neighbourhood of a component', () => {
  it.each([
    ['encryption', ['encryption', 'monitoring', 'storage']],
    ['storage', ['encryption', 'monitoring', 'storage']],
    ['network', ['network']],
  ])('%s: all that it needs and all that needs it', (name, expected) => {
    expect(neighbourhood(PLATFORM, name).map((node) => node.name).sort()).toEqual(expected);
  });

  it('keeps only dependencies among these', () => {
    const nodes = [...PLATFORM, { name: 'reports', dependsOn: ['network', 'storage'] }];
    expect(neighbourhood(nodes, 'encryption').find(({ name }) => name === 'reports')).toEqual({ name: 'reports', dependsOn: ['storage'] });
  });
});
