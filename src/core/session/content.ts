import type { Digest } from '../ports.ts';
import { decodeText } from './encode.ts';
import type { Content } from './event.ts';
import { blobId } from './gitObject.ts';

/** Looks up the bytes of a blob that was loaded before. */
export type BlobLookup = (oid: string) => Uint8Array | undefined;

/** The bytes of a content, or undefined when they are in a blob that is not at hand. Throws on bad base64. */
export function contentBytes(content: Content, blobs: BlobLookup): Uint8Array | undefined {
  if ('text' in content) return new TextEncoder().encode(content.text);
  if ('base64' in content) return Uint8Array.from(atob(content.base64), (character) => character.charCodeAt(0));
  return blobs(content.blob);
}

/** The text of a content, exactly; text that is kept as bytes is UTF-8. Undefined when the blob is not at hand. */
export function contentText(content: Content, blobs: BlobLookup): string | undefined {
  if ('text' in content) return content.text;
  const bytes = contentBytes(content, blobs);
  return bytes === undefined ? undefined : decodeText(bytes);
}

/** A content as git has it; without bytes when it is in a blob, which stays where it is. */
export function contentFile(content: Content, blobs: BlobLookup, digest: Digest): { oid: string; bytes?: Uint8Array } {
  if ('blob' in content) return { oid: content.blob };
  const bytes = contentBytes(content, blobs) ?? new Uint8Array();
  return { oid: blobId(bytes, digest), bytes };
}
