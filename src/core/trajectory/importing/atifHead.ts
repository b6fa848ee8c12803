import type { FileHead, Recognised } from './format.ts';

/**
 * Whether a file is ATIF, by its beginning: it names the version there, or it is a document whose first member is a
 * list of numbered steps (a writer that knows the rest only at the end puts them first).
 */
export function atifHead({ text }: FileHead): Recognised | null {
  const version = /"schema_version"\s*:\s*"(ATIF-v[^"]{1,20})"/.exec(text)?.[1];
  if (version !== undefined) return { version, confidence: 1 };
  const stepsFirst = /^\s*\{\s*"steps"\s*:\s*\[\s*\{\s*"step_id"\s*:/.test(text);
  return stepsFirst ? { version: null, confidence: 0.9 } : null;
}
