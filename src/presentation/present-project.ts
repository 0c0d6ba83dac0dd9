import { DECISIONS, type Claim } from '../claims/claim.ts';
import { numberOf } from '../number-of.ts';
import { graphLines } from './graph.ts';
import type { KnownProject } from './known.ts';
import { claimLines, notYetSection, plain, type Section } from './section.ts';
import { makesOf } from './sheet.ts';

/** The whole project, and what `show --json` prints without a component. */
export interface ProjectSheet {
  project: string;
  change: string | null;
  components: { component: string; needs: string[]; purpose: string | null; resources: number | null; undo: string | null }[];
  claims: Claim[];
  notYet: string[];
}

export function projectSheet({ name, change, components, architecture, claims, notYet }: KnownProject): ProjectSheet {
  return {
    project: name,
    change: change ?? null,
    components: components.map((component) => ({
      component: component.name,
      needs: [...component.dependsOn].sort(),
      purpose: architecture.components[component.name]?.purpose ?? null,
      resources: makesOf(component)?.types.reduce((sum, { count }) => sum + count, 0) ?? null,
      undo: component.undo?.class ?? null,
    })),
    claims,
    notYet,
  };
}

/** The whole for a terminal: the graph, each component in a line, how the claims stand. Pure. Throws UserError for a loop. */
export function presentProject({ project, components, claims, notYet }: ProjectSheet): Section[] {
  const width = Math.max(0, ...components.map(({ component }) => component.length));
  const open = claims.filter(({ decision }) => decision === 'fail' || decision === 'undecided');
  return [
    { title: project, lines: graphLines(components.map(({ component, needs }) => ({ name: component, dependsOn: needs }))).map(plain) },
    {
      title: 'Components (cutover show <component> says more)',
      lines: components.map(({ component, purpose, resources, undo }) => {
        const state = [resources === null ? 'not synthesized' : numberOf(resources, 'resource'), ...(undo === null ? [] : [`going back: ${undo}`])].join(', ');
        return plain(`${component.padEnd(width)}  ${state}. ${purpose ?? 'The architecture document does not name it.'}`);
      }),
    },
    {
      title: 'Claims of the documents',
      lines: [
        plain(claims.length === 0 ? 'none' : `${claims.length}: ${DECISIONS.flatMap((decision) => counted(claims, decision)).join(', ')}`),
        ...claimLines(open, claims),
      ],
    },
    ...notYetSection(notYet),
  ];
}

function counted(claims: Claim[], decision: Claim['decision']): string[] {
  const count = claims.filter((claim) => claim.decision === decision).length;
  return count === 0 ? [] : [`${count} ${decision}`];
}
