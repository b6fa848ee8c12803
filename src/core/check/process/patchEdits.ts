import type { FileEdit } from './callFact.ts';
import type { RecordedPaths } from './recordedPaths.ts';

/** The files that a patch changes: `*** Begin Patch` (Codex, GPT), unified diffs, SEARCH/REPLACE blocks. Empty: no patch. */
export function patchEdits(text: string, paths: RecordedPaths): FileEdit[] {
  const edits: FileEdit[] = [];
  let open: { path: string; how: FileEdit['how']; to?: string; removed: string[] } | null = null;
  let searching = false;
  const close = (): void => {
    if (open === null) return;
    const { path, how, to, removed } = open;
    edits.push({
      path,
      how,
      removed: how === 'delete' ? null : removed.join('\n'),
      ...(to === undefined ? {} : { to }),
    });
    open = null;
  };
  const start = (recorded: string, how: FileEdit['how']): void => {
    close();
    const path = paths.of(recorded);
    open = path === null ? null : { path, how, removed: [] };
  };
  let last = '';
  for (const line of text.split('\n')) {
    const marked = /^\*\*\* (Add|Update|Delete) File: (.+)$/.exec(line);
    const moved = /^\*\*\* Move to: (.+)$/.exec(line);
    const old = /^--- (?:a\/)?(.+?)(?:\t.*)?$/.exec(line);
    const now = /^\+\+\+ (?:b\/)?(.+?)(?:\t.*)?$/.exec(line);
    if (marked !== null) {
      start(marked[2] ?? '', marked[1] === 'Add' ? 'create' : marked[1] === 'Delete' ? 'delete' : 'change');
    } else if (moved !== null && open !== null) {
      const to = paths.of(moved[1] ?? '');
      if (to !== null) open = { ...(open as { path: string; removed: string[] }), how: 'move', to };
    } else if (old !== null) last = old[1] ?? '';
    else if (now !== null && last !== '') {
      if (now[1] === '/dev/null') start(last, 'delete');
      else start(now[1] ?? '', last === '/dev/null' ? 'create' : 'change');
      last = '';
    } else if (/^<{5,} SEARCH/.test(line)) searching = true;
    else if (/^(={5,}|>{5,} REPLACE)/.test(line)) searching = false;
    else if (open !== null) {
      const removed: string[] = (open as { removed: string[] }).removed;
      if (searching) removed.push(line);
      else if (line.startsWith('-')) removed.push(line.slice(1));
    }
  }
  close();
  return edits;
}
