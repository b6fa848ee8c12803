import type { Digest } from '../ports.ts';
import type { Sample } from '../sample/sample.ts';
import { maskOf } from '../session/redaction/mask.ts';
import type { SecretSpan } from '../session/redaction/tokenRules.ts';
import { fileText, rowRanges } from './rowText.ts';

/** Finds stretches of a text that must not be trained. */
export type SpanFinder = (text: string) => readonly SecretSpan[];

/** What was found in a row: rule and member. */
export interface RowFinding {
  readonly rule: string;
  /** Such as `text`, `labels.goal`, `spans[3].from.path`. */
  readonly member: string;
}

/** Members that hold ids, hashes and numbers alone. */
const plain: ReadonlySet<string> = new Set([
  'version',
  'id',
  'kind',
  'family',
  'sha256',
  'windowSha256',
  'tree',
  'commit',
  'weight',
]);

/**
 * A row with everything that `find` finds in any of its members replaced by placeholders of the same length: spans stay
 * where they are. Holes are looked at as the file that they are of, so that what the cut parts is seen, too.
 * The row itself when nothing was found. A hole's `windowSha256` is that of the text as it is then.
 */
export function cleanRow(
  sample: Sample,
  find: SpanFinder,
  digest: Digest,
): { readonly sample: Sample; readonly findings: readonly RowFinding[] } {
  const findings: RowFinding[] = [];
  const file = fileText(sample);
  const spans = file === null ? find(sample.text) : holeSpans(sample, file, find);
  const text = masked(sample.text, spans, 'text', findings);
  const cleaned = { ...(deep({ ...sample, text: '' }, '', find, findings) as Sample), text };
  if (findings.length === 0) return { sample, findings };
  if (file === null || text === sample.text) return { sample: cleaned, findings };
  const windowSha256 = digest('sha256', fileText(cleaned) ?? '');
  return { sample: { ...cleaned, labels: { ...cleaned.labels, windowSha256 } }, findings };
}

function holeSpans(sample: Sample, file: string, find: SpanFinder): SecretSpan[] {
  const inFile = find(file).flatMap(({ start, end, rule }) =>
    rowRanges(sample, start, end).map(([from, to]) => ({ start: from, end: to, rule })),
  );
  const beside = sample.spans
    .filter(({ kind }) => kind === 'context' || kind === 'markup')
    .flatMap((span) =>
      find(sample.text.slice(span.start, span.end)).map(({ start, end, rule }) => ({
        start: span.start + start,
        end: span.start + end,
        rule,
      })),
    );
  return [...inFile, ...beside];
}

function deep(value: unknown, member: string, find: SpanFinder, findings: RowFinding[]): unknown {
  if (typeof value === 'string') return value === '' ? value : masked(value, find(value), member, findings);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item, at) => deep(item, `${member}[${at}]`, find, findings));
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => {
      if (plain.has(name)) return [name, item];
      return [name, deep(item, member === '' ? name : `${member}.${name}`, find, findings)];
    }),
  );
}

function masked(text: string, spans: readonly SecretSpan[], member: string, findings: RowFinding[]): string {
  let result = text;
  for (const { start, end, rule } of spans) {
    findings.push({ rule, member });
    // Of the text as it was: spans may overlap, and a placeholder must not be masked again in another way.
    result = result.slice(0, start) + maskOf(text.slice(start, end)) + result.slice(end);
  }
  return result;
}
