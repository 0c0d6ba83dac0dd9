import type { Verdict } from '../evidence/record.ts';
import type { CheckResult, CommandCheck } from './check.ts';
import type { DecisionPoint } from './decisions.ts';
import type { Roles } from './role-config.ts';
import { isDeveloper, PEOPLE, ROLES, type Developer, type Role } from './role-people.ts';
import type { Trace, Tracing } from './tracing.ts';

type Need = NonNullable<Roles['architect']>['needs'][number];
type Ran = Pick<CheckResult, 'outcome' | 'seconds' | 'detail'>;

/** A role as decided; what `integrate` records, always all four. */
export interface RoleResult {
  role: Role;
  person: string;
  /** `nothing declared` is no pass: nobody has said what this role needs. */
  decision: 'pass' | 'fail' | 'undecided' | 'nothing declared';
  needs: ({ need: string; component: string; check: string } & Ran)[];
  /** Of a developer: what ran in the development environment. */
  commands: ({ command: string } & Ran)[];
  /** Of the product owner. */
  requirements: Trace[];
  /** Of the architect. */
  decisions: DecisionPoint[];
  /** What nothing leads to, in sentences: each of them fails. */
  leftOver: string[];
  /** What a person has to look at; it keeps the role undecided. */
  open: string[];
}

/** How the world is asked. */
export interface Asking {
  /** Runs a need's check on the outputs of its component. */
  need: (need: Need) => Promise<CheckResult>;
  /** Runs a command in the developer's environment. */
  command: (command: CommandCheck, developer: Developer) => Promise<CheckResult>;
}

/** What is known of requirements and decisions already. `unknown`: of each developer, the outputs that cutover.yaml names and no component has. */
export interface Known {
  tracing: Tracing;
  decisions: DecisionPoint[];
  unknownOutputs: Record<Developer, string[]>;
}

/** Asks all four roles, in order: their needs, the developers' commands, requirements for the product owner, decisions for the architect. */
export async function decideRoles(roles: Roles, { tracing, decisions, unknownOutputs }: Known, ask: Asking): Promise<RoleResult[]> {
  const results: RoleResult[] = [];
  for (const role of ROLES) {
    const declared = roles[role];
    const needs: RoleResult['needs'] = [];
    for (const need of declared?.needs ?? []) needs.push({ need: need.need, component: need.component, check: need.check.name, ...ran(await ask.need(need)) });
    const commands: RoleResult['commands'] = [];
    if (isDeveloper(role)) for (const command of roles[role]?.commands ?? []) commands.push({ command: command.name, ...ran(await ask.command(command, role)) });
    const traces = role === 'product-owner' ? tracing.traces : [];
    const points = role === 'architect' ? decisions : [];
    const leftOver = role === 'product-owner' ? tracing.leftOver : isDeveloper(role) ? unknownOutputs[role].map((output) => `no component has the output ${output} that cutover.yaml names`) : [];
    const open = [
      ...(role === 'product-owner' && traces.length > 0 ? tracing.unasked.map((component) => `${component}: no requirement, and no need of a role, asks for it`) : []),
      ...points.filter(({ outcome }) => outcome === 'undecided').map(({ id, statement, says }) => `${id}: ${statement} ${says}`),
    ];
    const outcomes = [...needs, ...commands, ...traces, ...points].map(({ outcome }) => outcome);
    results.push({ role, person: declared?.person ?? PEOPLE[role], decision: decide(outcomes, leftOver.length > 0, open.length > 0), needs, commands, requirements: traces, decisions: points, leftOver, open });
  }
  return results;
}

function ran({ outcome, seconds, detail }: CheckResult): Ran {
  return { outcome, seconds, detail };
}

type Outcome = CheckResult['outcome'] | Trace['outcome'] | DecisionPoint['outcome'];

/** What does not apply shows nothing, and takes nothing away. */
function decide(outcomes: Outcome[], leftOver: boolean, open: boolean): RoleResult['decision'] {
  if (leftOver || outcomes.includes('fail')) return 'fail';
  const telling = outcomes.filter((outcome) => outcome !== 'not-applicable');
  if (telling.length === 0) return open ? 'undecided' : 'nothing declared';
  return !open && telling.every((outcome) => outcome === 'pass') ? 'pass' : 'undecided';
}

export function rolesVerdict(results: RoleResult[]): { verdict: Verdict; reasons: string[] } {
  const reasons = results.flatMap(({ role, decision, needs, commands, requirements, decisions, leftOver, open }) => {
    if (decision === 'nothing declared') return [`${role}: nothing declared, so nothing was verified`];
    return [
      ...needs.flatMap(({ need, outcome, detail }) => (outcome === 'pass' ? [] : [`${need}: ${outcome}: ${detail}`])),
      ...commands.flatMap(({ command, outcome, detail }) => (outcome === 'pass' ? [] : [`the command "${command}": ${outcome}: ${detail}`])),
      ...requirements.flatMap(({ id, outcome, says }) => (outcome === 'pass' ? [] : [`${id}: ${outcome}: ${says}`])),
      ...decisions.flatMap(({ id, outcome, says }) => (outcome === 'fail' ? [`${id}: ${outcome}: ${says}`] : [])),
      ...leftOver,
      ...open,
    ].map((text) => `${role}: ${text}`);
  });
  return { verdict: results.some(({ decision }) => decision === 'fail') ? 'fail' : 'pass', reasons };
}
