import type { Claim } from '../claims/claim.ts';
import { inDependencyOrder } from '../components/graph.ts';
import type { Mode } from '../components/milestones.ts';
import { renderRollback } from '../components/rollback.ts';
import { blocks, code, escapeMarkdown, nested, table } from '../documents/markdown.ts';
import { numberOf } from '../number-of.ts';
import { ROLES } from '../verification/role-people.ts';
import { criteriaOf, type MilestoneCriteria, type StepCriteria } from './criteria.ts';
import { mermaidBlock, mermaidGraph } from './graph.ts';
import type { ImplementationPlanInput, PlannedComponent } from './plan-input.ts';

const MEANING: Record<Mode, string> = {
  incremental: 'one component at a time, each finished before the next begins',
  yolo: 'one logical group at a time, its components side by side',
};

/**
 * How this change is carried out, step by step, with what must be true before and after each, and how each component is taken
 * back. Markdown. Throws UserError for dependencies that have no order.
 */
export function renderImplementationPlan(input: ImplementationPlanInput): string {
  const { change, mode, components, milestones } = input;
  const criteria = criteriaOf(input);
  return blocks(
    `# Implementation plan: ${escapeMarkdown(change.id)}`,
    `${escapeMarkdown(change.title)}. Asked for by ${escapeMarkdown(change.requester)}.`,
    `Mode ${code(mode)}: ${MEANING[mode]}. ${numberOf(components.length, 'component')} in ${numberOf(milestones.length, 'milestone')}.`,
    '## Order',
    'What is made first stands left; an arrow points to what is needed.',
    mermaidBlock(mermaidGraph(components, milestones)),
    overview(input),
    '## Before the first milestone',
    ...criteria.before.map((step) => stepPart(step, 3)),
    '## Milestones',
    ...criteria.milestones.flatMap((milestone, index) => milestonePart(input, milestone, index)),
    '## After the last milestone',
    ...criteria.after.map((step) => stepPart(step, 3)),
    '## Open claims',
    openClaims(input.claims),
    '## Taking it back',
    change.rollback === undefined ? '' : `The request says: ${escapeMarkdown(change.rollback)}`,
    'The outermost component goes back first, so that nothing stands on what is gone. Each has its own procedure.',
    ...rollbackParts(input),
    '## Who answers',
    whoAnswers(input),
  );
}

function overview(input: ImplementationPlanInput): string {
  const rows = input.milestones.flatMap(({ name, components }, index) =>
    components.map((member) => {
      const component = input.components.find((candidate) => candidate.name === member);
      const rollback = input.rollback.find((candidate) => candidate.component === member);
      return [String(index + 1), escapeMarkdown(name), code(member), component?.dependsOn.map(code).join(', ') || 'nothing', rollback?.class ?? '**not known**', escapeMarkdown(ownerOf(input, component))];
    }),
  );
  return table(['#', 'Milestone', 'Component', 'Needs', 'Going back', 'Answers for it'], rows);
}

function ownerOf(input: ImplementationPlanInput, component: PlannedComponent | undefined): string {
  return component?.architecture?.owner ?? input.owner;
}

function milestonePart(input: ImplementationPlanInput, milestone: MilestoneCriteria, index: number): string[] {
  return [
    `### ${index + 1}. ${escapeMarkdown(milestone.name)}`,
    milestone.components.map((name) => componentLine(name, input.components.find((component) => component.name === name))).join('\n'),
    ...milestone.steps.map((step) => stepPart(step, 4)),
  ];
}

function componentLine(name: string, component: PlannedComponent | undefined): string {
  const said = component?.architecture;
  if (said === undefined) return `- ${code(name)}: **the architecture document does not name it**`;
  return `- ${code(name)}: ${escapeMarkdown(said.purpose)} (criticality ${said.criticality}, data ${said.dataClass})`;
}

function stepPart({ step, entry, exit }: StepCriteria, level: number): string {
  const list = (criteria: string[]): string => criteria.map((criterion) => `  - ${escapeMarkdown(criterion)}`).join('\n');
  return blocks(`${'#'.repeat(level)} ${step}`, `- Begins when:\n${list(entry)}\n- Passes when:\n${list(exit)}`);
}

/** What is not decided, or speaks against the change: the rest needs nobody's attention. */
function openClaims(claims: Claim[]): string {
  const open = claims.filter(({ decision }) => decision === 'fail' || decision === 'undecided');
  if (open.length === 0) return 'None: every claim of the documents is decided, and none fails.';
  return table(
    ['Claim', 'Demands', 'Owner', 'Written in', 'Now', 'Why'],
    open.map(({ id, level, owner, statement, source, decision, reason }) => [code(id), `${level}: ${escapeMarkdown(statement)}`, escapeMarkdown(owner), code(`${source.file}:${source.line}`), decision === 'fail' ? '**fail**' : decision, escapeMarkdown(reason)]),
  );
}

function rollbackParts({ components, rollback }: ImplementationPlanInput): string[] {
  return inDependencyOrder(components)
    .map(({ name }) => ({ name, procedure: rollback.find(({ component }) => component === name) }))
    .reverse()
    .map(({ name, procedure }) => (procedure === undefined ? `### Rollback of ${escapeMarkdown(name)}\n\n**No procedure was written.**` : nested(renderRollback(procedure), 2)));
}

function whoAnswers(input: ImplementationPlanInput): string {
  const { components, roles, operations } = input;
  const rows = [
    ...components.map((component) => [code(component.name), escapeMarkdown(ownerOf(input, component))]),
    ...ROLES.map((role) => [role, escapeMarkdown(roles[role]?.person ?? 'nobody is named')]),
    ['operations', operations === undefined ? 'nobody is named' : `${escapeMarkdown(operations.team)}, ${escapeMarkdown(operations.contact)}`],
  ];
  return table(['For', 'Answers'], rows);
}
