import { assessRollback } from '../components/rollback-assessment.ts';
import { code, escapeMarkdown } from '../documents/markdown.ts';
import type { WayBack } from '../evidence/way-back.ts';
import { draftRequest } from './draft.ts';
import type { ChangeRequest } from './request.ts';

export interface RollbackDraft {
  id: string;
  requester: string;
  /** Why it is taken back, if somebody has said it. */
  why: string | undefined;
  risk: 'normal' | 'emergency' | undefined;
  /** The request that is taken back. */
  request: Pick<ChangeRequest, 'title' | 'risk' | 'environments' | 'requirements'>;
  way: WayBack;
  now: Date;
}

/** The draft of the change request that takes a change back: a rollback is a change, and walks through the same steps. Pure. */
export function rollbackDraft({ id, requester, why, risk, request, way, now }: RollbackDraft): string {
  const { change, components } = way;
  const known = components.filter(({ to }) => to !== undefined);
  return draftRequest({
    id,
    title: `Take back ${change}: ${request.title}`.slice(0, 300),
    why: why ?? `${change} is taken back. Say here what is wrong with it.`,
    requester,
    components: known.map(({ name }) => name),
    now,
    more: {
      // A template pre-approves what it was written for, and not its inverse.
      risk: risk ?? (request.risk === 'standard' ? 'normal' : request.risk),
      environments: request.environments,
      ...(request.requirements.length === 0 ? {} : { requirements: request.requirements }),
      rollback: `A request of its own delivers ${change} again${way.commit === undefined ? '' : `: it restores commit ${way.commit}`}, through the same steps.`,
    },
    body: [...whereTo(way), ...whatHappens(way)].join('\n'),
  });
}

function whereTo({ components, change }: WayBack): string[] {
  const lines = components.flatMap(({ name, to }) =>
    to === undefined
      ? [`- ${name} is new with ${change}: there is nothing to go back to. It stays, and taking it away is a change of its own.`]
      : [`- ${name}: as ${to.change} delivered it, commit ${code(to.commit ?? 'not recorded')}. \`cutover synth\` then says of its stack for production ${code(to.stack ?? 'not recorded')}.`],
  );
  return ['# Back to', '', ...lines, ''];
}

function whatHappens({ components }: WayBack): string[] {
  const assessed = components.filter(({ to }) => to !== undefined).map(({ name, changes }) => assessRollback({ component: { name, dependsOn: [] }, stack: changes.map((one) => ({ ...one, attributes: {} })) }));
  const effects = assessed.flatMap(({ component, effects: all }) => all.filter(({ effect }) => effect !== 'untouched').map(({ address, effect }) => `- ${component}: ${code(address)} is ${effect}`));
  const lost = assessed.flatMap(({ dataLost }) => dataLost.map(({ address, what, recovery }) => `- ${code(address)}: ${escapeMarkdown(what)}. Getting it back: ${escapeMarkdown(recovery)}.`));
  return [
    '# What to expect',
    '',
    'Told from the plan that was delivered; the plan of this change has the last word.',
    '',
    ...(effects.length === 0 ? ['Nothing is known to change.'] : effects),
    '',
    '# Data at stake',
    '',
    ...(lost.length === 0 ? ['Nothing that is known to hold data is destroyed or replaced.'] : [...lost, '', 'Save what must be kept before this is approved.']),
  ];
}
