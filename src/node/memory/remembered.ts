/** What a text of the past is. */
export type RememberedKind =
  | 'goal'
  | 'note'
  | 'question'
  | 'operation'
  | 'command'
  | 'file'
  | 'message'
  | 'reasoning'
  | 'call'
  | 'result';

/** One text of a session or trajectory, as it is searched. */
export interface RememberedText {
  readonly kind: RememberedKind;
  /** Number of the event in a session (`seq`), or of the step in a trajectory (from 1). */
  readonly at: number;
  readonly text: string;
}

/** A session, a trajectory, or the notes that no session took: all that can be recalled of it. */
export interface Remembered {
  readonly id: string;
  readonly kind: 'session' | 'trajectory' | 'notes';
  readonly title: string;
  /** ISO 8601; empty: not known. */
  readonly startedAt: string;
  readonly state: 'stopped' | 'recording' | 'died' | 'read' | 'unreadable';
  /** Why it cannot be read. */
  readonly problem?: string;
  readonly texts: readonly RememberedText[];
}

/** Cuts a text to `most` UTF-16 code units at most, between code points, and says so. */
export function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  const end = /[\uD800-\uDBFF]/.test(text.charAt(most - 1)) ? most - 1 : most;
  return `${text.slice(0, end)}…`;
}
