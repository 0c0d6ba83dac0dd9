/** Whether a pattern list as in ssh_config(5) lets a key sign in the namespace: a negated match refuses. Undefined lets it sign in all. */
export function allowsNamespace(patterns: string[] | undefined, namespace: string): boolean {
  if (patterns === undefined) return true;
  const matches = (pattern: string): boolean => glob(pattern).test(namespace);
  return !patterns.some((pattern) => pattern.startsWith('!') && matches(pattern.slice(1))) && patterns.some((pattern) => !pattern.startsWith('!') && matches(pattern));
}

function glob(pattern: string): RegExp {
  return new RegExp(`^${pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&').replace(/\*/g, '.*').replace(/\?/g, '.')}$`);
}
