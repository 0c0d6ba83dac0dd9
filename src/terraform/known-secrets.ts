import { TextFinder } from '../text-finder.ts';
import { looksRandom } from './random-text.ts';
import { looksSecret } from './secret-text.ts';
import { isTellingName, mayBeTelling } from './telling-names.ts';

/** Shorter than this, a text occurs by chance everywhere. */
const SHORTEST_SECRET = 4;
/** Marked somewhere, these are hidden there; anywhere else they tell nothing. */
const WORDS = new Set(['true', 'false', 'null', 'none', 'default', 'enabled', 'disabled', 'unknown']);
/** From this length on, a secret is looked for in every key; a shorter one could be part of an attribute's name. */
const SHORTEST_IN_KEY = 8;
/** Letters and underscores: it can be an attribute's name, which a mark on the whole object does not make secret. */
export const ATTRIBUTE_NAME = /^[A-Za-z_]+$/;
/** Where a thing that has a name keeps what it is: `{ name = "DB_PASSWORD", value = "…" }`. */
const NAME_KEY = /^(?:name|key|parameter_?key|variable)$/i;
const VALUE_KEY = /^(?:(?:string|parameter|plain_?text)_?)?(?:value|content|data|text)$|^plain_?text$/i;

/** The same in every writing. */
const PLAIN = /^[A-Za-z0-9_.~-]*$/;

/** What is known of a key or an attribute by its own text. */
export interface About {
  /** Its value is secret whatever it is, or where it looks random, or only where it tells itself. */
  value: 'secret' | 'perhaps' | 'plain';
  /** It holds what marks or detectors hide. */
  secret: boolean;
  /** Its value is a name, or what the thing of that name is. */
  role: 'name' | 'value' | undefined;
}

/** True for a text that can be told from others, so that it may be looked for where nobody marked it. */
export function isDistinct(text: string): boolean {
  return text.length >= SHORTEST_SECRET && !WORDS.has(text.toLowerCase());
}

/**
 * The texts that are marked as sensitive somewhere, to be found where nobody marked them, and the detectors for what is marked
 * nowhere. Each text is judged once: plans repeat themselves.
 */
export class KnownSecrets {
  readonly #texts: Set<string>;
  readonly #anywhere: TextFinder;
  readonly #judged = new Map<string, boolean>();
  readonly #keys = new Map<string, About>();
  readonly #addresses = new Map<string, number>();

  constructor(marked: Iterable<string> = []) {
    const texts = [...marked];
    this.#texts = new Set(texts);
    // As it stands in a JSON text, and in an address.
    this.#anywhere = new TextFinder(texts.flatMap((text) => (PLAIN.test(text) ? [text] : [text, JSON.stringify(text).slice(1, -1), encoded(text)])));
  }

  about(key: string): About {
    let known = this.#keys.get(key);
    if (known === undefined) {
      known = {
        value: tellingOf(key),
        secret: looksSecret(key) || (this.#texts.has(key) && !ATTRIBUTE_NAME.test(key)) || this.#anywhere.isIn(key, SHORTEST_IN_KEY),
        role: NAME_KEY.test(key) ? 'name' : VALUE_KEY.test(key) ? 'value' : undefined,
      };
      this.#keys.set(key, known);
    }
    return known;
  }

  /** `value`: what is known of the name whose value the text is. */
  hasText(text: string, value: About['value'] = 'plain'): boolean {
    if (text === '') return false;
    if (value === 'secret' || (value === 'perhaps' && looksRandom(text))) return true;
    if (text.length < SHORTEST_SECRET) return false;
    let judged = this.#judged.get(text);
    if (judged === undefined) this.#judged.set(text, (judged = looksSecret(text) || this.#anywhere.isIn(text)));
    return judged;
  }

  /** Short numbers are counts and ports, whatever their name. */
  hasNumber(number: number, value: About['value']): boolean {
    const text = String(number);
    return text.length >= SHORTEST_SECRET && (value === 'secret' || this.#texts.has(text));
  }

  /** An address with a number in the place of each key that is secret; the same number for the same address. */
  address(address: string): string {
    if (!this.hasText(address)) return address;
    const known = this.#addresses.get(address) ?? this.#addresses.size + 1;
    this.#addresses.set(address, known);
    const without = address.replace(/\["(?:[^"\\]|\\.)*"\]/g, `["(hidden ${known})"]`);
    return this.hasText(without) ? `(hidden ${known})` : without;
  }
}

/** What a name tells of the value that it is the name of. */
export function tellingOf(name: string): About['value'] {
  return isTellingName(name) ? 'secret' : mayBeTelling(name) ? 'perhaps' : 'plain';
}

function encoded(text: string): string {
  try {
    return encodeURIComponent(text);
  } catch {
    return text; // Half a character cannot be part of an address.
  }
}
