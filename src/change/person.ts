import type { Approver } from './approvers.ts';

/** Names are compared without case: they are e-mail addresses and logins, and both are kept as people typed them. */
export function normalName(identity: string): string {
  return identity.trim().toLowerCase();
}

/** The name of whoever has this login on GitHub, beside those of the approvers file: `@ann`. */
export function nameOfLogin(login: string): string {
  return `@${normalName(login)}`;
}

/** GitHub gives people an address that is nobody's mailbox, `1234+ann@users.noreply.github.com`. */
const NOREPLY = /^(?:\d+\+)?([a-z0-9_-]+)@users\.noreply\./;

/** All names that an identity goes by itself. */
export function namesBehind(identity: string): string[] {
  const name = normalName(identity);
  const login = NOREPLY.exec(name)?.[1];
  return login === undefined ? [name] : [name, nameOfLogin(login)];
}

export function sameKey(a: Approver, b: Approver): boolean {
  return a.key !== undefined && a.keyType === b.keyType && a.key === b.key;
}

export function sameLogin(a: Approver, b: Approver): boolean {
  return a.github !== undefined && b.github !== undefined && nameOfLogin(a.github) === nameOfLogin(b.github);
}

/**
 * All names of the one who stands in the approvers file as `name`, sorted: names on one line are one person's, names that
 * share a key or a login are, and so on from there; the login is one of them, `@ann`. So nobody counts twice with a second
 * key, and nobody gets past being excluded with a second name. A name that is not in the file is alone.
 */
export function namesOf(name: string, approvers: Approver[]): string[] {
  const names = new Set([normalName(name)]);
  const rest = new Set(approvers);
  for (let size = -1; size !== rest.size; ) {
    size = rest.size;
    for (const line of rest) {
      if (!namesOn(line).some((one) => names.has(one))) continue;
      rest.delete(line);
      for (const other of approvers.filter((one) => one === line || sameKey(one, line))) for (const one of namesOn(other)) names.add(one);
    }
  }
  return [...names].sort();
}

function namesOn({ principals, github }: Approver): string[] {
  return [...principals.map(normalName), ...(github === undefined ? [] : [nameOfLogin(github)])];
}
