import { realpathSync } from 'node:fs';
import path from 'node:path';
import { linkStatus } from './linkStatus.ts';
import type { WorkspaceRoot } from './workspaceRoot.ts';

/** A file as the log names it. */
export interface Place {
  readonly root: number;
  /** Relative to the root, with forward slashes. */
  readonly path: string;
}

/** Where a file stands in the workspace; undefined outside of it, or for a root itself. The innermost root wins. */
export function placeOf(file: string, roots: readonly WorkspaceRoot[]): Place | undefined {
  let best: Place | undefined;
  let depth = -1;
  for (const [root, { path: folder }] of roots.entries()) {
    const relative = path.relative(folder, file);
    if (relative === '' || relative.split(path.sep)[0] === '..' || path.isAbsolute(relative) || folder.length <= depth)
      continue;
    best = { root, path: relative.split(path.sep).join('/') };
    depth = folder.length;
  }
  return best;
}

/** The roots that stand inside another one: their files belong to them alone. Absolute paths. */
export function rootsInside(folder: string, roots: readonly { readonly path: string }[]): string[] {
  return roots.map((root) => root.path).filter((inner) => inner !== folder && inner.startsWith(folder + path.sep));
}

/** Whether a path is a link to something outside of the workspace. */
export function leadsOut(file: string, roots: readonly WorkspaceRoot[]): boolean {
  if (linkStatus(file)?.isSymbolicLink() !== true) return false;
  return (
    placeOf(
      realPath(file),
      roots.map((root) => ({ ...root, path: realPath(root.path) })),
    ) === undefined
  );
}

function realPath(file: string): string {
  try {
    return realpathSync(file);
  } catch {
    return file;
  }
}

/** A place as the fields of an event: the first root is left out. */
export function located({ root, path: name }: Place): { path: string; root?: number } {
  return root === 0 ? { path: name } : { path: name, root };
}
