import type { StepName } from '../evidence/record.ts';
import { allOf, numberOf } from '../number-of.ts';
import { isDeveloper, ROLES, type Role } from '../verification/role-people.ts';
import type { ImplementationPlanInput, PlannedComponent } from './plan-input.ts';
import { requirementCriterion } from './requirement-criterion.ts';

/** What must be true before a step begins, and what has to be true for it to pass. One sentence each, plain text. */
export interface StepCriteria {
  step: StepName;
  entry: string[];
  exit: string[];
}

export interface MilestoneCriteria {
  name: string;
  components: string[];
  steps: StepCriteria[];
}

/** The whole way of a change, as `prepare` records it. */
export interface Criteria {
  before: StepCriteria[];
  milestones: MilestoneCriteria[];
  after: StepCriteria[];
}

/** Entry and exit criteria of every step of this very change: its components, checks, requirements, claims and checklist. Pure. */
export function criteriaOf(input: ImplementationPlanInput): Criteria {
  return { before: beforeMilestones(input), milestones: milestones(input), after: afterMilestones(input) };
}

function beforeMilestones({ change, components, claims }: ImplementationPlanInput): StepCriteria[] {
  const count = (wanted: (claim: ImplementationPlanInput['claims'][number]) => boolean): number => claims.filter(wanted).length;
  return [
    { step: 'approval', entry: [`${change.id} has a status in which it may begin, and has not expired`], exit: [`${change.id} is approved as it reads now, as the policy of the base asks; those who asked for it, wrote it or run it do not count`] },
    { step: 'synth', entry: ['approval'].map(passed), exit: [`the code makes these components in both environments, without a loop: ${components.map(({ name }) => name).join(', ')}`] },
    {
      step: 'prepare',
      entry: ['synth'].map(passed),
      exit: [
        `none of ${numberOf(claims.length, 'claim')} of the documents that must hold fails on the code (now: ${count(({ decision }) => decision === 'pass')} pass, ${count(({ decision, level }) => decision === 'fail' && level === 'must')} fail, ${count(({ decision }) => decision === 'undecided')} undecided)`,
        'every component has a rollback procedure',
      ],
    },
    { step: 'scan', entry: ['prepare'].map(passed), exit: [`checkov and tfsec saw ${allOf(components.length, 'component')}, and found nothing that no waiver accepts`] },
  ];
}

const passed = (step: string): string => `${step} passed, about what there is now`;

function milestones(input: ImplementationPlanInput): MilestoneCriteria[] {
  const byName = new Map(input.components.map((component) => [component.name, component]));
  return input.milestones.map((milestone, index) => {
    const members = milestone.components.flatMap((name) => byName.get(name) ?? []);
    const previous = input.milestones[index - 1];
    const begin = previous === undefined ? [passed('scan')] : [`the milestone ${previous.name} has ended: ${previous.components.join(', ')} rehearsed`];
    return {
      ...milestone,
      steps: [
        { step: 'refine', entry: begin, exit: members.map(({ name }) => `${name} was looked at as it is now, and finalised`) },
        { step: 'rehearse', entry: members.map((component) => readyToRehearse(component)), exit: members.flatMap((component) => rehearsed(input, component)) },
      ],
    };
  });
}

function readyToRehearse({ name, dependsOn }: PlannedComponent): string {
  const upstream = dependsOn.length === 0 ? '' : `, and ${dependsOn.join(', ')} ${dependsOn.length === 1 ? 'stands' : 'stand'} rehearsed in test`;
  return `${name} is finalised as it is now${upstream}`;
}

function rehearsed({ checks }: ImplementationPlanInput, { name }: PlannedComponent): string[] {
  const own = checks[name] ?? [];
  const says = own.map((check) => `${name}: the check "${check.name}" passes in test${check.notInEmulator === undefined ? '' : ` (not exercised in the sandbox: ${check.notInEmulator})`}`);
  return [
    `${name}: no claim that must hold fails on its test plan, and the plan is applied`,
    ...(own.length === 0 ? [`${name}: no check is declared for it, so nothing shows that it works`] : says),
  ];
}

function afterMilestones(input: ImplementationPlanInput): StepCriteria[] {
  const { components, checks, checklist, claims, operations, requirements } = input;
  const names = components.map(({ name }) => name).join(', ');
  const open = claims.filter(({ ruled, decision, level }) => ruled && decision === 'undecided' && level === 'must').map(({ id }) => id);
  const production = components.flatMap(({ name }) => (checks[name] ?? []).filter(({ safeInProduction }) => safeInProduction).map((check) => `${name}: the check "${check.name}" passes in production`));
  return [
    {
      step: 'validate',
      entry: [`all of ${names} stand rehearsed in test, as they are now`],
      exit: requirements.length === 0 ? ['the architecture document states no requirement, so none is verified'] : requirements.map((requirement) => requirementCriterion(requirement, claims)),
    },
    { step: 'integrate', entry: [passed('validate')], exit: ROLES.flatMap((role) => roleNeeds(input, role)) },
    {
      step: 'checklist',
      entry: [passed('integrate')],
      exit: [`no item of ${checklist.file} fails`, checklist.mandatory.length === 0 ? 'no item is mandatory' : `these items are decided: ${checklist.mandatory.join(', ')}`],
    },
    {
      step: 'plan',
      entry: [passed('checklist'), 'all of the change is committed'],
      exit: [`production's plans of ${names} are sealed`, 'no claim that must hold fails on them', ...(open.length === 0 ? [] : [`these claims, which only a plan can tell, are decided: ${open.join(', ')}`])],
    },
    {
      step: 'promote',
      entry: ['the seal is approved, as the policy of the base asks; those who asked for the change, wrote it or run it do not count', 'windows and freezes, of the policy and of the request, let production be changed', 'production still is what the seal saw'],
      exit: ['exactly what was sealed is applied', ...production, 'production does not differ from what was applied'],
    },
    {
      step: 'handover',
      entry: [`all of ${names} are promoted under one seal`],
      exit: ['as-built documentation, runbook, monitoring and knowledge transfer are written', `no item of ${checklist.file} fails in production`, operations === undefined ? 'cutover.yaml names nobody in operations who could take over' : `${operations.team} (${operations.contact}) can take over`],
    },
  ];
}

function roleNeeds({ roles, requirements }: ImplementationPlanInput, role: Role): string[] {
  const declared = roles[role];
  const also = role === 'product-owner' && requirements.length > 0 ? [`${role}: each requirement leads to components, to what shows it, and to a result`] : role === 'architect' ? [`${role}: no decision of the architecture is broken; those without a rule are listed for a person`] : [];
  if (declared === undefined) return [`${role}: nobody has declared a need${also.length === 0 ? ', so nothing is verified' : ''}`, ...also];
  const needs = declared.needs.map(({ need, component, check }) => `${role} (${declared.person}): ${need} Shown by the check "${check.name}" of ${component}`);
  const commands = isDeveloper(role) ? (roles[role]?.commands ?? []).map(({ name }) => `${role} (${declared.person}): the command "${name}" comes to a good end in the development environment`) : [];
  return [...needs, ...commands, ...also];
}
