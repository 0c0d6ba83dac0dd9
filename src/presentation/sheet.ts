import type { Claim } from '../claims/claim.ts';
import { upstreamOf } from '../components/graph.ts';
import type { DataLoss, RollbackClass } from '../components/rollback-assessment.ts';
import type { ArchitectureComponent } from '../documents/architecture.ts';
import { UserError } from '../errors.ts';
import { nearestName } from '../documents/nearest-name.ts';
import { names } from './bearing.ts';
import type { KnownComponent, KnownProject } from './known.ts';
import { describeTarget } from './target.ts';

/** How many resources of one type there are going to be, and what the plan does to them: `{ create: 2 }`. */
export interface TypeCount {
  type: string;
  count: number;
  actions: Record<string, number>;
}

/** All there is to say about one component. Plain data, and what `show --json` prints. */
export interface ComponentSheet {
  component: string;
  /** Null: the architecture document does not name it. */
  architecture: (Omit<ArchitectureComponent, 'dependsOn' | 'owner'> & { owner: string }) | null;
  requirements: { id: string; statement: string; target: string | null }[];
  decisions: { id: string; statement: string; why: string }[];
  needs: string[];
  /** Components that need it, directly. */
  neededBy: string[];
  /** Everything that would have to go back before it. */
  dependents: string[];
  /** Null: not synthesized. `complete` false: modules or loops may make more. */
  makes: { from: 'plan' | 'expectation' | 'stack'; complete: boolean; types: TypeCount[] } | null;
  controls: Claim[];
  claims: Claim[];
  /** Null: not synthesized. */
  undo: { class: RollbackClass; dataLost: DataLoss[]; lastGood: string | null } | null;
  notYet: string[];
}

/** Puts together what is known about one component. `bearing`: claims that bear on it, decided about it alone where that can be. Throws UserError when there is no such component. */
export function componentSheet(known: KnownProject, name: string, bearing: Claim[]): ComponentSheet {
  const component = requireComponent(known, name);
  const { architecture, components, controls } = known;
  const said = architecture.components[name];
  const isControl = ({ id }: Claim): boolean => controls.includes(id);
  return {
    component: name,
    architecture: said === undefined ? null : { purpose: said.purpose, owner: said.owner ?? architecture.owner, criticality: said.criticality, dataClass: said.dataClass },
    requirements: architecture.requirements.filter((requirement) => requirement.components.includes(name)).map(({ id, statement, target }) => ({ id, statement, target: target === undefined ? null : describeTarget(target) })),
    decisions: architecture.decisions.filter(({ statement, why, rule }) => names(`${statement} ${why}`, name) || (rule !== undefined && 'components' in rule && Array.isArray(rule.components) && rule.components.includes(name))).map(({ id, statement, why }) => ({ id, statement, why })),
    needs: [...component.dependsOn].sort(),
    neededBy: components.filter(({ dependsOn }) => dependsOn.includes(name)).map((other) => other.name).sort(),
    dependents: components.filter((other) => upstreamOf(components, other.name).has(name)).map((other) => other.name).sort(),
    makes: makesOf(component),
    controls: bearing.filter((claim) => isControl(claim)),
    claims: bearing.filter((claim) => !isControl(claim)),
    undo: component.undo === undefined ? null : { class: component.undo.class, dataLost: component.undo.dataLost, lastGood: component.undo.lastGood?.change ?? null },
    notYet: [...known.notYet, ...(component.stack === undefined && known.change !== undefined ? [`what ${name} is going to make: cutover synth`] : [])],
  };
}

/** Throws UserError, with the nearest name, when there is no such component. */
export function requireComponent({ components }: KnownProject, name: string): KnownComponent {
  const found = components.find((component) => component.name === name);
  if (found !== undefined) return found;
  const known = components.map((component) => component.name);
  const nearest = nearestName(name, known);
  throw new UserError({ field: 'component', problem: 'there is no such component', found: name, allowed: known.join(', '), ...(nearest === undefined ? {} : { next: `cutover show ${nearest}` }) });
}

/** By the plan where there is one, for it alone knows what changes; what it leaves as it is comes from the stack. */
export function makesOf({ stack, plan }: KnownComponent): ComponentSheet['makes'] {
  if (stack === undefined) return null;
  const changes = plan?.changes ?? [];
  const changed = new Set(changes.map(({ address }) => address));
  const untouched = stack.resources.filter(({ address }) => !changed.has(address) && ![...changed].some((other) => other.startsWith(`${address}[`)));
  const resources = [...changes, ...untouched.map(({ type }) => ({ type, action: undefined }))];
  const types = [...Map.groupBy(resources, ({ type }) => type)].map(([type, of]) => ({ type, count: of.length, actions: countsOf(of.flatMap(({ action }) => action ?? [])) }));
  return { from: plan?.kind ?? 'stack', complete: stack.complete, types: types.sort((a, b) => (a.type < b.type ? -1 : 1)) };
}

function countsOf(actions: string[]): Record<string, number> {
  return Object.fromEntries([...Map.groupBy(actions, (action) => action)].map(([action, of]) => [action, of.length]));
}
