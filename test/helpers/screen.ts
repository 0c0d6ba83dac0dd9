export const ESCAPE = '\u001b';

/** A control sequence, or one other character. */
const PIECE = new RegExp(`${ESCAPE}\\[([?\\d;]*)([A-Za-z])|([^])`, 'gu');

/**
 * The lines that somebody sees at the end, blanks at their ends removed: what a terminal of that width makes of what a program
 * wrote. It knows the sequences that move the cursor and erase; every other one changes nothing but looks.
 */
export function screenOf(written: string, columns: number): string[] {
  const lines: string[][] = [[]];
  let [row, column] = [0, 0];
  const line = (): string[] => (lines[row] ??= []);
  const put = (character: string): void => {
    if (column === columns) [row, column] = [row + 1, 0];
    while (line().length < column) line().push(' ');
    line()[column] = character;
    column += 1;
  };
  const control: Record<string, (count: number) => void> = {
    A: (count) => (row = Math.max(0, row - (count || 1))),
    B: (count) => (row += count || 1),
    C: (count) => (column = Math.min(columns - 1, column + (count || 1))),
    D: (count) => (column = Math.max(0, Math.min(column, columns - 1) - (count || 1))),
    G: (count) => (column = Math.max(0, count - 1)),
    J: () => lines.splice(row, Infinity, line().slice(0, column)),
    K: (which) => (lines[row] = which === 2 ? [] : line().slice(0, column)),
  };
  for (const [, parameters = '', final = '', character = ''] of written.matchAll(PIECE)) {
    if (final !== '') control[final]?.(Number.parseInt(parameters, 10) || 0);
    else if (character === '\r') column = 0;
    else if (character === '\n') row += 1;
    else put(character);
    line();
  }
  return Array.from(lines, (cells: string[] | undefined) => Array.from(cells ?? [], (cell: string | undefined) => cell ?? ' ').join('').trimEnd());
}
