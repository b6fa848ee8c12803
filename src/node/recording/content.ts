import { isUtf8 } from 'node:buffer';
import type { Content } from '../../core/session/event.ts';
import type { Journal } from './journal.ts';

/** Larger contents go to the shadow git directory instead of into the record. Bytes. */
const LARGEST_INLINE = 16 * 1024;

/** Bytes in the cheapest way that loses nothing: UTF-8 text, base64, or the id of a blob. */
export function contentOf(bytes: Uint8Array, journal: Journal): Content {
  if (bytes.length > LARGEST_INLINE) return { blob: journal.keepBlob(bytes) };
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return isUtf8(buffer) ? { text: buffer.toString('utf8') } : { base64: buffer.toString('base64') };
}
