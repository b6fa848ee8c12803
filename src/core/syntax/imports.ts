import type { Capture, SyntaxTree } from './syntaxTree.ts';

/** A name taken from another module: `imported as local`. `start` is the UTF-16 offset of the imported name. */
export interface ImportedName {
  readonly imported: string;
  readonly local: string;
  readonly start: number;
}

export interface Import {
  readonly kind: 'import' | 'export-from' | 'require' | 'dynamic';
  /** The specifier as written, without quotes. */
  readonly source: string;
  /** UTF-16 range of the specifier with its quotes. */
  readonly sourceStart: number;
  readonly sourceEnd: number;
  readonly names: readonly ImportedName[];
  /** Local name of the default import. */
  readonly default?: string;
  /** Local name of the whole module. */
  readonly namespace?: string;
  /** UTF-16 range of the statement or call. */
  readonly start: number;
  readonly end: number;
}

type Draft = {
  -readonly [Key in keyof Import]: Import[Key];
};

const REQUIRES = new Set(['require', 'require_relative', 'load']);
const KINDS: readonly string[] = ['import', 'export-from', 'require', 'dynamic'] satisfies Import['kind'][];

/** What a file takes from other modules, in document order. Needs a tree parsed with queries. */
export function importsOf(tree: SyntaxTree): Import[] {
  const drafts = new Map<string, Draft>();
  for (const { query, captures } of tree.matches) {
    if (query !== 'imports') continue;
    const whole = captures.find(({ name }) => KINDS.includes(name));
    const source = captures.find(({ name }) => name === 'source');
    if (whole === undefined || source === undefined) continue;
    const text = (name: string): string | undefined => textOf(tree, captures, name);
    const callee = text('callee');
    if (callee !== undefined && !REQUIRES.has(callee)) continue;
    const key = `${whole.start}:${source.start}`;
    const draft = drafts.get(key) ?? newDraft(tree, whole, source);
    drafts.set(key, draft);
    const byDefault = text('default');
    if (byDefault !== undefined) draft.default = byDefault;
    const namespace = text('namespace');
    if (namespace !== undefined) draft.namespace = namespace;
    const imported = captures.find(({ name }) => name === 'imported');
    if (imported === undefined || draft.names.some(({ start }) => start === imported.start)) continue;
    const name = tree.text.slice(imported.start, imported.end);
    draft.names = [...draft.names, { imported: name, local: text('local') ?? name, start: imported.start }].sort(
      (a, b) => a.start - b.start,
    );
  }
  return [...drafts.values()].sort((a, b) => a.start - b.start || a.sourceStart - b.sourceStart);
}

function newDraft(tree: SyntaxTree, whole: Capture, source: Capture): Draft {
  return {
    kind: whole.name as Import['kind'],
    source: unquoted(tree.text.slice(source.start, source.end)),
    sourceStart: source.start,
    sourceEnd: source.end,
    names: [],
    start: whole.start,
    end: whole.end,
  };
}

function textOf(tree: SyntaxTree, captures: readonly Capture[], name: string): string | undefined {
  const capture = captures.find((candidate) => candidate.name === name);
  return capture && tree.text.slice(capture.start, capture.end);
}

function unquoted(text: string): string {
  return /^(["'`]).*\1$/s.test(text) || /^<.*>$/s.test(text) ? text.slice(1, -1) : text;
}
