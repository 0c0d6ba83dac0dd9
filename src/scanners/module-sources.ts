/** A `module` block of HCL text. */
export interface ModuleCall {
  name: string;
  /** Null when it is not written as plain text. */
  source: string | null;
  /** 1-based line of the block's head. */
  line: number;
}

const HEAD = /^[ \t]*module[ \t]+"([^"\n]+)"[ \t]*\{/gm;
const NEXT_BLOCK = /^(?:[a-z]+[ \t]+"[^\n]*|locals[ \t]*|terraform[ \t]*)\{/m;
const SOURCE = /(?:^|[{\n])[ \t]*"?source"?[ \t]*=[ \t]*"([^"\n]*)"/;

/** The modules that HCL text calls. Reads the text by its heads, so a head in a block comment counts as well. */
export function moduleCalls(text: string): ModuleCall[] {
  return [...text.matchAll(HEAD)].map((match) => {
    const body = text.slice(match.index + match[0].length - 1);
    const end = body.search(NEXT_BLOCK);
    const source = SOURCE.exec(end < 0 ? body : body.slice(0, end))?.[1] ?? null;
    return { name: match[1] ?? '', source: source?.includes('${') === true ? null : source, line: text.slice(0, match.index).split('\n').length };
  });
}

/** Terraform reads a module from the disk when its source begins so. https://developer.hashicorp.com/terraform/language/modules/sources */
export function isLocalSource(source: string | null): source is string {
  return source !== null && /^\.\.?(?:\/|$)/.test(source);
}

/** Relative paths that the text names in strings, as in `file("${path.module}/policy.json")`: some of them are files. */
export function namedPaths(text: string): string[] {
  const names = [...text.matchAll(/"(?:\$\{path\.(?:module|root)\}\/)?([\w][\w./ -]{0,200})"/g)].map(([, name = '']) => name);
  return [...new Set(names)].filter((name) => /\.[a-z0-9]+$/i.test(name));
}
