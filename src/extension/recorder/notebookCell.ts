import path from 'node:path';
import { type Place, placeOf } from '../../node/recording/place.ts';
import type { WorkspaceRoot } from '../../node/recording/workspaceRoot.ts';

/** The parts of an address that tell a cell. */
export interface CellAddress {
  readonly scheme: string;
  readonly path: string;
  readonly fragment: string;
}

export const CELL_SCHEME = 'vscode-notebook-cell';

/**
 * Where a cell's notebook is: a file's absolute path on this machine, or a draft. Undefined for anything else, for
 * example a notebook as git remembers it. The editor writes a cell's address as the notebook's, with the number of the
 * cell and the notebook's own scheme (base64) in the fragment.
 */
export function cellNotebook(cell: CellAddress): { file: string } | { draft: string } | undefined {
  if (cell.scheme !== CELL_SCHEME) return undefined;
  const [, coded] = /^[^s]*s(.+)$/.exec(cell.fragment) ?? [];
  const scheme = coded === undefined ? 'file' : Buffer.from(coded, 'base64').toString('utf8');
  if (scheme === 'untitled') return { draft: cell.path };
  if (scheme !== 'file' && scheme !== 'vscode-remote') return undefined;
  // `/c:/work/a.ipynb` is `c:\work\a.ipynb`.
  const local = /^\/[A-Za-z]:\//.test(cell.path) && path.sep === '\\' ? cell.path.slice(1) : cell.path;
  return { file: path.normalize(local) };
}

/** Whether the cell is of a draft, or of a notebook in the workspace: then with its file. */
export function cellPlace(cell: CellAddress, roots: readonly WorkspaceRoot[]): Place | 'draft' | undefined {
  const notebook = cellNotebook(cell);
  if (notebook === undefined) return undefined;
  return 'draft' in notebook ? 'draft' : placeOf(notebook.file, roots);
}
