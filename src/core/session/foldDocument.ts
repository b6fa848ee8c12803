import type { ChunkedText } from '../edit/chunkedText.ts';

/** A text document of the editor. */
export interface FoldDocument {
  readonly doc: number;
  readonly root: number;
  readonly path: string;
  /** Only for a document without a file in the workspace. */
  readonly uri: string | undefined;
  readonly v: number;
  readonly eol: string;
  readonly encoding: string;
  readonly language: string;
  /** Holds text that is not on disk. */
  readonly dirty: boolean;
  readonly open: boolean;
  readonly text: ChunkedText;
}
