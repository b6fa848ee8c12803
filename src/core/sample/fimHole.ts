import type { Tokenizer } from '../ports.ts';
import type { ContextFile, FimMode } from '../render/renderFim.ts';
import type { FimBoundary } from './fimSetting.ts';
import type { SyntaxOutline } from './fimSyntax.ts';
import type { FimWindow } from './fimWindow.ts';
import type { Origin, Sample } from './sample.ts';

export interface FimOptions {
  readonly family: string;
  /** Absent: drawn among the modes that the family can express. */
  readonly mode?: FimMode;
  /** Most UTF-16 code units of a row's code: prefix, middle, suffix and context together. */
  readonly maxChars: number;
  /** Most tokens of a whole row, sentinels included, and what counts them. Absent: `maxChars` alone. */
  readonly budget?: { readonly tokens: number; readonly tokenizer: Tokenizer };
  /** Shorter middles are dropped. */
  readonly minMiddleChars: number;
  /** Keep text that was deleted again later in the session. */
  readonly keepUndone: boolean;
  /** The share of rows that have a hole; the others are written from left to right. Absent: all. */
  readonly fimRate?: number;
  /** The share of suffix-first rows where the family has both orders. Absent: half. */
  readonly spmRate?: number;
  /** 1: suffix first as Bavarian's text has it, also where the family documents the other way. */
  readonly spmVariant?: 1 | 2 | null;
  readonly boundary?: FimBoundary | null;
}

/** A text with a hole in it, and where it is from. */
export interface FimHole {
  readonly source: string;
  readonly path: string;
  readonly language: string;
  /** The whole file with the middle in place. */
  readonly text: string;
  /** UTF-16 offsets of the middle. */
  readonly start: number;
  readonly end: number;
  /** What of the file may be shown. Absent: as much as fits. */
  readonly window?: FimWindow;
  readonly tree?: string;
  readonly seqs?: readonly [number, number];
  readonly repo?: string;
  /** Other files as they were at that moment, the most relevant one last: what does not fit goes from the front. */
  readonly context?: readonly ContextFile[];
  readonly syntax?: SyntaxOutline;
  readonly level?: NonNullable<Sample['proof']['level']>;
  readonly origin?: Origin;
  readonly labels?: Readonly<Record<string, string | number | boolean>>;
}
