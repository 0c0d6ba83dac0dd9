import { decide } from '../src/claims/decide.ts';
import { PROBES } from '../src/claims/probes/all.ts';
import { parseChecklist } from '../src/documents/checklist/parse.ts';
import { statementsOf } from '../src/documents/checklist/statements.ts';
import { aFinishedChange } from '../test/claims/a-finished-change.ts';

export interface ChecklistTime {
  /** Milliseconds, each round; the first is a command's own, since nothing is warm. */
  times: number[];
  items: number;
  decided: number;
  records: number;
}

/** The time to parse and decide a list of `count` items, each bound to a probe in turn, from the records of a finished change. */
export function timeChecklist(count: number, rounds: number): ChecklistTime {
  const text = listOf(count);
  const records = aFinishedChange({ promoted: true });
  const times: number[] = [];
  let decided = 0;
  for (let round = 0; round <= rounds; round += 1) {
    const started = performance.now();
    const claims = decide(statementsOf(parseChecklist(text, 'list.md'), 'nobody'), records);
    times.push(performance.now() - started);
    decided = claims.filter(({ decision }) => decision !== 'undecided').length;
  }
  return { times, items: count, decided, records: records.length };
}

/** Sections of five, as such lists have. */
function listOf(count: number): string {
  const items = Array.from({ length: count }, (_, index) => `${index % 5 === 0 ? `\n## ${index / 5 + 1}. Section\n\n` : ''}- [ ] Item ${index + 1} is as it has to be <!-- probe: ${PROBES[index % PROBES.length]?.id ?? ''} -->\n`);
  return `# A list\n${items.join('')}`;
}
