import type { RecordedCall } from './callOutcome.ts';
import type { Arguments } from './toolDesk.ts';

/**
 * A call's arguments as fields. Where all that was recorded is one text, it is read as JSON, or as elements
 * (`<path>a.ts</path>`), as models without native tool calls write them.
 */
export function callArguments(call: RecordedCall): Arguments {
  const given = call.arguments;
  const [only, ...others] = Object.entries(given);
  if (only === undefined || others.length > 0 || typeof only[1] !== 'string' || !wrapping.has(only[0])) return given;
  return jsonFields(only[1]) ?? elementFields(only[1]) ?? given;
}

const wrapping: ReadonlySet<string> = new Set(['input', 'arguments', 'raw', 'parameters', 'xml', 'text']);

function jsonFields(text: string): Arguments | null {
  if (!/^\s*\{/.test(text)) return null;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Arguments) : null;
  } catch {
    return null;
  }
}

/** The elements of the outermost level, inside of one that encloses them all. One line break at each end is layout. */
function elementFields(text: string): Arguments | null {
  const enclosed = /^\s*<([A-Za-z_]\w*)>([\s\S]*)<\/\1>\s*$/.exec(text);
  const body = enclosed !== null && /<([A-Za-z_]\w*)>[\s\S]*<\/\1>/.test(enclosed[2] ?? '') ? enclosed[2] : text;
  const found = [...(body ?? '').matchAll(/<([A-Za-z_]\w*)>([\s\S]*?)<\/\1>/g)];
  if (found.length === 0 || !/^\s*</.test(text)) return null;
  return Object.fromEntries(found.map(([, name = '', value = '']) => [name, value.replace(/^\r?\n|\r?\n$/g, '')]));
}

export function textArgument(given: Arguments, ...names: readonly string[]): string | undefined {
  for (const name of names) if (typeof given[name] === 'string') return given[name];
  return undefined;
}

/** A whole number, also one that was written as text. */
export function numberArgument(given: Arguments, ...names: readonly string[]): number | undefined {
  for (const name of names) {
    const value = given[name];
    const number = typeof value === 'string' && /^\s*-?\d+\s*$/.test(value) ? Number(value) : value;
    if (typeof number === 'number' && Number.isInteger(number)) return number;
  }
  return undefined;
}

export function flagArgument(given: Arguments, ...names: readonly string[]): boolean {
  return names.some((name) => given[name] === true || /^true$/i.test(textArgument(given, name) ?? ''));
}

/** A list of objects, also one that was written as JSON text. */
export function listArgument(given: Arguments, ...names: readonly string[]): Arguments[] {
  for (const name of names) {
    const value = typeof given[name] === 'string' ? jsonList(given[name]) : given[name];
    if (Array.isArray(value)) {
      return value.filter((item): item is Arguments => typeof item === 'object' && item !== null);
    }
  }
  return [];
}

function jsonList(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function pathArgument(given: Arguments): string | undefined {
  return textArgument(
    given,
    'path',
    'file_path',
    'filePath',
    'absolute_path',
    'target_file',
    'filename',
    'file_name',
    'file',
    'relative_workspace_path',
    'notebook_path',
  );
}
