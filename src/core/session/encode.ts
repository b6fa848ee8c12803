const encoder = new TextEncoder();

/**
 * The bytes that an editor writes for a text in one of the Unicode encodings (VS Code's names: utf8, utf8bom, utf16le,
 * utf16be; both UTF-16 ones with a byte order mark). Undefined for any other encoding. A lone surrogate becomes
 * U+FFFD in UTF-8.
 */
export function encodeText(text: string, encoding: string): Uint8Array | undefined {
  if (encoding === 'utf8') return encoder.encode(text);
  if (encoding === 'utf8bom') return encoder.encode(`\ufeff${text}`);
  if (encoding === 'utf16le' || encoding === 'utf16be') return encodeUtf16(text, encoding === 'utf16le');
  return undefined;
}

/**
 * The text of a file's bytes, for people to read: by its byte order mark, else as UTF-8 with U+FFFD for what is none.
 * Undefined when there is a NUL among the first 8,000 bytes, which is what git calls binary.
 */
export function decodeBytes(bytes: Uint8Array): string | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  if (bytes.subarray(0, 8000).includes(0)) return undefined;
  return new TextDecoder().decode(bytes);
}

/** The text that is stored as bytes of a known encoding, for text kept as base64 or as a blob. */
export function decodeText(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
}

function encodeUtf16(text: string, littleEndian: boolean): Uint8Array {
  const bytes = new Uint8Array(2 * text.length + 2);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, 0xfeff, littleEndian);
  for (let index = 0; index < text.length; index++) view.setUint16(2 * index + 2, text.charCodeAt(index), littleEndian);
  return bytes;
}
