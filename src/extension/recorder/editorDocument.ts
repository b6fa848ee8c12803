import type { TextChange } from '../../core/edit/change.ts';
import { encodeText } from '../../core/session/encode.ts';

/** What the recorder takes from the editor's document at one moment, as plain data. */
export interface EditorDocument {
  /** The editor's address; identity while it is open. */
  readonly uri: string;
  /** Relative to the root for files of the workspace; for others a name for people. */
  readonly path: string;
  readonly root: number;
  /** False: no file of the workspace (untitled, another scheme). */
  readonly inWorkspace: boolean;
  readonly version: number;
  /** With the document's own line ends. */
  readonly text: string;
  readonly eol: '\n' | '\r\n';
  readonly encoding: string;
  readonly language: string;
  readonly dirty: boolean;
  /** The bytes on disk at that moment; null: no file, or too large to read in a handler. */
  readonly disk: Uint8Array | null;
}

/** A change event of the editor, as plain data. */
export interface EditorChange {
  readonly uri: string;
  readonly version: number;
  readonly changes: readonly TextChange[];
  readonly reason: 'undo' | 'redo' | undefined;
  readonly evidence: Readonly<Record<string, unknown>> | undefined;
  readonly dirty: boolean;
  readonly eol: '\n' | '\r\n';
  readonly encoding: string;
}

/** Whether the bytes on disk are other than what encoding the text gives, or are not known to be the same. */
export function diskDiffers({ text, encoding, disk }: EditorDocument): boolean {
  if (disk === null) return false;
  const encoded = encodeText(text, encoding);
  return encoded === undefined || Buffer.compare(encoded, disk) !== 0;
}
