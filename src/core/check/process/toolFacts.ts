import type { FileEdit, LineRange } from './callFact.ts';
import { patchEdits } from './patchEdits.ts';
import type { RecordedPaths } from './recordedPaths.ts';

type Arguments = Readonly<Record<string, unknown>>;

export interface ToolFacts {
  readonly reads: LineRange[];
  readonly searches: string[];
  readonly edits: FileEdit[];
  readonly rename: boolean;
}

const PATHS = [
  'path',
  'file_path',
  'filePath',
  'target_file',
  'filename',
  'file_name',
  'file',
  'absolute_path',
  'relative_workspace_path',
  'notebook_path',
  'TargetFile',
  'AbsolutePath',
  'uri',
];
const OLD = ['old_str', 'old_string', 'oldString', 'old_text', 'oldText', 'to_replace', 'search', 'old_content'];

/** Which files a tool call shows, searches and changes, by its name and its arguments; commands are told elsewhere. */
export function toolFacts(name: string, given: Arguments, paths: RecordedPaths): ToolFacts {
  const facts: ToolFacts = {
    reads: [],
    searches: [],
    edits: [],
    rename: /rename.?symbol|symbol.?rename|vscode_rename/i.test(name),
  };
  const verb = typeof given.command === 'string' && /edit|editor/i.test(name) ? given.command : name;
  const path = paths.of(textOf(given, PATHS) ?? '');
  const patch = [given.patch, given.input, given.diff, given.patchText, given.content, given.code_edit].find(
    (value): value is string =>
      typeof value === 'string' && /^(\*\*\* Begin Patch|--- |diff --git|<{5,} SEARCH)/m.test(value),
  );
  const patched = patch === undefined ? [] : patchEdits(patch, paths);
  if (patched.length > 0) facts.edits.push(...patched);
  else if (patch !== undefined && path !== null && /diff|replace|edit/i.test(name)) {
    facts.edits.push(...patchEdits(`--- a/${path}\n+++ b/${path}\n${patch}`, paths));
  } else if (/grep|search|find|glob|references|usages|list_code/i.test(verb) && !/replace|edit/i.test(verb)) {
    const pattern = textOf(given, [
      'pattern',
      'query',
      'regex',
      'symbol',
      'symbolName',
      'search_term',
      'search_query',
      'q',
      'text',
      'name',
    ]);
    if (pattern !== undefined) facts.searches.push(pattern);
  } else if (path !== null && /^(read|view|open|cat|get|fs_read|show|scroll|goto)|read_?file|view_?file/i.test(verb)) {
    facts.reads.push({ path, ...rangeOf(given) });
  } else if (path !== null) facts.edits.push(...editsOf(verb, path, given, paths));
  else facts.edits.push(...batchEdits(verb, given, paths));
  return facts;
}

function editsOf(verb: string, path: string, given: Arguments, paths: RecordedPaths): FileEdit[] {
  if (/move|rename/i.test(verb)) {
    const to = paths.of(textOf(given, ['new_path', 'newPath', 'destination', 'to', 'target']) ?? '');
    return to === null ? [] : [{ path, how: 'move', to, removed: null }];
  }
  if (/delete|remove/i.test(verb)) return [{ path, how: 'delete', removed: null }];
  if (/create|write|save|new_file/i.test(verb)) return [{ path, how: 'create', removed: null }];
  if (!/edit|replace|insert|patch|apply|update|append|undo|notebook|multi/i.test(verb)) return [];
  const inner = [given.edits, given.replacements].find(Array.isArray) as readonly unknown[] | undefined;
  const removed = (inner ?? [given]).map((one) => (isObject(one) ? textOf(one, OLD) : undefined));
  const known = removed.filter((text) => text !== undefined);
  return [{ path, how: 'change', removed: known.length === 0 ? null : known.join('\n') }];
}

/** Calls that name their files inside of a list. */
function batchEdits(verb: string, given: Arguments, paths: RecordedPaths): FileEdit[] {
  if (!/edit|replace|write|apply/i.test(verb)) return [];
  const lists = Object.values(given).filter(Array.isArray) as (readonly unknown[])[];
  return lists.flat().flatMap((one) => {
    const path = isObject(one) ? paths.of(textOf(one, PATHS) ?? '') : null;
    return path === null ? [] : [{ path, how: 'change' as const, removed: textOf(one as Arguments, OLD) ?? null }];
  });
}

function rangeOf(given: Arguments): { from: number; to: number } {
  const number = (...keys: readonly string[]): number | undefined =>
    keys.map((key) => given[key]).find((value): value is number => typeof value === 'number');
  const span = given.view_range ?? given.range ?? given.line_range;
  if (Array.isArray(span) && typeof span[0] === 'number') {
    return { from: span[0], to: typeof span[1] === 'number' && span[1] > 0 ? span[1] : Number.POSITIVE_INFINITY };
  }
  const from = number('start_line', 'startLine', 'line_start', 'start_line_one_indexed', 'offset', 'StartLine') ?? 1;
  const last = number('end_line', 'endLine', 'line_end', 'end_line_one_indexed_inclusive', 'EndLine');
  const count = number('limit', 'num_lines', 'count');
  const to = last ?? (count === undefined ? Number.POSITIVE_INFINITY : Math.max(1, from) + count - 1);
  return { from: Math.max(1, from), to: to < 0 ? Number.POSITIVE_INFINITY : to };
}

function isObject(value: unknown): value is Arguments {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textOf(given: Arguments, keys: readonly string[]): string | undefined {
  for (const key of keys) if (typeof given[key] === 'string') return given[key];
  return undefined;
}
