/** Whether a pattern list as in ssh_config(5) lets a key sign in the namespace: a negated match refuses. Undefined lets it sign in all. */
export function allowsNamespace(patterns: string[] | undefined, namespace: string): boolean {
  if (patterns === undefined) return true;
  const negated = patterns.filter((pattern) => pattern.startsWith('!')).map((pattern) => pattern.slice(1));
  return !negated.some((pattern) => fits(pattern, namespace)) && patterns.some((pattern) => !pattern.startsWith('!') && fits(pattern, namespace));
}

/** `*` stands for anything, `?` for one character. Only the last `*` is ever taken back, so that no pattern, which others write, takes long. */
function fits(pattern: string, text: string): boolean {
  let [at, read] = [0, 0];
  let star: { after: number; read: number } | undefined;
  while (read < text.length) {
    if (pattern[at] === '*') star = { after: (at += 1), read };
    else if (pattern[at] === '?' || pattern[at] === text[read]) [at, read] = [at + 1, read + 1];
    else if (star === undefined) return false;
    else [at, read] = [star.after, (star.read += 1)];
  }
  return /^\**$/.test(pattern.slice(at));
}
