/** Lines of a file that were shown, from 1, both ends included. */
export interface LineRange {
  readonly path: string;
  readonly from: number;
  /** Infinity: to the end. */
  readonly to: number;
}

export interface FileEdit {
  readonly path: string;
  readonly how: 'create' | 'change' | 'delete' | 'move';
  /** Where it went, of a move. */
  readonly to?: string;
  /** Text that the call took away; null where the call does not say. */
  readonly removed: string | null;
}

/** What one tool call of a trajectory (or one event of a person's session) did and showed. Paths are the repository's. */
export interface CallFact {
  /** Number of the step, from 1. */
  readonly step: number;
  readonly reads: readonly LineRange[];
  /** What was searched for: texts or patterns; a reference search of the editor names its symbol. */
  readonly searches: readonly string[];
  readonly edits: readonly FileEdit[];
  /** The editor renamed a symbol with all its uses. */
  readonly rename: boolean;
  /** Command line; null for other calls. */
  readonly command: string | null;
  /** What the tool answered; null where nothing was recorded. */
  readonly shown: string | null;
  /** Whether it went well; null where that cannot be told. */
  readonly ok: boolean | null;
}
