import { TracewrightError } from '../../core/errors.ts';
import type { Redactor } from '../../core/session/redaction/redactor.ts';

/** Ids, times and names of attributes: nobody's words. */
const NOT_TEXT = new Set([
  'traceId',
  'spanId',
  'parentSpanId',
  'key',
  'startTimeUnixNano',
  'endTimeUnixNano',
  'timeUnixNano',
]);
const DEEPEST = 100;

/**
 * A JSON value with the secrets of all its texts replaced by placeholders of the same length. A text is judged with the
 * name that it stands under; JSON that stands in a text is looked into, and keeps its bytes where nothing is hidden.
 * Throws `too-deep`.
 */
export function redactedRecord<Value>(value: Value, redactor: Redactor): Value {
  return redacted(value, redactor, '', 0) as Value;
}

function redacted(value: unknown, redactor: Redactor, name: string, depth: number): unknown {
  if (typeof value === 'string') return redactedText(value, redactor, name, depth);
  if (typeof value !== 'object' || value === null) return value;
  if (depth > DEEPEST) {
    throw new TracewrightError('too-deep', `a value is nested more than ${DEEPEST} levels deep`, {
      remedy: 'export it as text',
    });
  }
  if (Array.isArray(value)) return value.map((item) => redacted(item, redactor, name, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([member, inner]) => [
      member,
      NOT_TEXT.has(member) && typeof inner === 'string'
        ? inner
        : redacted(inner, redactor, nameOf(member, value, name), depth + 1),
    ]),
  );
}

/** OTLP has the name of a value beside it: `{ key, value: { stringValue } }`. */
function nameOf(member: string, { key }: { readonly key?: unknown }, outer: string): string {
  if (member === 'value' && typeof key === 'string') return key;
  return member === 'stringValue' ? outer : member;
}

function redactedText(text: string, redactor: Redactor, name: string, depth: number): string {
  const inner = jsonIn(text);
  if (inner !== undefined) {
    const hidden = JSON.stringify(redacted(inner, redactor, name, depth + 1));
    return hidden === JSON.stringify(inner) ? text : hidden;
  }
  redactor.learnFrom(text);
  const before = `${JSON.stringify(name)}: "`;
  return redactor
    .redact(`${before}${redactor.redact(text).text}"`)
    .text.slice(before.length, before.length + text.length);
}

function jsonIn(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
