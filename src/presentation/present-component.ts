import { ROLLBACK_MEANING } from '../components/rollback.ts';
import { claimLines, note, notYetSection, plain, type Section } from './section.ts';
import type { ComponentSheet, TypeCount } from './sheet.ts';

/** One component for a terminal: what it makes, why, what it hangs on, what holds it, what it costs to undo. Pure. */
export function presentComponent(sheet: ComponentSheet): Section[] {
  return [
    { title: sheet.component, lines: purpose(sheet) },
    { title: 'Why the architecture has it', lines: why(sheet) },
    { title: 'What it will create in production', lines: makes(sheet) },
    { title: 'Dependencies', lines: [plain(`needs ${listed(sheet.needs)}`), plain(`needed by ${listed(sheet.neededBy)}`)] },
    { title: 'Security controls that it gets', lines: orNote(claimLines(sheet.controls), 'none applies to it') },
    { title: 'Claims that bear on it', lines: orNote(claimLines(sheet.claims), 'none beside the controls') },
    { title: 'Undoing it', lines: undo(sheet) },
    ...notYetSection(sheet.notYet),
  ];
}

function orNote(lines: Section['lines'], otherwise: string): Section['lines'] {
  return lines.length === 0 ? [note(otherwise)] : lines;
}

function listed(names: string[]): string {
  return names.join(', ') || 'nothing';
}

function purpose({ architecture }: ComponentSheet): Section['lines'] {
  if (architecture === null) return [{ text: 'the architecture document does not name it', tone: 'bad' }];
  const { criticality, dataClass, owner } = architecture;
  return [plain(architecture.purpose), plain(`criticality ${criticality}, data ${dataClass}; ${owner} answers for it`)];
}

function why({ requirements, decisions }: ComponentSheet): Section['lines'] {
  const lines = [
    ...requirements.map(({ id, statement, target }) => `${id}${target === null ? '' : ` (${target})`}: ${statement}`),
    ...decisions.map(({ id, statement, why: because }) => `${id}: ${statement}\nbecause: ${because}`),
  ];
  return orNote(lines.map(plain), 'no requirement and no decision names it');
}

const SOURCE = { plan: 'as the production plan has it', expectation: 'as expected by the production plan: values of its upstream are not known yet', stack: 'as its stack has it; only a plan tells what is there already' } as const;

function makes({ makes: known }: ComponentSheet): Section['lines'] {
  if (known === null) return [note('not known: it is not synthesized')];
  return [
    ...(known.types.length === 0 ? [plain('no resource of its own')] : known.types.map((type) => plain(typeLine(type)))),
    note(`${SOURCE[known.from]}${known.complete ? '' : '; its modules and loops may make more'}`),
  ];
}

function typeLine({ type, count, actions }: TypeCount): string {
  const does = Object.entries(actions).map(([action, of]) => `${action} ${of}`);
  const rest = count - Object.values(actions).reduce((sum, of) => sum + of, 0);
  return `${count} × ${type}${does.length === 0 ? '' : `: ${[...does, ...(rest === 0 ? [] : [`${rest} unchanged`])].join(', ')}`}`;
}

function undo({ undo: known, dependents }: ComponentSheet): Section['lines'] {
  const before = plain(dependents.length === 0 ? 'nothing has to go back before it' : `goes back after ${dependents.join(', ')}`);
  if (known === null) return [note('not known: it is not synthesized'), before];
  return [
    { text: `${known.class}: ${ROLLBACK_MEANING[known.class]}`, tone: known.class === 'data-loss' ? 'bad' : 'plain' },
    ...known.dataLost.map(({ address, what, protectedBy, recovery }) => plain(`${address}: ${what}\nprotected by: ${protectedBy.join('; ') || 'nothing known'}\ngetting it back: ${recovery}`)),
    plain(known.lastGood === null ? 'no earlier delivery is on record: going back means to take it away' : `back to what ${known.lastGood} delivered`),
    before,
  ];
}
