import type { Approver } from './approvers.ts';

/** Names are compared without case: they are e-mail addresses, and git keeps them as people typed them. */
export function normalName(identity: string): string {
  return identity.trim().toLowerCase();
}

export function sameKey(a: Approver, b: Approver): boolean {
  return a.keyType === b.keyType && a.key === b.key;
}

/**
 * All names of the one who stands in the approvers file as `name`, sorted: names on one line are one person's, names that
 * share a key are, and so on from there. So nobody counts twice with a second key, and nobody gets past being excluded with
 * a second name. A name that is not in the file is alone.
 */
export function namesOf(name: string, approvers: Approver[]): string[] {
  const names = new Set([normalName(name)]);
  const rest = new Set(approvers);
  for (let size = -1; size !== rest.size; ) {
    size = rest.size;
    for (const line of rest) {
      if (!line.principals.some((principal) => names.has(normalName(principal)))) continue;
      rest.delete(line);
      for (const other of approvers.filter((one) => sameKey(one, line))) for (const principal of other.principals) names.add(normalName(principal));
    }
  }
  return [...names].sort();
}
