import type { Language } from '../syntax/language.ts';
import type { ParseOptions } from '../syntax/syntaxEngine.ts';
import type { SyntaxTree } from '../syntax/syntaxTree.ts';

/** The files of a repository at one moment. Paths are relative, with forward slashes. */
export interface Snapshot {
  readonly paths: readonly string[];
  /** Text of a file; null when it is not there or is not text. */
  read(path: string): Promise<string | null>;
  /** git's blob id where it is known without reading: equal ids mean equal contents. */
  id?(path: string): string | undefined;
}

/** The parsers that a check needs. */
export interface Syntax {
  languageOf(path: string): Language | undefined;
  parse(path: string, text: string, options?: ParseOptions): Promise<SyntaxTree | undefined>;
}

/** The twelve checks, in the order in which they are told. */
export const checkNames = [
  'parse-error',
  'dangling-import',
  'stale-reference',
  'incomplete-sites',
  'signature',
  'api',
  'typecheck',
  'tests',
  'minimality',
  'patch-equivalence',
  'move-integrity',
  'process',
] as const;
export type CheckName = (typeof checkNames)[number];
export type Severity = 'error' | 'warning' | 'info';

/** One thing that the change left wrong. */
export interface Finding {
  readonly check: CheckName;
  readonly severity: Severity;
  readonly path: string;
  /** From 1, in the head snapshot. */
  readonly line: number;
  /** The name or the specifier that it is about; empty for a parse error. */
  readonly symbol: string;
  readonly message: string;
  readonly evidence: {
    /** The line as it stands in head, trimmed. */
    readonly text: string;
    readonly old?: string;
    /** What the old name became; null when it was removed. */
    readonly new?: string | null;
    /** `path:line` of the declaration at base. */
    readonly declared?: string;
    /** Why the severity is what it is. */
    readonly why: string;
  };
  /** What mends it, where one plain mend exists. The replacements do not overlap. */
  readonly fix?: readonly Replacement[];
}

/** Puts `text` in the place of [start, end), UTF-16 offsets of the file in head. */
export interface Replacement {
  readonly path: string;
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** One use, at base, of a symbol that the change removed, renamed or gave other parameters. */
export interface Site {
  readonly symbol: string;
  readonly path: string;
  /** From 1, in the base snapshot. */
  readonly line: number;
  /** The trajectory came across it before it ended; null without a trajectory. */
  readonly discovered: boolean | null;
  /** The line was changed, and what stands in its place does not use the old name any more. */
  readonly edited: boolean;
  /** Tests or a type check ran and passed after its file was edited for the last time; null without a trajectory. */
  readonly verified: boolean | null;
  /** Numbers of the trajectory's steps at which each happened first, null for never; null without a trajectory. */
  readonly steps: {
    readonly discovered: number | null;
    readonly edited: number | null;
    readonly verified: number | null;
  } | null;
}

/** Shares of all sites, 0 to 1; null where there are none, or no trajectory that would tell. */
export interface SiteCoverage {
  readonly discovered: number | null;
  readonly edited: number | null;
  readonly verified: number | null;
}

/** How an outside command of a check went: what could not be told must not look like nothing found. */
export interface CommandReport {
  readonly check: CheckName;
  readonly command: string;
  /** `understood`: its output was read. `exit-code`: nothing but how it ended. The rest: there is no answer. */
  readonly state: 'understood' | 'exit-code' | 'not-understood' | 'not-started' | 'timed-out' | 'refused';
  /** Whose form the output was; empty for nobody's. */
  readonly tool: string;
  readonly base: { readonly exitCode: number | null; readonly count: number } | null;
  readonly head: { readonly exitCode: number | null; readonly count: number } | null;
  /** One sentence. */
  readonly message: string;
}

/** `symbol index`: the parsers and resolution of imports here. `language services`: an editor's. */
export type ReferenceEngine = 'symbol index' | 'language services';

export interface CheckReport {
  readonly findings: readonly Finding[];
  readonly sites: readonly Site[];
  readonly counts: {
    readonly changedFiles: number;
    readonly byCheck: Readonly<Record<CheckName, number>>;
    readonly bySeverity: Readonly<Record<Severity, number>>;
    readonly sites: number;
    readonly handledSites: number;
  };
  /** Share of sites handled, 0 to 1; 1 when there are none. */
  readonly score: number;
  /** Share of the lines given a new name that were sites of it, 0 to 1; null when nothing was renamed. */
  readonly sitePrecision: number | null;
  readonly coverage: SiteCoverage;
  /** What tells which uses belong to which declaration. */
  readonly references: ReferenceEngine;
  /** The outside commands that were asked for. */
  readonly commands: readonly CommandReport[];
}
