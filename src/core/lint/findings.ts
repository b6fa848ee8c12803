import type { Fault, RuleNote, Severity } from './rule.ts';

interface LintFinding {
  readonly rule: string;
  readonly severity: Severity;
  /** From 1, over everything that was linted. */
  readonly row: number;
  /** Line in its file, from 1, where rows are lines. */
  readonly line?: number;
  readonly message: string;
}

export interface LintReport {
  readonly rows: number;
  readonly findings: readonly LintFinding[];
  /** Findings of each rule, also of those that are not listed. */
  readonly counts: Readonly<Record<string, number>>;
  readonly errors: number;
  readonly warnings: number;
  /** Findings that were counted and are not listed, because there are so many. */
  readonly unlisted: number;
}

export interface FindingOptions {
  /** So many findings are listed; all are counted. Absent: no limit. */
  readonly maxFindings?: number;
  /** Names of the rules that are of interest. Absent: all. */
  readonly only?: ReadonlySet<string>;
}

/** Keeps findings, not rows: as many as are to be listed, and how often each rule was broken. */
export class Findings {
  readonly #options: FindingOptions;
  readonly #listed: LintFinding[] = [];
  readonly #counts = new Map<string, number>();
  #rows = 0;
  #errors = 0;
  #warnings = 0;

  constructor(options: FindingOptions = {}) {
    this.#options = options;
  }

  get rows(): number {
    return this.#rows;
  }

  /** The next row, and what is wrong with it. */
  row(faults: Iterable<Fault>, line?: number): void {
    this.#rows++;
    for (const fault of faults) this.#add(fault.rule, fault.message, line);
  }

  report(): LintReport {
    const found = this.#errors + this.#warnings;
    return {
      rows: this.#rows,
      findings: this.#listed,
      counts: Object.fromEntries(this.#counts),
      errors: this.#errors,
      warnings: this.#warnings,
      unlisted: found - this.#listed.length,
    };
  }

  #add({ name, severity }: RuleNote, message: string, line: number | undefined): void {
    const { maxFindings = Number.POSITIVE_INFINITY, only } = this.#options;
    if (only !== undefined && !only.has(name)) return;
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1);
    if (severity === 'error') this.#errors++;
    else this.#warnings++;
    if (this.#listed.length >= maxFindings) return;
    this.#listed.push({ rule: name, severity, row: this.#rows, ...(line === undefined ? {} : { line }), message });
  }
}
