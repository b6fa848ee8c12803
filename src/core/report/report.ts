import type { LintReport } from '../lint/findings.ts';
import type { Sample } from '../sample/sample.ts';
import type { FileDiff, Timeline } from '../session/timeline.ts';
import type { Verification } from '../session/verify.ts';
import type { ReplayReport } from '../trajectory/verdict.ts';

/** One row of the table of what happened. */
export interface SummaryRow {
  readonly label: string;
  readonly value: string;
  /** Colours the row; left out for plain facts. */
  readonly verdict?: 'good' | 'bad';
}

/** Whether folding the log gave what is on disk, and the git tree id at the end when it is known. */
export interface ReportVerification extends Verification {
  readonly tree?: string;
}

/** The diffs of one operation of the report's timeline. */
export interface OperationDiffs {
  readonly operation: string;
  readonly files: readonly FileDiff[];
}

/** The first samples that were built, and what lint said of all of them. */
export interface ReportSamples {
  readonly shown: readonly Sample[];
  readonly total: number;
  readonly lint?: Pick<LintReport, 'rows' | 'findings' | 'counts'>;
}

/** One replay, with the verdict of every step. */
export interface ReportReplay extends ReplayReport {
  /** What was replayed, for people. */
  readonly title: string;
}

/** What the codebase checks found in one change. Lines count from 1. */
export interface ReportCheck {
  readonly title: string;
  readonly findings: readonly {
    readonly check: string;
    readonly severity: string;
    readonly path: string;
    readonly line: number;
    readonly symbol: string | null;
    readonly message: string;
    readonly evidence: string;
  }[];
  readonly sites: readonly {
    readonly symbol: string;
    readonly path: string;
    readonly line: number;
    readonly discovered: boolean;
    readonly edited: boolean;
    readonly verified: boolean;
  }[];
  /** 0 to 1, or null when nothing was scored. */
  readonly score: number | null;
}

/** Everything that the report page shows, as plain data. Parts that were not made are null or empty. */
export interface ReportData {
  readonly title: string;
  /** ISO 8601. */
  readonly generatedAt: string;
  readonly summary: readonly SummaryRow[];
  readonly timeline: Timeline | null;
  readonly diffs: readonly OperationDiffs[];
  readonly verification: ReportVerification | null;
  readonly samples: ReportSamples | null;
  readonly replays: readonly ReportReplay[];
  readonly checks: readonly ReportCheck[];
}
