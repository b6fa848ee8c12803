import type { LineHunk } from '../../edit/lineHunks.ts';
import type { Origin, Sample } from '../sample.ts';

/** An edit that was made before. Lines have their line ends. */
export interface PastEdit {
  readonly path: string;
  readonly before: readonly string[];
  readonly after: readonly string[];
  readonly hunks: readonly LineHunk[];
  /** It was a completion that was accepted. */
  readonly accepted: boolean;
  /** First and last event. */
  readonly seqs?: readonly [number, number];
}

/** Whole lines of another file, as they stood at the moment. */
export interface ShownFile {
  readonly path: string;
  readonly text: string;
  /** Number of the first line, from 0. */
  readonly firstLine: number;
}

/** A file, and a place in it: UTF-16 offset. */
export interface CursorPlace {
  readonly path: string;
  readonly text: string;
  readonly offset: number;
}

/**
 * A moment of the work, and what was edited next: what every output form is written from. Nothing in it is younger
 * than the moment, but for `after` and `rejected`.
 */
export interface NextEdit {
  readonly source: string;
  /** Where what is shown was read, when that is another state than the answer's: a commit's parent. */
  readonly shownSource?: string;
  readonly repo?: string;
  readonly tree?: string;
  readonly level: NonNullable<Sample['proof']['level']>;
  readonly origin?: Origin;
  /** Events of the answer. */
  readonly seqs?: readonly [number, number];
  /** Oldest first. */
  readonly history: readonly PastEdit[];
  /** The file of the next edit; where none is expected, the file that the person was in. */
  readonly path: string;
  readonly language: string;
  readonly before: readonly string[];
  readonly after: readonly string[];
  /** Null: no edit is expected. */
  readonly hunk: LineHunk | null;
  /** Where the person was when the edit before was done; null: not known. */
  readonly cursor: CursorPlace | null;
  /** Where the person was in the file right before the edit, UTF-16 offset; null: not known. */
  readonly offset: number | null;
  /** Files as they stood at the moment, the most relevant last. */
  readonly context: readonly ShownFile[];
  /** The file's text when the history begins. */
  readonly original: string;
  /** What was done at first and taken back, as the file's text; lines with their ends. */
  readonly rejected?: readonly string[];
  /** Whether the order of the edits was recorded: inside a commit it is not. */
  readonly order: 'recorded' | 'unknown';
  readonly labels: Sample['labels'];
}
