import type { Operation } from './operation.ts';
import type { SessionMeta } from './session.ts';

/** One file before and after an operation. `null`: it was not there. */
export interface FileDiff {
  readonly path: string;
  /** Where it was before, when the operation moved it. */
  readonly from?: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** One event as a line of the timeline. */
export interface TimelineEvent {
  readonly seq: number;
  readonly t: number;
  readonly kind: string;
  readonly title: string;
}

/** A note in its last wording, with what was answered in its thread. */
export interface TimelineNote {
  readonly type: string;
  readonly text: string;
  readonly place: string;
  readonly question?: string;
  readonly alternatives?: readonly { readonly option: string; readonly reason?: string }[];
  readonly replies?: readonly string[];
  readonly mark?: 'no-edit-expected' | 'would-have-done';
  readonly expected?: string;
}

/** An operation with what its page shows. */
export interface TimelineOperation extends Operation {
  readonly events: readonly TimelineEvent[];
  /** Notes that are anchored to this operation's events or inside its files. */
  readonly notes: readonly TimelineNote[];
  /** Output of a command, already free of terminal escapes; empty for other kinds. */
  readonly output: string;
}

/** Plain data for the timeline page and for the report. Diffs are asked for one operation at a time. */
export interface Timeline {
  readonly session: SessionMeta;
  readonly operations: readonly TimelineOperation[];
  readonly counts: { readonly events: number; readonly documents: number; readonly files: number };
}
