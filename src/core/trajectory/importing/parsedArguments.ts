/** A call's arguments as ATIF wants them. */
export interface ParsedArguments {
  readonly value: Record<string, unknown>;
  /** The string that was given. */
  readonly text?: string;
  readonly problem?: string;
}

/** Arguments as an object. A string that is no JSON object stays in `text`, and alone stands under `input`. */
export function parsedArguments(given: unknown): ParsedArguments {
  if (isRecord(given)) return { value: given };
  if (given === undefined || given === null) return { value: {} };
  if (typeof given !== 'string') return { value: { input: given } };
  if (given.trim() === '') return { value: {}, text: given };
  try {
    const value: unknown = JSON.parse(given);
    return isRecord(value) ? { value, text: given } : { value: { input: value }, text: given };
  } catch {
    return { value: { input: given }, text: given, problem: 'the arguments are no JSON object, kept as text' };
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
