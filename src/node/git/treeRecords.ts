import type { TreeEntry } from '../../core/ports.ts';

export interface TreeChange {
  readonly path: string;
  /** Where it was before, when it was moved. */
  readonly from?: string;
  readonly status: 'added' | 'deleted' | 'modified' | 'renamed';
  /** Null: not there. */
  readonly before: { readonly mode: string; readonly oid: string } | null;
  readonly after: { readonly mode: string; readonly oid: string } | null;
}

/** Reads what `git ls-tree -r -z` writes. */
export function parseTree(bytes: Buffer): TreeEntry[] {
  return fields(bytes).map((record) => {
    const tab = record.indexOf('\t');
    const [mode = '', , oid = ''] = record.slice(0, tab).split(' ');
    return { path: record.slice(tab + 1), mode, oid };
  });
}

/** Reads what `git diff-tree -r -z --raw --no-abbrev` writes. */
export function parseRawDiff(bytes: Buffer): TreeChange[] {
  const parts = fields(bytes);
  const changes: TreeChange[] = [];
  for (let at = 0; at < parts.length; ) {
    const [oldMode = '', mode = '', oldOid = '', oid = '', letter = ''] = (parts[at++] ?? '').slice(1).split(' ');
    const before = /^0+$/.test(oldMode) ? null : { mode: oldMode, oid: oldOid };
    const after = /^0+$/.test(mode) ? null : { mode, oid };
    const first = parts[at++] ?? '';
    if (/^[RC]/.test(letter)) {
      changes.push({ path: parts[at++] ?? '', from: first, status: 'renamed', before, after });
    } else {
      const status = before === null ? 'added' : after === null ? 'deleted' : 'modified';
      changes.push({ path: first, status, before, after });
    }
  }
  return changes;
}

function fields(bytes: Buffer): string[] {
  const parts = bytes.toString('utf8').split('\0');
  parts.pop();
  return parts;
}
