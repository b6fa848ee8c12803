import type { CheckReport, Severity } from '../../core/check/change.ts';

/** What the check worker is asked. */
export interface CheckQuestion {
  readonly repository: string;
  /** Revision that the working tree is compared with. */
  readonly base: string;
}

/** What the check worker asks back of the editor's language services, of files relative to the repository. */
export type ServicesQuestion = { readonly id: number } & (
  | { readonly kind: 'problems'; readonly paths: readonly string[] }
  | { readonly kind: 'references'; readonly declared: ServicePlace; readonly symbol: string }
);

/** Line from 1. */
export interface ServicePlace {
  readonly path: string;
  readonly line: number;
}

/** One problem of a language service. */
export interface ServiceProblem extends ServicePlace {
  readonly severity: Severity;
  /** Who says so, for example `ts`. */
  readonly source: string;
  readonly message: string;
}

/** Of the problems of files: who sees them; empty where no service is up. */
export interface ProblemsAnswer {
  readonly problems: readonly ServiceProblem[];
  readonly sources: readonly string[];
}

export type ServicesAnswer = { readonly id: number } & (
  | ProblemsAnswer
  /** Null: no service knows the symbol. */
  | { readonly references: readonly ServicePlace[] | null }
);

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
