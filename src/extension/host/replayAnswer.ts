import type { CheckReport } from '../../core/check/change.ts';
import type { ReplayReport, StepVerdict } from '../../core/trajectory/verdict.ts';

/** What can be run on a trajectory or a session. */
export type ReplayKind = 'view' | 'state' | 'edits' | 'exec' | 'check';

/** What the replay worker is asked. */
export interface ReplayQuestion {
  readonly kind: ReplayKind;
  /** A session's folder, or a trajectory's file. */
  readonly source: string;
  /** Folder of the repository that the work was done in. */
  readonly repo: string;
  /** Where to start; the recorded base when null. */
  readonly base: string | null;
  /** Version of this product. */
  readonly version: string;
}

/** What the replay worker says after every step. */
export interface ReplayProgress {
  readonly verdict: StepVerdict;
  readonly total: number;
}

/** Where a step stands in its own file. Line from 1. */
export interface StepPlace {
  readonly file: string;
  readonly line: number;
}

export interface ReplayAnswer {
  readonly report: ReplayReport;
  /** Of the steps that did not hold, by number. */
  readonly places: Readonly<Record<number, StepPlace>>;
  /** Null for the kinds that only replay. */
  readonly check: CheckReport | null;
}
