/** The first `1.2` or `1.2.3` in a text, or undefined. @param {string} text @returns {string | undefined} */
export function versionIn(text) {
  return /\d+\.\d+(\.\d+)?/.exec(text)?.[0];
}

/**
 * Whether `version` is `minimum` or newer. A pre-release counts as its release: only the numbers are compared.
 * @param {string} version @param {string} minimum
 */
export function isAtLeast(version, minimum) {
  const have = version.split('.').map((part) => Number.parseInt(part, 10));
  const need = minimum.split('.').map((part) => Number.parseInt(part, 10));
  for (let index = 0; index < 3; index += 1) {
    const difference = (have[index] ?? 0) - (need[index] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}
