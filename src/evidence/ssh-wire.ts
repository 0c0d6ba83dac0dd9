/** Reads the fields of SSH's wire format: numbers of four bytes, and texts with their length before them. RFC 4251, section 5. */
export class WireReader {
  readonly #bytes: Buffer;
  #offset = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  /** `count` bytes as they are. Throws an Error when fewer are left. */
  take(count: number): Buffer {
    const end = this.#offset + count;
    if (end > this.#bytes.length) throw new Error('it ends too early');
    const part = this.#bytes.subarray(this.#offset, end);
    this.#offset = end;
    return part;
  }

  number(): number {
    return this.take(4).readUInt32BE(0);
  }

  bytes(): Buffer {
    return this.take(this.number());
  }

  text(): string {
    return this.bytes().toString('latin1');
  }

  /** A positive whole number without the zeros before it, so that equal numbers are equal bytes. */
  integer(): Buffer {
    const bytes = this.bytes();
    const first = bytes.findIndex((byte) => byte !== 0);
    return first === -1 ? Buffer.alloc(0) : bytes.subarray(first);
  }

  /** Throws an Error when something is left: two readers could see two things. */
  end(): void {
    if (this.#offset !== this.#bytes.length) throw new Error('something follows after its end');
  }
}

/** Texts and bytes as fields, one after the other. */
export function wire(...fields: (string | Uint8Array)[]): Buffer {
  return Buffer.concat(fields.flatMap((field) => {
    const bytes = Buffer.from(field as string);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    return [length, bytes];
  }));
}
