import type { FactsDraft } from './factsDraft.ts';

/** `use a::b::{c as d, self, e::*}`: every leaf declares a name or opens a module; every segment is a use. */
export function useDeclaration(draft: FactsDraft, node: number): void {
  const exported = draft.childOf(node, 'visibility_modifier') >= 0;
  const argument = draft.child(node, 'argument');
  if (argument >= 0) leaf(draft, argument, '', { exported, whole: node });
  draft.mute(node);
}

interface Use {
  readonly exported: boolean;
  readonly whole: number;
}

function leaf(draft: FactsDraft, node: number, prefix: string, use: Use): void {
  switch (draft.type(node)) {
    case 'use_list':
      for (const child of draft.children(node)) leaf(draft, child, prefix, use);
      return;
    case 'scoped_use_list': {
      const path = draft.child(node, 'path');
      leaf(draft, draft.child(node, 'list'), path < 0 ? prefix : joined(prefix, walk(draft, path, prefix)), use);
      return;
    }
    case 'use_wildcard': {
      const [path = -1] = draft.children(node);
      const source = path < 0 ? prefix : joined(prefix, walk(draft, path, prefix));
      draft.imports.push({ source, start: draft.start(use.whole), end: draft.end(use.whole), kind: 'import' });
      draft.stars.push({ source, scope: draft.scope, exported: use.exported });
      return;
    }
    case 'use_as_clause':
      bind(draft, draft.child(node, 'path'), draft.child(node, 'alias'), prefix, use);
      return;
    case 'identifier':
    case 'scoped_identifier':
    case 'self':
    case 'crate':
    case 'super':
      bind(draft, node, -1, prefix, use);
  }
}

function bind(draft: FactsDraft, path: number, alias: number, prefix: string, use: Use): void {
  const segments = joined(prefix, walk(draft, path, prefix)).split('::');
  const imported = segments.pop() ?? '';
  const source = segments.join('::');
  const isScoped = draft.type(path) === 'scoped_identifier';
  const last = isScoped ? draft.child(path, 'name') : path;
  const name = alias >= 0 ? alias : last;
  const text = draft.type(last) === 'self' && alias < 0 ? imported : draft.textOf(name);
  draft.imports.push({
    source: joined(source, imported),
    start: draft.start(use.whole),
    end: draft.end(use.whole),
    kind: 'import',
  });
  if (text === '_') return;
  draft.declare(name, 'import', use.whole, { text, exported: use.exported, import: { source, imported } });
}

/** The path as text, `self` at the end of a list left out; its segments are noted as uses. */
function walk(draft: FactsDraft, node: number, prefix: string): string {
  if (draft.type(node) === 'scoped_identifier') {
    const path = draft.child(node, 'path');
    const before = path < 0 ? '' : walk(draft, path, prefix);
    const name = draft.child(node, 'name');
    note(draft, name, joined(prefix, before));
    return joined(before, draft.textOf(name));
  }
  if (draft.type(node) === 'self' && prefix !== '') return '';
  note(draft, node, prefix);
  return draft.textOf(node);
}

function note(draft: FactsDraft, node: number, source: string): void {
  if (draft.type(node) === 'identifier') draft.take(node, source);
}

function joined(a: string, b: string): string {
  return a === '' ? b : b === '' ? a : `${a}::${b}`;
}
