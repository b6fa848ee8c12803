/** The few seams between the pure core and the world. Adapters live under src/node and src/extension. */

/** Hex digest of bytes, or of a string's UTF-8 bytes. Synchronous, so that the recorder may use it while typing. */
export type Digest = (algorithm: 'sha1' | 'sha256', data: string | Uint8Array) => string;

/** One file of a git tree, flattened: `path` is relative to the root, with forward slashes. */
export interface TreeEntry {
  readonly path: string;
  /** git's file mode as six octal digits: 100644, 100755, 120000 (symlink) or 160000 (submodule). */
  readonly mode: string;
  /** Object id of the content (hex). */
  readonly oid: string;
}

/** Says where a long piece of work stands. `total` is 0 while it is not known. */
export interface Progress {
  report(step: { readonly message: string; readonly done?: number; readonly total?: number }): void;
}

export interface Log {
  info(message: string): void;
  warn(message: string): void;
  error(message: string, cause?: unknown): void;
}

/** Counts and makes the tokens of one vocabulary. */
export interface Tokenizer {
  /** What the counts are in, for manifests: a vocabulary's name, or that they are an estimate. */
  readonly id: string;
  count(text: string): number;
  /** Null where tokens are only estimated. */
  encode(text: string, options?: EncodeOptions): TokenizedText | null;
}

export interface EncodeOptions {
  /**
   * Whether strings such as `<|fim_prefix|>` are the vocabulary's control tokens: all, none (as without it), or those
   * at the places (UTF-16 offsets) that the function says; the others are text like any other.
   */
  readonly special?: boolean | ((start: number, end: number) => boolean);
}

export interface TokenizedText {
  readonly ids: readonly number[];
  /** Where each token starts in the text (UTF-16 code units); a token ends where the next one starts. */
  readonly starts: readonly number[];
}
