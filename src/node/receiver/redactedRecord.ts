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
 * A JSON value with the secrets of all its texts replaced by placeholders of the same length; JSON that stands in a text
 * is looked into, and keeps its bytes where nothing is hidden. Throws `too-deep`.
 */
export function redactedRecord<Value>(value: Value, redactor: Redactor): Value {
  return redacted(value, redactor, 0) as Value;
}

function redacted(value: unknown, redactor: Redactor, depth: number): unknown {
  if (typeof value === 'string') return redactedText(value, redactor, depth);
  if (typeof value !== 'object' || value === null) return value;
  if (depth > DEEPEST) {
    throw new TracewrightError('too-deep', `a value is nested more than ${DEEPEST} levels deep`, {
      remedy: 'export it as text',
    });
  }
  if (Array.isArray(value)) return value.map((item) => redacted(item, redactor, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      NOT_TEXT.has(name) && typeof member === 'string' ? member : redacted(member, redactor, depth + 1),
    ]),
  );
}

function redactedText(text: string, redactor: Redactor, depth: number): string {
  const inner = jsonIn(text);
  if (inner !== undefined) {
    const hidden = JSON.stringify(redacted(inner, redactor, depth + 1));
    if (hidden !== JSON.stringify(inner)) return redactor.redact(hidden).text;
  }
  redactor.learnFrom(text);
  return redactor.redact(text).text;
}

function jsonIn(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
