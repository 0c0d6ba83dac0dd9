import { credentialsIn } from '../credentials.ts';
import { closeMask, hide, maskOf, needlesOf, tooShortToHide } from '../hide.ts';
import type { Json } from '../json.ts';
import { redactLines } from '../terraform/secret-text.ts';
import type { CheckContext } from './attempt.ts';
import { secretsOf, textOf } from './output-environment.ts';

export const KEPT_BYTES = 4096;

/** Takes what must not be seen out of what a check saw: sensitive outputs, and the credentials that it was given. */
export class ShownText {
  readonly #secrets: Json[];
  readonly #hidden: Json[];
  readonly #needles: string[];

  constructor({ outputs, env }: Pick<CheckContext, 'outputs' | 'env'>) {
    this.#secrets = Object.values(outputs).flatMap(secretsOf);
    this.#hidden = [...this.#secrets, ...credentialsIn(env)];
    this.#needles = needlesOf(this.#hidden);
  }

  /** Characters of a text that must be there to find every secret in its last (or first) `KEPT_BYTES`. */
  get needed(): number {
    return KEPT_BYTES + Math.max(0, ...this.#needles.map(({ length }) => length));
  }

  /** Words of ours, in which an error of others may stand. */
  sentence(text: string): string {
    return redactLines(hide(text, this.#hidden));
  }

  /** Words of ours with an address that outputs are part of: a short one cannot be told from the rest of it. */
  address(text: string): string {
    return this.#secrets.some((secret) => tooShortToHide(secret) && text.includes(textOf(secret))) ? '(hidden: a sensitive output is part of the address)' : this.sentence(text);
  }

  /** The last 4 KB of foreign text, by bytes, without half a character at the beginning. */
  end(text: string): string {
    if (this.#hidesWhole(text)) return this.#whole();
    const bytes = Buffer.from(maskOf(text.slice(-this.needed), this.#needles).slice(-KEPT_BYTES));
    return tidy(bytes.subarray(-KEPT_BYTES).toString('utf8').replace(/^\uFFFD+/, ''));
  }

  /** The first characters of foreign text. */
  beginning(text: string, characters: number): string {
    return this.#hidesWhole(text) ? this.#whole() : tidy(maskOf(text.slice(0, this.needed), this.#needles).slice(0, characters));
  }

  #hidesWhole(text: string): boolean {
    return text !== '' && this.#secrets.some(tooShortToHide);
  }

  #whole(): string {
    return '(output hidden: a sensitive output is too short to be told from other text)';
  }
}

function tidy(masked: string): string {
  return redactLines(closeMask(masked).trim());
}
