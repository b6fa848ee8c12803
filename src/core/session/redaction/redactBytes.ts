import type { Redactor } from './redactor.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Bytes with a NUL among the first 8,000 and no byte order mark are no text. */
export function isBinary(bytes: Uint8Array): boolean {
  return !isUtf16(bytes) && bytes.subarray(0, 8000).includes(0);
}

/**
 * A file's bytes with the secrets in its text replaced, as encoding the redacted text would give them. UTF-16 is told by
 * its byte order mark; what is not UTF-8 either is taken byte by byte. Binary files are left as they are.
 * `found` is empty, and `bytes` are the given ones, when there is nothing to replace.
 */
export function redactBytes(
  bytes: Uint8Array,
  redactor: Redactor,
): { readonly bytes: Uint8Array; readonly found: ReadonlyMap<string, number> } {
  if (!redactor.enabled || isBinary(bytes)) return { bytes, found: new Map() };
  const { text, encode } = textOf(bytes);
  const { text: redacted, found } = redactor.redact(text);
  return found.size === 0 ? { bytes, found } : { bytes: encode(redacted), found };
}

/** The text of a file's bytes for looking at it; undefined for a binary file. */
export function scannedText(bytes: Uint8Array): string | undefined {
  return isBinary(bytes) ? undefined : textOf(bytes).text;
}

function textOf(bytes: Uint8Array): { text: string; encode: (text: string) => Uint8Array } {
  if (isUtf16(bytes)) {
    const little = bytes[0] === 0xff;
    const text = new TextDecoder(little ? 'utf-16le' : 'utf-16be', { ignoreBOM: true }).decode(bytes);
    // Lone surrogates and an odd byte at the end do not come back; then the bytes are taken one by one.
    if (2 * text.length === bytes.length && !text.includes('\ufffd')) return { text, encode: (t) => utf16(t, little) };
    return byteByByte(bytes);
  }
  try {
    return { text: utf8.decode(bytes), encode: (text) => new TextEncoder().encode(text) };
  } catch {
    return byteByByte(bytes);
  }
}

function byteByByte(bytes: Uint8Array): { text: string; encode: (text: string) => Uint8Array } {
  let text = '';
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return { text, encode: (changed) => Uint8Array.from(changed, (unit) => unit.charCodeAt(0)) };
}

function isUtf16(bytes: Uint8Array): boolean {
  return (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
}

function utf16(text: string, little: boolean): Uint8Array {
  const bytes = new Uint8Array(2 * text.length);
  const view = new DataView(bytes.buffer);
  for (let index = 0; index < text.length; index++) view.setUint16(2 * index, text.charCodeAt(index), little);
  return bytes;
}
