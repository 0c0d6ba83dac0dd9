/**
 * The known name that is the fewest edits away from what was written, when it is few enough for a slip of the pen; undefined
 * when none is. An edit: a letter added, left out, changed, or swapped with its neighbour; case costs nothing.
 */
export function nearestName(written: string, known: string[]): string | undefined {
  // What is this long is no slip of the pen, and the distance costs the product of both lengths.
  if (written.length > 100) return undefined;
  const far = Math.max(2, Math.floor(written.length / 3));
  const [nearest] = known.map((name) => ({ name, edits: edits(written.toLowerCase(), name.toLowerCase()) })).sort((a, b) => a.edits - b.edits);
  return nearest === undefined || nearest.edits > far ? undefined : nearest.name;
}

/** Optimal string alignment: https://en.wikipedia.org/wiki/Damerau%E2%80%93Levenshtein_distance */
function edits(a: string, b: string): number {
  let before: number[] = [];
  let above = Array.from({ length: b.length + 1 }, (_item, index) => index);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const changed = (above[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1);
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1] ? (before[column - 2] ?? 0) + 1 : Infinity;
      current.push(Math.min((above[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1, changed, swapped));
    }
    [before, above] = [above, current];
  }
  return above[b.length] ?? 0;
}
