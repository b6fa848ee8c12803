import type { CheckReport, Severity } from '../../core/check/change.ts';

/** What the check worker is asked. */
export interface CheckQuestion {
  readonly repository: string;
  /** Revision that the working tree is compared with. */
  readonly base: string;
}

/** What the check worker asks back: the problems that the editor's language services see in these files now. */
export interface ServicesQuestion {
  readonly id: number;
  /** Relative to the repository, with forward slashes. */
  readonly paths: readonly string[];
}

/** One problem of a language service. */
export interface ServiceProblem {
  readonly path: string;
  /** From 1. */
  readonly line: number;
  readonly severity: Severity;
  /** Who says so, for example `ts`. */
  readonly source: string;
  readonly message: string;
}

export interface ServicesAnswer {
  readonly id: number;
  readonly problems: readonly ServiceProblem[];
  /** Which services answered; empty where none is up. */
  readonly sources: readonly string[];
}

/** A replacement with the text that must still stand there. */
export interface CheckedFix {
  /** Index of the finding. */
  readonly finding: number;
  readonly edits: readonly {
    readonly path: string;
    readonly start: number;
    readonly end: number;
    readonly old: string;
    readonly text: string;
  }[];
}

export interface CheckAnswer {
  readonly report: CheckReport;
  readonly fixes: readonly CheckedFix[];
  /** Language services whose diagnostics were used. */
  readonly sources: readonly string[];
}
