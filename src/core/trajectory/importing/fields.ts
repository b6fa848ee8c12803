import type { MessageContent } from './openStep.ts';

export type Fields = Readonly<Record<string, unknown>>;

/** The value as an object; an empty one for anything else. */
export function fieldsOf(value: unknown): Fields {
  return isFields(value) ? value : {};
}

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** An id; `unknown` stands where a format demands one and there is none. */
export function knownId(value: unknown): string | undefined {
  return value === 'unknown' || value === '' ? undefined : textOf(value);
}

export function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A time as ISO 8601 in UTC, from ISO text, or from milliseconds or seconds since 1970; undefined for anything else. */
export function isoTime(value: unknown): string | undefined {
  const time =
    typeof value === 'number'
      ? value < 1e11
        ? value * 1000
        : value
      : typeof value === 'string'
        ? Date.parse(/[zZ]|[+-]\d\d:?\d\d$/.test(value) ? value : `${value}Z`)
        : Number.NaN;
  return Number.isFinite(time) && Math.abs(time) < 8.64e15 ? new Date(time).toISOString() : undefined;
}

/**
 * A message's content as ATIF has it: text stays text, a single text part becomes text, more parts stay parts.
 * Parts of other types (images) are kept as they are.
 */
export function contentOf(value: unknown): MessageContent {
  if (typeof value === 'string') return value;
  const parts = listOf(value).map(contentPart);
  const [first] = parts;
  if (first === undefined) return '';
  const text = parts.length === 1 && first.type === 'text' ? textOf((first as Fields).text) : undefined;
  return text ?? parts;
}

/** A part whose type or text is no text keeps it as `value`: ATIF has no place for it under its own name. */
function contentPart(part: unknown): { type: string; text?: string; value?: unknown } {
  if (typeof part === 'string') return { type: 'text', text: part };
  const { type, text, ...rest } = fieldsOf(part);
  const named = { type: textOf(type) ?? 'unknown', ...rest };
  if (typeof text === 'string') return { ...named, text };
  return text === undefined ? named : { ...named, value: text };
}
