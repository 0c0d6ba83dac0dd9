import { inDependencyOrder, upstreamOf, type GraphNode } from '../components/graph.ts';
import { mermaidLabel } from '../documents/markdown.ts';

/**
 * Nodes in layers: the first needs nothing, each other needs something of the layer right above it and nothing of its own or
 * one below. Throws UserError as `inDependencyOrder` does.
 */
export function layersOf<T extends GraphNode>(nodes: T[]): T[][] {
  const layer = new Map<string, number>();
  for (const { name, dependsOn } of inDependencyOrder(nodes)) layer.set(name, 1 + Math.max(-1, ...dependsOn.map((other) => layer.get(other) ?? -1)));
  const sorted = [...nodes].sort((a, b) => (a.name < b.name ? -1 : 1));
  return Array.from({ length: Math.max(-1, ...layer.values()) + 1 }, (_none, index) => sorted.filter(({ name }) => layer.get(name) === index));
}

/** The graph for a terminal, one line a node: `2  storage     needs encryption`. What stands in one layer does not need each other. */
export function graphLines(nodes: GraphNode[]): string[] {
  const layers = layersOf(nodes);
  const [numbers, names] = [String(layers.length).length, Math.max(0, ...nodes.map(({ name }) => name.length))];
  return layers.flatMap((layer, depth) =>
    layer.map(({ name, dependsOn }, index) => {
      const number = (index === 0 ? String(depth + 1) : '').padStart(numbers);
      return dependsOn.length === 0 ? `${number}  ${name}` : `${number}  ${name.padEnd(names)}  needs ${[...dependsOn].sort().join(', ')}`;
    }),
  );
}

export interface GraphGroup {
  name: string;
  components: string[];
}

/**
 * The graph as Mermaid source, without a fence: what is made first stands left, arrows point to what is needed. `groups` of
 * more than one component are drawn as boxes. Nodes are numbered, since a name of Mermaid's own (`end`) would not do.
 */
export function mermaidGraph(nodes: GraphNode[], groups: GraphGroup[] = []): string {
  const ordered = inDependencyOrder(nodes);
  const id = new Map(ordered.map(({ name }, index) => [name, `c${index + 1}`]));
  const boxes = groups.filter(({ components }) => components.length > 1);
  const boxed = new Set(boxes.flatMap(({ components }) => components));
  const node = (name: string): string => `${id.get(name) ?? ''}["${mermaidLabel(name)}"]`;
  return [
    'flowchart RL',
    ...boxes.flatMap(({ name, components }, index) => [`  subgraph g${index + 1}["${mermaidLabel(name)}"]`, ...ordered.filter((one) => components.includes(one.name)).map((one) => `    ${node(one.name)}`), '  end']),
    ...ordered.filter(({ name }) => !boxed.has(name)).map(({ name }) => `  ${node(name)}`),
    ...ordered.flatMap(({ name, dependsOn }) => [...dependsOn].sort().map((other) => `  ${id.get(name) ?? ''} --> ${id.get(other) ?? ''}`)),
    '',
  ].join('\n');
}

/** A component with all that it needs and all that needs it, directly or not, and the dependencies among these. */
export function neighbourhood(nodes: GraphNode[], name: string): GraphNode[] {
  const kept = new Set([name, ...upstreamOf(nodes, name), ...nodes.filter((node) => upstreamOf(nodes, node.name).has(name)).map((node) => node.name)]);
  return nodes.filter((node) => kept.has(node.name)).map((node) => ({ name: node.name, dependsOn: node.dependsOn.filter((other) => kept.has(other)) }));
}

/** Mermaid source as a part of a Markdown document: GitHub draws it. */
export function mermaidBlock(source: string): string {
  return `\`\`\`mermaid\n${source.trim()}\n\`\`\``;
}
