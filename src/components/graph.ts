import { UserError } from '../errors.ts';

export interface GraphNode {
  name: string;
  dependsOn: string[];
}

/**
 * Nodes in dependency order, names breaking ties, so that equal graphs give equal orders.
 * Throws UserError for a dependency on nothing, and for a loop, which it spells out.
 */
export function inDependencyOrder<T extends GraphNode>(nodes: T[]): T[] {
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const ordered: T[] = [];
  const done = new Set<string>();
  const visit = (node: T, path: string[]): void => {
    if (done.has(node.name)) return;
    if (path.includes(node.name)) {
      throw new UserError({ problem: 'components depend on each other in a loop', found: [...path.slice(path.indexOf(node.name)), node.name].join(' → '), next: 'remove one of these references' });
    }
    for (const name of [...node.dependsOn].sort()) {
      const upstream = byName.get(name);
      if (upstream === undefined) throw new UserError({ problem: `${node.name} depends on ${name}, which is no component`, allowed: [...byName.keys()].sort().join(', ') });
      visit(upstream, [...path, node.name]);
    }
    done.add(node.name);
    ordered.push(node);
  };
  [...nodes].sort((a, b) => (a.name < b.name ? -1 : 1)).forEach((node) => visit(node, []));
  return ordered;
}

/** Everything that `name` needs, directly or not. */
export function upstreamOf(nodes: GraphNode[], name: string): Set<string> {
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const found = new Set<string>();
  const visit = (current: string): void => {
    for (const upstream of byName.get(current)?.dependsOn ?? []) {
      if (found.has(upstream)) continue;
      found.add(upstream);
      visit(upstream);
    }
  };
  visit(name);
  return found;
}

/**
 * Runs `work` for each node once all that it needs and that is in `nodes` is done, at most `concurrency` at once.
 * After the first failure nothing new starts; what runs is waited for; then that failure is thrown.
 */
export async function forEachInOrder<T extends GraphNode>(nodes: T[], concurrency: number, work: (node: T) => Promise<void>): Promise<void> {
  const names = new Set(nodes.map((node) => node.name));
  const waiting = inDependencyOrder(nodes.map((node) => ({ ...node, dependsOn: node.dependsOn.filter((name) => names.has(name)), node })));
  const done = new Set<string>();
  const running = new Set<Promise<void>>();
  const failures: unknown[] = [];
  const startWhatCan = (): void => {
    for (const entry of [...waiting]) {
      if (failures.length > 0 || running.size >= concurrency) return;
      if (!entry.dependsOn.every((name) => done.has(name))) continue;
      waiting.splice(waiting.indexOf(entry), 1);
      const run: Promise<void> = work(entry.node)
        .then(() => void done.add(entry.name), (error: unknown) => void failures.push(error))
        .finally(() => running.delete(run));
      running.add(run);
    }
  };
  startWhatCan();
  while (running.size > 0) {
    await Promise.race(running);
    startWhatCan();
  }
  if (failures.length > 0) throw failures[0];
}
