import { readFile, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip, inflateRaw } from 'node:zlib';

/**
 * Takes one file out of an archive and makes it executable. Read here, because `unzip` is missing on many machines.
 * The archive's checksum is verified before, so this guards against mistakes, not against attacks.
 * @param {string} archive path ending in .zip or .tar.gz @param {string} name of the file inside @param {string} to
 */
export async function extract(archive, name, to) {
  const bytes = await readFile(archive);
  const content = archive.endsWith('.zip') ? await fromZip(bytes, name) : fromTar(await promisify(gunzip)(bytes), name);
  if (content === undefined) throw new Error(`${archive} holds no file ${name}`);
  await writeFile(to, content, { mode: 0o755 });
}

/**
 * The fields are those of PKWARE's APPNOTE.TXT, 4.3.12 (central directory) and 4.3.7 (local header).
 * @param {Buffer} bytes @param {string} name
 */
async function fromZip(bytes, name) {
  const end = bytes.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  if (end === -1) throw new Error('not a zip file');
  const entries = bytes.readUInt16LE(end + 10);
  let at = bytes.readUInt32LE(end + 16);
  for (let index = 0; index < entries; index += 1) {
    const [nameLength, extraLength, commentLength] = [bytes.readUInt16LE(at + 28), bytes.readUInt16LE(at + 30), bytes.readUInt16LE(at + 32)];
    if (bytes.toString('utf8', at + 46, at + 46 + nameLength) === name) {
      const local = bytes.readUInt32LE(at + 42);
      const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
      const packed = bytes.subarray(start, start + bytes.readUInt32LE(at + 20));
      return bytes.readUInt16LE(at + 10) === 0 ? packed : await promisify(inflateRaw)(packed);
    }
    at += 46 + nameLength + extraLength + commentLength;
  }
  return undefined;
}

/**
 * POSIX ustar: 512-byte headers, name in the first 100 bytes, size in octal at 124.
 * @param {Buffer} bytes @param {string} name
 */
function fromTar(bytes, name) {
  for (let at = 0; at + 512 <= bytes.length && bytes[at] !== 0; ) {
    const entry = bytes.toString('utf8', at, at + 100).replace(/\0.*$/s, '');
    const size = Number.parseInt(bytes.toString('ascii', at + 124, at + 136), 8);
    if (entry.replace(/^\.\//, '') === name) return bytes.subarray(at + 512, at + 512 + size);
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return undefined;
}
