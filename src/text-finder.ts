const ASCII = 128;

/**
 * Finds any of many texts in another one, in time by that one's length, however many they are: the automaton of Aho and Corasick
 * (https://doi.org/10.1145/360825.360855). It takes some 14 bytes for each character of the texts.
 */
export class TextFinder {
  /** Node → its own character and what it follows. Node 0 is the beginning; most nodes are followed by the one with the next number. */
  readonly #code: Uint16Array;
  readonly #parent: Int32Array;
  /** What else follows a node, as a hash table: the key is node × 65,536 + character + 1, and 0 where nothing is. */
  readonly #keys: Float64Array;
  readonly #targets: Int32Array;
  readonly #branches: Uint8Array;
  readonly #first = new Int32Array(ASCII);
  /** Node → the one of its longest end that is a beginning of a text as well. */
  readonly #fallback: Int32Array;
  /** Node → length of the longest text that ends there; 0 for none. */
  readonly #longest: Int32Array;

  /** The empty text is never found. */
  constructor(texts: Iterable<string>) {
    const wanted = [...new Set(texts)].filter((text) => text !== '');
    const size = wanted.reduce((sum, { length }) => sum + length, 1);
    // Each text leaves the ones before it once.
    const capacity = 2 ** Math.ceil(Math.log2(wanted.length * 2 + 2));
    [this.#code, this.#branches] = [new Uint16Array(size), new Uint8Array(size)];
    [this.#parent, this.#fallback, this.#longest] = [new Int32Array(size).fill(-1), new Int32Array(size), new Int32Array(size)];
    [this.#keys, this.#targets] = [new Float64Array(capacity), new Int32Array(capacity)];
    let last = 0;
    for (const text of wanted) {
      let node = 0;
      for (let at = 0; at < text.length; at += 1) {
        const code = text.charCodeAt(at);
        const known = this.#child(node, code);
        if (known === 0) this.#add(node, code, (last += 1));
        node = known === 0 ? last : known;
      }
      this.#longest[node] = text.length;
    }
    this.#linkUp(wanted);
  }

  /** True when one of the texts stands in `text`; `shortest`: only those that are that long. */
  isIn(text: string, shortest = 1): boolean {
    if (this.#code.length === 1) return false;
    for (let at = 0, node = 0; at < text.length; at += 1) {
      node = this.#step(node, text.charCodeAt(at));
      if ((this.#longest[node] ?? 0) >= shortest) return true;
    }
    return false;
  }

  /** Each place of `text` → 1 where it belongs to one of the texts, 0 elsewhere. */
  placesIn(text: string): Uint8Array {
    const begins = new Int32Array(text.length);
    for (let at = 0, node = 0; at < text.length; at += 1) {
      node = this.#step(node, text.charCodeAt(at));
      begins[at] = at + 1 - (this.#longest[node] ?? 0);
    }
    const places = new Uint8Array(text.length);
    for (let at = text.length - 1, begin = text.length; at >= 0; at -= 1) {
      begin = Math.min(begin, begins[at] ?? begin);
      if (begin <= at) places[at] = 1;
    }
    return places;
  }

  /** All texts are followed one character at a time, so that what a node falls back to is linked already. */
  #linkUp(texts: string[]): void {
    const open = texts.sort((a, b) => b.length - a.length);
    const nodes = new Int32Array(open.length);
    for (let depth = 0, count = open.length; count > 0; depth += 1) {
      for (let index = 0; index < count; index += 1) {
        const [parent, code] = [nodes[index] ?? 0, open[index]?.charCodeAt(depth) ?? 0];
        const node = this.#child(parent, code);
        const fallback = parent === 0 ? 0 : this.#step(this.#fallback[parent] ?? 0, code);
        this.#fallback[node] = fallback;
        if (this.#longest[node] === 0) this.#longest[node] = this.#longest[fallback] ?? 0;
        nodes[index] = node;
      }
      while (count > 0 && (open[count - 1]?.length ?? 0) <= depth + 1) count -= 1;
    }
  }

  #step(from: number, code: number): number {
    for (let node = from; ; node = this.#fallback[node] ?? 0) {
      const next = this.#child(node, code);
      if (next !== 0 || node === 0) return next;
    }
  }

  /** 0: there is none. */
  #child(node: number, code: number): number {
    if (node === 0 && code < ASCII) return this.#first[code] ?? 0;
    if (this.#parent[node + 1] === node && this.#code[node + 1] === code) return node + 1;
    return this.#branches[node] === 1 ? (this.#targets[this.#slot(node, code)] ?? 0) : 0;
  }

  #add(node: number, code: number, child: number): void {
    [this.#code[child], this.#parent[child]] = [code, node];
    if (node === 0 && code < ASCII) this.#first[code] = child;
    else if (child !== node + 1) {
      const slot = this.#slot(node, code);
      [this.#keys[slot], this.#targets[slot], this.#branches[node]] = [node * 65_536 + code + 1, child, 1];
    }
  }

  /** Where the key is, or would be put. */
  #slot(node: number, code: number): number {
    const [key, mask] = [node * 65_536 + code + 1, this.#keys.length - 1];
    const mixed = Math.imul(node, 0x9e3779b1) ^ Math.imul(code + 1, 0x85ebca6b);
    let slot = (mixed ^ (mixed >>> 15)) & mask;
    for (; this.#keys[slot] !== 0 && this.#keys[slot] !== key; slot = (slot + 1) & mask);
    return slot;
  }
}
