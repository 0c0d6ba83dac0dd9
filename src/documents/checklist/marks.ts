/** Boxes that a person ticks, as they stand at the beginning of a text: `[ ]`, `[x]`, `☐`. */
const BOX = /^(?:\[[ \u00A0xX✓✔]?\]|[☐☑☒⬜◻□])\uFE0F?\s*/u;

/** A table cell that holds a state and nothing else. */
const STATE = /^(?:\[[ \u00A0xX✓✔]?\]|[☐☑☒⬜◻□✅❌✔✓✗✘]\uFE0F?|:[a-z_]*(?:check|x|cross|square|soon)[a-z_]*:)$/u;

/** Titles that the state's column goes by. */
const STATE_TITLE = /^(?:status|state|done|done\?|checked|complete|completed|ok|ok\?|✓|✔|☐|☑|✅)$/iu;

/** Titles of the column that numbers the rows. */
const NUMBER_TITLE = /^(?:#|no\.?|nr\.?|id|number)$/i;

/** The text behind a box, or undefined when the text does not begin with one. */
export function behindBox(text: string): string | undefined {
  const box = BOX.exec(text);
  return box === null ? undefined : text.slice(box[0].length);
}

/**
 * The column of a table that holds states, and the one that holds the statements; undefined when the table is no checklist.
 * `rows` are the texts of the body's cells.
 */
export function columnsOf(titles: string[], rows: string[][]): { state: number; statement: number } | undefined {
  const column = (index: number): string[] => rows.map((row) => (row[index] ?? '').trim());
  const holdsStates = (index: number): boolean => {
    const filled = column(index).filter((cell) => cell !== '');
    return filled.length > 0 && filled.every((cell) => STATE.test(cell));
  };
  const indexes = titles.map((_, index) => index);
  const state = indexes.find((index) => STATE_TITLE.test(titles[index]?.trim() ?? '')) ?? indexes.find(holdsStates);
  if (state === undefined) return undefined;
  const isNumbering = (index: number): boolean => NUMBER_TITLE.test(titles[index]?.trim() ?? '') || column(index).every((cell) => /^[\d.]*$/.test(cell));
  const statement = indexes.find((index) => index !== state && !isNumbering(index) && !holdsStates(index));
  return statement === undefined ? undefined : { state, statement };
}
