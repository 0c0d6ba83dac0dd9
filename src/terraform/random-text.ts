/** Long enough for a key, and without what separates words. */
const RUN = /[A-Za-z0-9+/]{20,}={0,2}/g;
/** How often the next character is of another kind: words change kind once in five letters, chance does every other time. */
const OFTEN = 0.4;

/**
 * True for a text with a part that nobody made up: letters and digits without an order, long enough for a key. Identifiers of clouds
 * are short, or in groups; names are words. It says nothing about what the text is for, so a name has to.
 */
export function looksRandom(text: string): boolean {
  return (text.match(RUN) ?? []).some((run) => {
    const kinds = Array.from(run, kindOf);
    const count = (kind: string): number => kinds.filter((one) => one === kind).length;
    const changes = kinds.filter((kind, index) => index > 0 && kind !== kinds[index - 1]).length;
    if (count('lower') > 0 && count('upper') > 0) return count('digit') > 0 && changes >= OFTEN * (run.length - 1);
    return count('digit') >= 3 && changes >= 6;
  });
}

function kindOf(character: string): 'digit' | 'lower' | 'upper' | 'sign' {
  if (character >= '0' && character <= '9') return 'digit';
  if (character >= 'a' && character <= 'z') return 'lower';
  return character >= 'A' && character <= 'Z' ? 'upper' : 'sign';
}
