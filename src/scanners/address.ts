import type { ScannedFile } from './workspace.ts';

/** The heads of top-level blocks that findings are about, with the address each gives. */
const HEADS = /^[ \t]*(resource|data|ephemeral|module|provider|variable|output)[ \t]+"([^"\n]+)"(?:[ \t]+"([^"\n]+)")?[ \t]*\{/gm;
const MODULES = /^(?:module\.[^.:[]+(?:\[[^\]]*\])?[.:]?)+/;

interface Head {
  /** 1-based line of the source. */
  line: number;
  address: string;
}

/** The block of the file's source that `line` (1-based) lies in, or that comes before it. */
export function addressAt(file: ScannedFile, line: number): Head | undefined {
  return headsOf(file).filter((head) => head.line <= line).at(-1);
}

/**
 * Terraform's address for what a tool calls `resource`, at `line` of the source. The tools name resources in ways of their own
 * (tfsec names a module's call, checkov a module by its bare name), so the block in the code decides, and the tool adds the
 * modules and the instance.
 */
export function addressOf(file: ScannedFile, line: number, resource: string): string {
  const named = resource.replaceAll(':', '.');
  const head = addressAt(file, line);
  if (head === undefined) return named === '' ? file.source : named;
  const at = `.${named}`.lastIndexOf(`.${head.address}`);
  const rest = at < 0 ? undefined : `.${named}`.slice(at + head.address.length + 1);
  if (rest === '' || rest?.startsWith('[') === true) return named;
  const modules = MODULES.exec(named)?.[0].replace(/\.$/, '');
  return modules === undefined || head.address.startsWith('module.') ? head.address : `${modules}.${head.address}`;
}

const known = new WeakMap<ScannedFile, Head[]>();

function headsOf(file: ScannedFile): Head[] {
  const before = known.get(file);
  if (before !== undefined) return before;
  const heads: Head[] = [];
  known.set(file, heads);
  let line = 1;
  let from = 0;
  for (const match of file.hcl.matchAll(HEADS)) {
    line += file.hcl.slice(from, match.index).split('\n').length - 1;
    from = match.index;
    const [, kind = '', first = '', second] = match;
    const address = kind === 'resource' ? `${first}.${second ?? ''}` : [kind === 'variable' ? 'var' : kind, first, second].filter((part) => part !== undefined).join('.');
    heads.push({ line: file.lines?.[line - 1] ?? line, address });
  }
  return heads;
}
