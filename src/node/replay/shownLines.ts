import type { Sides } from '../../core/trajectory/verdict.ts';

/** Characters of one side of a difference. */
const LONGEST = 400;

/** The start of a text, cut at a code point. */
export function excerpt(text: string): string {
  const short = text.length <= LONGEST ? text : `${text.slice(0, LONGEST).replace(/[\uD800-\uDBFF]$/, '')}…`;
  return short.toWellFormed();
}

/**
 * The first line that an observation shows with its number (as `cat -n`, `12:text`, `12→text`) and that the file does
 * not have there; null when there is none, or when it shows no lines.
 */
export function wrongLine(observation: string, file: string): { readonly line: number; readonly sides: Sides } | null {
  const lines = file.split('\n');
  const shown = observation.split('\n').flatMap((text) => {
    const [, number, rest] = /^\s*(\d{1,7})(?:\t|→|:|\|)(.*)$/.exec(text) ?? [];
    return number === undefined || rest === undefined ? [] : [{ line: Number(number), text: rest }];
  });
  const follow = shown.some(({ line }, at) => shown[at + 1]?.line === line + 1);
  if (!follow) return null;
  const wrong = shown.find(({ line, text }) => bare(lines[line - 1] ?? '') !== bare(text));
  if (wrong === undefined) return null;
  const { line, text } = wrong;
  return { line, sides: { expected: excerpt(text), actual: excerpt(lines[line - 1] ?? '(no such line)') } };
}

/** Tools print tabs and ends of lines in their own way. */
function bare(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}
