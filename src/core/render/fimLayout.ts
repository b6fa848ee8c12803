/**
 * One order of prefix and suffix. The middle and the family's end token follow the last piece.
 * `variant` tells apart what goes by the name "SPM": `spm-1` is suffix sentinel, suffix, prefix sentinel, prefix;
 * `spm-2` is prefix sentinel, suffix sentinel, suffix, middle sentinel, prefix (Bavarian et al. 2022, section 3).
 * `causal-mask` is InCoder's form.
 */
export interface FimLayout {
  readonly variant: 'psm' | 'spm-1' | 'spm-2' | 'causal-mask';
  readonly pieces: readonly Piece[];
}

/** A place in a layout that a prompt's own text goes to; every other piece of a layout is a literal. */
export interface Slot {
  readonly slot: 'context' | 'header' | 'prefix' | 'suffix' | 'path' | 'text' | 'repo' | 'language';
}
export type Piece = string | Slot;

export const prefix: Slot = { slot: 'prefix' };
export const suffix: Slot = { slot: 'suffix' };
export const context: Slot = { slot: 'context' };
export const header: Slot = { slot: 'header' };
export const path: Slot = { slot: 'path' };
export const text: Slot = { slot: 'text' };
export const repo: Slot = { slot: 'repo' };
export const language: Slot = { slot: 'language' };

/** How other files, and the repository's name, stand around the prompt. */
export interface ContextForm {
  /** Once, when a repository name is given. Absent: the family has no place for one. */
  readonly repo?: readonly Piece[];
  /** For each file, in the order given. */
  readonly file: readonly Piece[];
  /** After the last file. */
  readonly end?: readonly Piece[];
  /** Where the layout has its `header` slot: what names the current file. */
  readonly header?: readonly Piece[];
}

export interface FimFormat {
  readonly psm?: FimLayout;
  readonly spm?: FimLayout;
  readonly context?: ContextForm;
  /**
   * True where a sentinel directly followed by a carriage return is not recognised by the family's tokenizer
   * (Code Llama: ex3ndr/llama-coder, pull request 34).
   */
  readonly refusesCarriageReturnAfterSentinel?: boolean;
}

/** The prefix-suffix-middle layout of a family with three plain sentinels, and the second variant of SPM. */
export function threeSentinels(pre: string, suf: string, mid: string): { psm: FimLayout; spm: FimLayout } {
  return {
    psm: { variant: 'psm', pieces: [context, pre, header, prefix, suf, suffix, mid] },
    spm: { variant: 'spm-2', pieces: [context, pre + suf, suffix, mid, header, prefix] },
  };
}
