/** A text that a sample may be cut from. */
export interface CodeFile {
  /** The source's own name and the path below it, with forward slashes: no folder of the machine. */
  readonly name: string;
  readonly path: string;
  readonly language: string;
  readonly text: string;
}

/** What samples are made from, as it is handed between threads: where it is, not what is in it. */
export type Source = {
  /** A session's folder, an agent's log or ATIF file, source files, or a folder of mined edits. */
  readonly kind: 'session' | 'trajectory' | 'code' | 'mined';
  readonly path: string;
  readonly sha256: string;
  /** Of `code`: the files, relative to `path`, with forward slashes. One empty name: `path` is the file. */
  readonly files?: readonly string[];
  /** Of `mined`: the repository that the edits are of. */
  readonly repository?: string;
};

/** A piece of a source that is made at one go. */
export interface BuildUnit {
  readonly source: Source;
  /** Of `code`: files [first, end). Of `mined`: bytes [first, end) of `file`, whole lines. Null: all of it. */
  readonly part: readonly [number, number] | null;
  readonly file?: string;
}
