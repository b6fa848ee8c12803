import type { Digest } from '../ports.ts';
import type { DiskFile } from './diskModel.ts';
import { decodeBytes, encodeText } from './encode.ts';
import type { FoldDocument } from './foldDocument.ts';
import { blobId } from './gitObject.ts';

/** `files`, changed in place, with the unsaved texts of open documents over them, as saving would write them. */
export function unsavedOver(
  files: Map<string, DiskFile>,
  documents: readonly FoldDocument[],
  digest: Digest,
): Map<string, DiskFile> {
  for (const { open, dirty, path, text, encoding } of documents) {
    if (!open || !dirty) continue;
    const bytes = encodeText(text.toString(), encoding);
    if (bytes === undefined) continue;
    files.set(path, { mode: files.get(path)?.mode ?? '100644', oid: blobId(bytes, digest), bytes });
  }
  return files;
}

/**
 * What somebody sees at a path: the text of an open document there, else of the file. Null when there is neither. A file
 * without text is named in brackets: by its size when it is binary, by its id when its bytes are not at hand.
 */
export function seenText(
  documents: readonly FoldDocument[],
  file: DiskFile | undefined,
  bytes: Uint8Array | undefined,
): string | null {
  const open = documents.find((document) => document.open && (document.dirty || file !== undefined));
  if (open !== undefined) return open.text.toString();
  if (file === undefined) return null;
  if (bytes !== undefined) return decodeBytes(bytes) ?? `[binary file, ${bytes.length} bytes]`;
  const closed = documents.findLast((document) => !document.open && !document.dirty);
  return closed?.text.toString() ?? `[content ${file.oid} is not at hand]`;
}
