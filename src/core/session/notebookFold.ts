import type { Divergence } from './divergence.ts';
import type { SessionEvent, SessionEventOf } from './event.ts';

type NewCell = SessionEventOf<'notebook-open'>['cells'][number];
type Outputs = NonNullable<SessionEventOf<'notebook-output'>['outputs']>;

/** A cell at one moment. Its text is that of document `doc` in the fold. */
export interface FoldCell extends NewCell {
  /** Number of its last run, whether that went well, and what it puts out now; absent where that was not told. */
  readonly order?: number;
  readonly success?: boolean;
  readonly outputs?: Outputs;
}

export interface FoldNotebook {
  readonly notebook: number;
  readonly root: number;
  readonly path: string;
  /** Only for a notebook without a file in the workspace. */
  readonly uri: string | undefined;
  readonly type: string;
  readonly cells: readonly FoldCell[];
  readonly open: boolean;
}

/** Notebooks as the log tells them: which cells in which order, and what each put out. */
export class NotebookFold {
  readonly #notebooks = new Map<number, FoldNotebook>();

  get(notebook: number): FoldNotebook | undefined {
    return this.#notebooks.get(notebook);
  }

  /** Every notebook that was ever open, in the order of opening; a closed one keeps its last cells. */
  all(): FoldNotebook[] {
    return [...this.#notebooks.values()];
  }

  /** Takes the next event, of any kind. The answer says what does not fit; such an event changes nothing. */
  apply(event: SessionEvent): Pick<Divergence, 'path' | 'why'> | undefined {
    switch (event.kind) {
      case 'notebook-open': {
        const { notebook, root = 0, path, uri, type, cells } = event;
        this.#notebooks.set(notebook, { notebook, root, path, uri, type, cells, open: true });
        return undefined;
      }
      case 'notebook-cells':
      case 'notebook-output':
      case 'notebook-close':
        return this.#change(event);
      default:
        return undefined;
    }
  }

  #change(event: SessionEventOf<'notebook-cells' | 'notebook-output' | 'notebook-close'>) {
    const known = this.#notebooks.get(event.notebook);
    if (known === undefined) return { path: '', why: `notebook ${event.notebook} was not opened before` };
    const cells = cellsAfter(known.cells, event);
    if (cells === null) return { path: known.path, why: misfit(event) };
    this.#notebooks.set(event.notebook, { ...known, cells, open: event.kind !== 'notebook-close' });
    return undefined;
  }
}

/** Null where the event does not fit. */
function cellsAfter(
  cells: readonly FoldCell[],
  event: SessionEventOf<'notebook-cells' | 'notebook-output' | 'notebook-close'>,
): readonly FoldCell[] | null {
  if (event.kind === 'notebook-close') return cells;
  return event.kind === 'notebook-cells' ? spliced(cells, event.changes) : withOutput(cells, event);
}

/** A cell that is taken out and put in again by one event was moved, and keeps what it put out. */
function spliced(
  cells: readonly FoldCell[],
  changes: SessionEventOf<'notebook-cells'>['changes'],
): readonly FoldCell[] | null {
  const known = new Map(cells.map((cell) => [cell.doc, cell]));
  const result = [...cells];
  for (const { start, removed, added } of changes) {
    if (start < 0 || removed < 0 || start + removed > result.length) return null;
    result.splice(start, removed, ...added.map((cell) => ({ ...known.get(cell.doc), ...cell })));
  }
  return result;
}

function withOutput(cells: readonly FoldCell[], event: SessionEventOf<'notebook-output'>): readonly FoldCell[] | null {
  const { doc, order, success, outputs } = event;
  if (!cells.some((cell) => cell.doc === doc)) return null;
  const told = {
    ...(order !== undefined && { order }),
    ...(success !== undefined && { success }),
    ...(outputs !== undefined && { outputs }),
  };
  return cells.map((cell) => {
    if (cell.doc !== doc) return cell;
    const { success: _, ...before } = cell;
    // How the last run went says nothing of the one that has begun.
    return { ...(order === undefined || order === cell.order ? cell : before), ...told };
  });
}

function misfit(event: SessionEventOf<'notebook-cells' | 'notebook-output' | 'notebook-close'>): string {
  return event.kind === 'notebook-output'
    ? `document ${event.doc} is no cell of notebook ${event.notebook}`
    : `the cells that notebook ${event.notebook} lost were not there`;
}
