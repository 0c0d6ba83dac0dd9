/** A piece of HCL outside of comments. https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md */
export interface HclToken {
  kind: 'word' | 'string' | 'heredoc' | 'newline' | 'mark';
  /** As written; of a string, what stands between its quotes. */
  text: string;
  /** 1-based, where it begins. */
  line: number;
  /** Where it begins and ends in the text, a byte order mark not counted. */
  from: number;
  to: number;
}

/** Makes the error for a line (1-based) that cannot be read. */
export type Refuse = (line: number, problem: string) => Error;

const SPACE = /(?:[ \t]|(?:#|\/\/)[^\r\n]*|\/\*[\s\S]*?\*\/)+/y;
const NEWLINE = /\r?\n/y;
const WORD = /[\p{ID_Start}_][\p{ID_Continue}-]*/uy;
const HEREDOC = /<<-?([\p{ID_Start}_][\p{ID_Continue}-]*)\r?\n/uy;
const LINE = /[^\n]*\n/y;
const STRING_TEXT = /(?:[^"\\$%\r\n]|\\[^\r\n])+/y;
const HEREDOC_TEXT = /[^$%\n]+/y;
const SEQUENCE = /(\$+|%+)\{/y;
/** Around a heredoc's end these may or may not make it the end, so they are refused there. */
const DOUBTFUL = /[\s\u0085\uFEFF$%]/g;
/** Deeper than anyone writes; keeps the recursion bounded. */
const MAX_DEPTH = 100;

/**
 * The tokens of HCL text; a string or heredoc is one, with all that its templates hold. Where Terraform could see a string or
 * a comment end elsewhere than this reader does, it throws what `refuse` makes, so that nothing hides in the difference.
 */
export function hclTokens(text: string, refuse: Refuse): HclToken[] {
  const source = text.replace(/^\uFEFF/, '');
  const loneReturn = /\r(?!\n)/.exec(source);
  if (loneReturn !== null) throw refuse(source.slice(0, loneReturn.index).split('\n').length, 'a carriage return stands without a line feed');
  const tokens: HclToken[] = [];
  const reader = new Reader(source, refuse);
  for (let token = reader.next(0); token !== undefined; token = reader.next(0)) tokens.push(token);
  return tokens;
}

class Reader {
  readonly #text: string;
  readonly #refuse: Refuse;
  #at = 0;
  #line = 1;

  constructor(text: string, refuse: Refuse) {
    this.#text = text;
    this.#refuse = refuse;
  }

  next(depth: number): HclToken | undefined {
    this.#take(SPACE);
    if (this.#at >= this.#text.length) return undefined;
    const [start, line] = [this.#at, this.#line];
    if (depth > MAX_DEPTH) throw this.#refuse(line, `templates are nested more than ${MAX_DEPTH} deep`);
    const kind = this.#kind(depth);
    const text = this.#text.slice(start, this.#at);
    return { kind, text: kind === 'string' ? text.slice(1, -1) : text, line, from: start, to: this.#at };
  }

  #kind(depth: number): HclToken['kind'] {
    if (this.#take(NEWLINE) !== undefined) return 'newline';
    if (this.#take(WORD) !== undefined) return 'word';
    const heredoc = this.#take(HEREDOC);
    if (heredoc !== undefined) {
      this.#heredoc(heredoc[1] ?? '', depth);
      return 'heredoc';
    }
    const two = this.#text.slice(this.#at, this.#at + 2);
    if (two === '<<') throw this.#refuse(this.#line, 'a heredoc is not opened by its name alone');
    if (two === '/*') throw this.#refuse(this.#line, 'a comment is not closed');
    this.#at += 1;
    if (!two.startsWith('"')) return 'mark';
    this.#string(depth);
    return 'string';
  }

  #string(depth: number): void {
    const line = this.#line;
    while (this.#text.charAt(this.#at) !== '"') {
      if (this.#take(STRING_TEXT) === undefined && !this.#template(depth)) throw this.#refuse(line, 'a string is not closed on its line');
    }
    this.#at += 1;
  }

  #heredoc(name: string, depth: number): void {
    const line = this.#line - 1;
    for (let startOfLine = true; ; ) {
      const from = this.#at;
      const whole = startOfLine ? this.#take(LINE)?.[0] : undefined;
      if (whole !== undefined && whole.replace(DOUBTFUL, '') === name) {
        if (whole.replace(/^[ \t]+|[ \t]*\r?\n$/g, '') !== name) throw this.#refuse(this.#line - 1, 'it is not clear whether the heredoc ends here');
        // The line feed is a token of its own.
        this.#at -= whole.endsWith('\r\n') ? 2 : 1;
        this.#line -= 1;
        return;
      }
      if (whole !== undefined) this.#line -= 1;
      this.#at = from;
      startOfLine = false;
      if (this.#take(NEWLINE) !== undefined) startOfLine = true;
      else if (this.#take(HEREDOC_TEXT) === undefined && !this.#template(depth)) throw this.#refuse(line, 'a heredoc is not closed');
    }
  }

  /** At `$` or `%`: goes past the template that begins there, or past the plain character. False anywhere else. */
  #template(depth: number): boolean {
    const line = this.#line;
    const signs = this.#take(SEQUENCE)?.[1]?.length;
    if (signs === undefined) {
      const plain = /[$%]/.test(this.#text.charAt(this.#at));
      if (plain) this.#at += 1;
      return plain;
    }
    if (signs > 2) throw this.#refuse(line, 'it is not clear whether a template begins here');
    for (let open = signs === 1 ? 1 : 0; open > 0; ) {
      const token = this.next(depth + 1);
      if (token === undefined) throw this.#refuse(line, 'a template is not closed');
      if (token.kind === 'mark') open += token.text === '{' ? 1 : token.text === '}' ? -1 : 0;
    }
    return true;
  }

  #take(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text) ?? undefined;
    if (match === undefined) return undefined;
    this.#at += match[0].length;
    this.#line += match[0].split('\n').length - 1;
    return match;
  }
}
