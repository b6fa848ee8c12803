import type { ImportWarning } from '../core/formats/sessionDraft.ts';
import type { Progress } from '../core/ports.ts';
import type { FileHead } from '../core/trajectory/importing/format.ts';

/** What `import` was asked for. `out` is absolute; null: not given. */
export interface ImportOrder {
  readonly files: readonly string[];
  readonly out: string | null;
  readonly cwd: string;
  readonly progress: Progress;
}

/** What `import` answers; the command line's `--json`, without the format's name. */
export interface ImportAnswer {
  readonly formatVersion: string;
  readonly kind: 'trajectory' | 'session';
  readonly out: string | null;
  readonly steps: number;
  readonly toolCalls: number;
  readonly events: number;
  readonly unknownRecords: number;
  readonly warnings: readonly ImportWarning[];
  /** Of sessions: edits, contents that were right, contents that folding had otherwise. */
  readonly edits?: number;
  readonly checks?: number;
  readonly resyncs?: number;
}

/** A format that `import` reads. `recognise` sees the beginning of the (first) file. */
export interface ImportFormat {
  readonly id: string;
  /** 0 to 1: how sure it is that the file is its own. */
  readonly recognise: (head: FileHead) => number;
  readonly read: (order: ImportOrder) => Promise<ImportAnswer>;
}
