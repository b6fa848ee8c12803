import type { Digest } from '../ports.ts';

const encoder = new TextEncoder();

/** The id (hex SHA-1) that git gives to a file's bytes. */
export function blobId(bytes: Uint8Array, digest: Digest): string {
  return objectId('blob', bytes, digest);
}

/** The id that git gives to an object: SHA-1 over its type, its length in bytes, a NUL and its content. */
export function objectId(type: 'blob' | 'tree', content: Uint8Array, digest: Digest): string {
  const header = encoder.encode(`${type} ${content.length}\0`);
  const whole = new Uint8Array(header.length + content.length);
  whole.set(header);
  whole.set(content, header.length);
  return digest('sha1', whole);
}

/** One line of a git tree object. */
export interface TreeLine {
  readonly name: string;
  /** Six octal digits; 040000 for a folder. */
  readonly mode: string;
  readonly oid: string;
}

/**
 * The id of one folder's tree object. Lines may come in any order: git sorts by the bytes of the name, a folder as if
 * its name ended in a slash (git's `base_name_compare`).
 */
export function treeObjectId(lines: readonly TreeLine[], digest: Digest): string {
  const sorted = lines
    .map((line) => ({ line, key: line.mode === '040000' ? `${line.name}/` : line.name }))
    .sort((a, b) => compareBytes(a.key, b.key));
  const heads = sorted.map(({ line }) => encoder.encode(`${line.mode.replace(/^0/, '')} ${line.name}\0`));
  const content = new Uint8Array(heads.reduce((sum, head) => sum + head.length + 20, 0));
  let at = 0;
  sorted.forEach(({ line }, index) => {
    const head = heads[index] ?? new Uint8Array();
    content.set(head, at);
    at += head.length;
    for (let byte = 0; byte < 20; byte++) {
      content[at++] = Number.parseInt(line.oid.slice(2 * byte, 2 * byte + 2), 16);
    }
  });
  return objectId('tree', content, digest);
}

/** Order of two strings' UTF-8 bytes. It differs from the order of code units where surrogates are. */
function compareBytes(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index++) {
    const x = a.charCodeAt(index);
    const y = b.charCodeAt(index);
    if (x === y) continue;
    const xSurrogate = x >= 0xd800 && x <= 0xdfff;
    const ySurrogate = y >= 0xd800 && y <= 0xdfff;
    if (xSurrogate !== ySurrogate) return xSurrogate ? 1 : -1;
    return x - y;
  }
  return a.length - b.length;
}
