import type { Config } from '../config.ts';
import { UserError } from '../errors.ts';
import { inDependencyOrder, type GraphNode } from './graph.ts';

export type Mode = 'incremental' | 'yolo';

/** Components that are taken through the steps together. */
export interface Milestone {
  name: string;
  components: string[];
}

/**
 * `incremental`: one component each, in dependency order. `yolo`: one logical group each, in an order in which no group needs
 * a later one; a component in no group is a group of its own. Throws UserError where groups cannot be ordered.
 */
export function cutMilestones(mode: Mode, nodes: GraphNode[], groups: Config['groups']): Milestone[] {
  const ordered = inDependencyOrder(nodes);
  if (mode === 'incremental') return ordered.map(({ name }) => ({ name, components: [name] }));
  const groupOf = groupIndex(nodes, groups);
  const groupNodes = [...new Set(ordered.map(({ name }) => groupOf(name)))].map((group) => ({
    name: group,
    dependsOn: [...new Set(ordered.filter(({ name }) => groupOf(name) === group).flatMap(({ dependsOn }) => dependsOn.map(groupOf)))].filter((other) => other !== group),
  }));
  return inDependencyOrder(groupNodes).map((group) => ({ name: group.name, components: ordered.filter(({ name }) => groupOf(name) === group.name).map(({ name }) => name) }));
}

function groupIndex(nodes: GraphNode[], groups: Config['groups']): (name: string) => string {
  const names = new Set(nodes.map(({ name }) => name));
  const index = new Map<string, string>();
  for (const [group, members] of Object.entries(groups)) {
    for (const member of members) {
      const field = `groups.${group}`;
      if (!names.has(member)) throw new UserError({ file: 'cutover.yaml', field, problem: 'there is no such component', found: member, allowed: [...names].join(', ') });
      if (index.has(member)) throw new UserError({ file: 'cutover.yaml', field, problem: `${member} is in two groups`, found: `${index.get(member) ?? ''} and ${group}` });
      index.set(member, group);
    }
  }
  return (name) => index.get(name) ?? name;
}
