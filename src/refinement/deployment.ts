import { DATA_HOLDERS, holdsData } from '../components/data-holders.ts';
import { inDependencyOrder } from '../components/graph.ts';
import { assessRollback } from '../components/rollback-assessment.ts';
import { canonicalJson } from '../digest.ts';
import type { Json } from '../json.ts';
import type { Action, Plan, PlannedResource } from '../terraform/plan.ts';
import { lastRecord } from './last-record.ts';
import { byLevel, type Answer, type Level, type Point, type RefinementInput } from './option.ts';
import { hiddenPaths, readOne } from './reading.ts';
import { forcesOf } from './replacement.ts';
import { answerOf } from './rules.ts';
import { point, subjectsOf } from './subject.ts';
import { valueText } from './value-text.ts';

/** Calls that change something. A replacement is a delete and a create. */
const CALLS: Record<Action, number> = { 'no-op': 0, read: 0, forget: 0, create: 1, update: 1, delete: 1, replace: 2 };

type Entry = RefinementInput['components'][number];

/** Option 5: order, what is replaced or destroyed and why, what would refuse it, downtime, drift, and the way back. Holds for any type. */
export function deployment(input: RefinementInput): Answer {
  const names = new Set(input.components.map(({ component }) => component.name));
  const ordered = inDependencyOrder(input.components.map((entry) => ({ ...entry, name: entry.component.name, dependsOn: entry.component.dependsOn.filter((name) => names.has(name)) })));
  const points = ordered.flatMap((entry, index) => [...wholeComponent(entry, index, input), ...entry.plan.resources.filter(({ mode }) => mode === 'managed').flatMap((resource) => perResource(entry, resource))]);
  const replaced = ordered.flatMap(({ plan }) => plan.resources.filter(({ action }) => action === 'replace'));
  const unrehearsed = ordered.filter(({ component }) => lastRecord(input.records, 'rehearse', component.name) === undefined);
  const answer = answerOf(5, 'Deployment process', 'data', subjectsOf(input).map(({ resource }) => resource.type).filter((type) => holdsData(type) !== 'unknown'), input, [{ points, gaps: [] }], [
    ...unrehearsed.map(({ component }) => `${component.name}: how long it takes: there is no record of a rehearsal yet`),
    ...(replaced.length === 0 ? [] : ['whether a replacement is created before the old one is destroyed: the redacted plan does not keep it']),
  ]);
  return { ...answer, points: byLevel(answer.points) };
}

function wholeComponent({ component, plan }: Entry, index: number, input: RefinementInput): Point[] {
  const { name } = component;
  const about = (attribute: string, value: Json, level: Level, says: string): Point => ({ component: name, address: name, attribute, value, level, says });
  const managed = plan.resources.filter(({ mode }) => mode === 'managed');
  const count = (...actions: Action[]): number => managed.filter(({ action }) => actions.includes(action)).length;
  const calls = managed.reduce((sum, { action }) => sum + CALLS[action], 0);
  const away = count('replace', 'delete');
  const unknown = managed.reduce((sum, { after }) => sum + hiddenPaths(after, 'unknown').length, 0);
  const rehearsal = lastRecord(input.records, 'rehearse', name);
  return [
    about('order', index + 1, 'note', component.dependsOn.length === 0 ? 'depends on no other component' : `after ${component.dependsOn.join(', ')}`),
    about('resources', managed.length, 'note', `managed resources in the plan, ${count('no-op')} of them unchanged`),
    about('changing calls', calls, calls === 0 ? 'good' : 'note', `${count('create')} created, ${count('update')} changed in place, ${count('replace')} replaced (a delete and a create each), ${count('delete')} destroyed`),
    about('downtime', away, away === 0 ? 'good' : 'risk', away === 0 ? 'nothing is replaced or destroyed' : `${away} resource(s) are replaced or destroyed: what uses them fails meanwhile`),
    rollbackPoint(name, managed, component),
    ...(unknown === 0 ? [] : [about('values known only after apply', unknown, 'note', 'nobody can review these before they are real')]),
    ...driftPoints(name, plan),
    ...(rehearsal === undefined
      ? []
      : [about('last rehearsal in seconds', (Date.parse(rehearsal.finishedAt) - Date.parse(rehearsal.startedAt)) / 1000, rehearsal.verdict === 'pass' ? 'good' : 'risk', `${rehearsal.verdict} in ${rehearsal.environment ?? 'an unnamed environment'}, ${rehearsal.finishedAt}${rehearsal.target === 'sandbox' ? ', in the sandbox: a real account is slower' : ''}`)]),
  ];
}

function rollbackPoint(name: string, managed: PlannedResource[], component: Entry['component']): Point {
  const { class: kind, dataLost } = assessRollback({ component, stack: managed.map(({ address, type, after, before, action }) => ({ address, type, action, attributes: after ?? before ?? {} })) });
  const about = { component: name, address: name, attribute: 'rollback', value: kind };
  if (kind === 'reversible') return { ...about, level: 'good', says: 'going back loses no data and makes nothing anew' };
  if (kind === 'replacement') return { ...about, level: 'note', says: 'going back destroys and creates things that hold no data; their ids change' };
  const created = new Set(managed.filter(({ action }) => action === 'create').map(({ address }) => address));
  const older = dataLost.filter(({ address }) => !created.has(address));
  return older.length > 0
    ? { ...about, level: 'risk', says: `going back loses data that is there now, or may: ${older.map(({ address }) => address).join(', ')}` }
    : { ...about, level: 'note', says: `going back loses what is written after the delivery to ${dataLost.map(({ address }) => address).join(', ')}` };
}

function driftPoints(component: string, plan: Plan): Point[] {
  return plan.drift.map((resource) => point({ component, resource }, 'drift', resource.action, 'risk', 'the world differs from the state: somebody changed it by another way, and this change meets it'));
}

function perResource({ component }: Entry, resource: PlannedResource): Point[] {
  const subject = { component: component.name, resource };
  const holds = holdsData(resource.type) !== 'nothing';
  switch (resource.action) {
    case 'replace':
      return [...forcesOf(resource).map(({ attribute, value, says }) => point(subject, attribute, value, holds ? 'risk' : 'note', says)), ...refusals(component.name, resource)];
    case 'delete':
      return [point(subject, 'action', 'delete', holds ? 'risk' : 'note', holds ? 'destroyed, and what it holds goes with it' : 'destroyed'), ...refusals(component.name, resource)];
    case 'forget':
      return [point(subject, 'action', 'forget', 'risk', 'it stays in the account and leaves the state: no stack knows it any more')];
    case 'update':
      return changed(resource).map((attribute) => point(subject, attribute, resource.after?.[attribute] ?? null, 'note', `changes in place; it was ${valueText(resource.before?.[attribute])}`));
    default:
      return [];
  }
}

function changed({ before, after }: PlannedResource): string[] {
  return [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])].filter((key) => canonicalJson(before?.[key] ?? null) !== canonicalJson(after?.[key] ?? null));
}

/** What the account says now that may make it refuse the delete, so that the apply stops half-way. */
function refusals(component: string, resource: PlannedResource): Point[] {
  return (DATA_HOLDERS[resource.type]?.protections ?? []).flatMap(({ attribute, protects }) => {
    const reading = readOne(resource.before ?? {}, attribute);
    const says = reading.state === 'known' ? protects(reading.value) : undefined;
    return reading.state === 'known' && says !== undefined ? [point({ component, resource }, attribute, reading.value, 'note', `before it is destroyed: ${says}`)] : [];
  });
}
