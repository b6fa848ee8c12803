import type { FileDiff } from '../session/timeline.ts';
import type { ReportData } from './report.ts';

/**
 * A report in which every file text stands once: the text after one operation is mostly the text before the next.
 * `before` and `after` are indexes into `texts`.
 */
export interface PackedReport extends Omit<ReportData, 'diffs'> {
  readonly packed: 1;
  readonly texts: readonly string[];
  readonly diffs: readonly { readonly operation: string; readonly files: readonly PackedFile[] }[];
}

interface PackedFile extends Omit<FileDiff, 'before' | 'after'> {
  readonly before: number | null;
  readonly after: number | null;
}

/** Replaces the texts of all diffs by their numbers. */
export function packReport(data: ReportData): PackedReport {
  const numbers = new Map<string, number>();
  const number = (text: string | null): number | null => {
    if (text === null) return null;
    const known = numbers.get(text) ?? numbers.size;
    numbers.set(text, known);
    return known;
  };
  const diffs = data.diffs.map(({ operation, files }) => ({
    operation,
    files: files.map((file) => ({ ...file, before: number(file.before), after: number(file.after) })),
  }));
  return { ...data, packed: 1, diffs, texts: [...numbers.keys()] };
}

/** The inverse of `packReport`. */
export function unpackReport(packed: PackedReport): ReportData {
  const { texts, packed: _, ...data } = packed;
  const text = (number: number | null): string | null => (number === null ? null : (texts[number] ?? ''));
  return {
    ...data,
    diffs: packed.diffs.map(({ operation, files }) => ({
      operation,
      files: files.map((file) => ({ ...file, before: text(file.before), after: text(file.after) })),
    })),
  };
}
