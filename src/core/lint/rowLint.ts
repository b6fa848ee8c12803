import { sampleFaults } from '../sample/lint.ts';
import type { LintContext } from '../sample/lintRule.ts';
import { type FindingOptions, Findings, type LintReport } from './findings.ts';
import { foreignFaults } from './foreignFaults.ts';
import { asRow, isSampleRow, recogniseRow } from './rowFormats.ts';
import type { ForeignContext, RowFormat } from './rowRule.ts';
import type { RuleNote } from './rule.ts';

const jsonRule: RuleNote = {
  name: 'json',
  means: 'Each line is one whole JSON value in UTF-8.',
  severity: 'error',
  example: 'a line that was cut off while it was written',
};
const formatRule: RuleNote = {
  name: 'format',
  means: 'The row is of a known format, and of the one that the rows before it are of.',
  severity: 'error',
  example: 'a ShareGPT row in a file of OpenAI rows',
};
const repeatedRule: RuleNote = {
  name: 'row-repeated',
  means: 'No row is, member for member, one that came before.',
  severity: 'warning',
  example: 'a file that was written twice into one',
};

/** Rules of files, whatever their rows are. */
export const fileRules: readonly RuleNote[] = [jsonRule, formatRule, repeatedRule];

/** Of so many rows the hashes are kept, to know one that comes again. */
const MOST_HASHES = 2_000_000;

/** What rows are linted with, whosever they are. */
export interface RowLintContext {
  readonly own: LintContext;
  readonly foreign: ForeignContext;
}

/** What a file's rows are, and what is wrong with them. */
export interface RowLintReport extends LintReport {
  /** `tracewright`, or the id of the format that the first known row is of; null: none is known. */
  readonly format: string | null;
}

/**
 * Lints the rows of one file as they come, ours or other people's: the first row that is known says what the file is.
 * Keeps findings and hashes, no rows. Never throws, whatever a row is.
 */
export class RowLint {
  readonly #context: RowLintContext;
  readonly #findings: Findings;
  readonly #seen = new Set<string>();
  #format: RowFormat | 'tracewright' | null = null;

  constructor(context: RowLintContext, options: FindingOptions = {}) {
    this.#context = context;
    this.#findings = new Findings(options);
  }

  /** Whether the next row is one of ours, as far as can be told. */
  isOwn(value: unknown): boolean {
    return this.#format === 'tracewright' || (this.#format === null && isSampleRow(value));
  }

  /** @param text the row as it stands in the file @param own where it differs, what our own rows are linted with */
  add(value: unknown, text: string, line: number | undefined, own: LintContext = this.#context.own): void {
    const repeated = this.#repeats(text) ? [{ rule: repeatedRule, message: 'this row was there before' }] : [];
    if (this.isOwn(value)) {
      this.#format = 'tracewright';
      this.#findings.row([...sampleFaults(value, own), ...repeated], line);
      return;
    }
    this.#findings.row([...this.#foreign(value), ...repeated], line);
  }

  /** A line that is no JSON. */
  broken(message: string, line: number): void {
    this.#findings.row([{ rule: jsonRule, message }], line);
  }

  report(): RowLintReport {
    const format = this.#format === null || this.#format === 'tracewright' ? this.#format : this.#format.id;
    return { format, ...this.#findings.report() };
  }

  #foreign(value: unknown) {
    const row = asRow(value);
    const format = recogniseRow(row);
    if (row === null || format === null) return [{ rule: formatRule, message: 'this row is of no known format' }];
    if (this.#format === null) this.#format = format;
    const first = this.#format;
    // Rows of a conversation differ in what they need; only a row that the file's format cannot read is of another one.
    const reading = first !== 'tracewright' && first.recognise(row) > 0 ? first : format;
    const faults = foreignFaults(row, reading, this.#context.foreign);
    if (reading === first || first === 'tracewright') return faults;
    return [{ rule: formatRule, message: `this row is ${format.title}, those before are ${first.title}` }, ...faults];
  }

  #repeats(text: string): boolean {
    const hash = this.#context.own.digest('sha256', text).slice(0, 24);
    if (this.#seen.has(hash)) return true;
    if (this.#seen.size < MOST_HASHES) this.#seen.add(hash);
    return false;
  }
}
