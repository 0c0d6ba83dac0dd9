import { SetupError, WayFailed } from './errors.mjs';

/** Under `found:` and `next:` of an error message. */
const indented = '\n           ';

/**
 * Takes the first way that works, and says why one was left. What must stop everything, a wrong checksum, is a
 * `SetupError` and passes through.
 * @param {{ name: string, take: () => Promise<void> }[]} ways
 * @param {{ problem: string, found: string[], next: string[] }} otherwise what to say when none works
 * @param {(message: string) => void} say
 */
export async function firstWay(ways, otherwise, say) {
  const reasons = [...otherwise.found];
  /** @type {Set<string>} */
  const advice = new Set();
  for (const { name, take } of ways) {
    try {
      await take();
      return;
    } catch (error) {
      if (!(error instanceof WayFailed)) throw error;
      reasons.push(`${name}: ${error.message}`);
      if (error.next !== undefined) advice.add(error.next);
      say(`${name} did not work: ${error.message}`);
    }
  }
  throw new SetupError({ problem: otherwise.problem, found: reasons.join(indented), next: [...advice, ...otherwise.next].join(`,${indented}or `) });
}
