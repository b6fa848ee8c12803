import type { Call } from '../../render/conversation.ts';
import type { Granularity } from './granularity.ts';

/** So much text is an answer by itself. */
const TELLING = 24;
const TELLING_LINE = 12;

/**
 * Whether what comes behind a call gives it away: it holds the call, or a long argument of it, or most lines of one; or
 * the call's own observation repeats all of its texts (or, where the name is asked for, the name).
 */
export function givesAway(granularity: Granularity, call: Call, middle: string, seen: string, after: string): boolean {
  if (granularity === 'name') return new RegExp(`(?<![\\w-])${escaped(call.name)}(?![\\w-])`).test(seen);
  if (middle.length >= TELLING && after.includes(middle)) return true;
  const texts = textsIn(call.arguments);
  if (texts.some((text) => isTold(text, after))) return true;
  const short = texts.filter((text) => text.trim().length > 2);
  return short.length > 0 && short.every((text) => seen.includes(text.trim()));
}

function isTold(text: string, after: string): boolean {
  const trimmed = text.trim();
  if (!trimmed.includes('\n')) return trimmed.length >= TELLING && after.includes(trimmed);
  const lines = [...new Set(trimmed.split('\n').map((line) => line.trim()))].filter(
    (line) => line.length >= TELLING_LINE,
  );
  const told = lines.filter((line) => after.includes(line));
  return after.includes(trimmed) || (lines.length > 0 && told.length * 2 >= lines.length);
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(textsIn);
}

const escaped = (text: string) => text.replace(/[\\^$.*+?()[\]{}|-]/g, '\\$&');
