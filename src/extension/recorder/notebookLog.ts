import type { SessionEventOf } from '../../core/session/event.ts';
import type { Journal } from '../../node/recording/journal.ts';

/** A cell as the editor has it, as plain data. `uri` is that of its text document. */
export interface EditorCell {
  readonly uri: string;
  readonly type: 'code' | 'markup';
  readonly language: string;
}

export interface EditorNotebook {
  readonly uri: string;
  readonly path: string;
  readonly root: number;
  readonly inWorkspace: boolean;
  readonly type: string;
  readonly cells: readonly EditorCell[];
}

/** At `start`, `removed` cells went and `added` came; one after another. */
export interface CellSplice {
  readonly start: number;
  readonly removed: number;
  readonly added: readonly EditorCell[];
}

export type CellOutput = Pick<SessionEventOf<'notebook-output'>, 'order' | 'success' | 'outputs'>;
type Cell = SessionEventOf<'notebook-open'>['cells'][number];

interface Tracked {
  readonly notebook: number;
  readonly uri: string;
  cells: readonly Cell[];
  /** By document, what was told last of its output. */
  readonly told: Map<number, string>;
}

/**
 * The structure of notebooks, written down as it changes. Keeps its own list of cells, so that what the log says always
 * adds up to what the editor has. Knows nothing of VS Code.
 */
export class NotebookLog {
  readonly #journal: Journal;
  readonly #docOf: (uri: string) => number | undefined;
  readonly #byUri = new Map<string, Tracked>();
  #notebooks = 0;

  /** `docOf`: number of an open text document, by its address. */
  constructor(journal: Journal, docOf: (uri: string) => number | undefined) {
    this.#journal = journal;
    this.#docOf = docOf;
  }

  has(uri: string): boolean {
    return this.#byUri.has(uri);
  }

  open(notebook: EditorNotebook): void {
    if (this.#byUri.has(notebook.uri)) {
      this.changed(notebook, []);
      return;
    }
    const { uri, path, root, inWorkspace, type } = notebook;
    const number = this.#notebooks++;
    const cells = this.#cellsOf(notebook.cells);
    this.#byUri.set(uri, { notebook: number, uri, cells, told: new Map() });
    this.#journal.append({
      kind: 'notebook-open',
      notebook: number,
      path,
      ...(root === 0 ? {} : { root }),
      ...(inWorkspace ? {} : { uri }),
      type,
      cells: [...cells],
    });
  }

  /**
   * Brings the log to the cells that the notebook has now. `splices` are what the editor says it did; where they do not
   * lead there (a cell's language changed, so its document is another one; something was missed) the difference is told.
   */
  changed(notebook: EditorNotebook, splices: readonly CellSplice[]): void {
    const tracked = this.#byUri.get(notebook.uri);
    if (tracked === undefined) return;
    const now = this.#cellsOf(notebook.cells);
    const reported = splices.map(({ start, removed, added }) => ({ start, removed, added: this.#cellsOf(added) }));
    const fits = same(spliced(tracked.cells, reported), now);
    const changes = fits ? reported : difference(tracked.cells, now);
    tracked.cells = now;
    if (changes.length > 0) this.#journal.append({ kind: 'notebook-cells', notebook: tracked.notebook, changes });
  }

  /** What a cell puts out now, all of it. Nothing is written when that was told before. */
  output(uri: string, cell: string, output: CellOutput): void {
    const tracked = this.#byUri.get(uri);
    const doc = this.#docOf(cell);
    if (tracked === undefined || doc === undefined || !tracked.cells.some((known) => known.doc === doc)) return;
    const told = JSON.stringify(output);
    const before = tracked.told.get(doc);
    if (before === told || (before === undefined && isNothing(output))) return;
    tracked.told.set(doc, told);
    this.#journal.append({ kind: 'notebook-output', notebook: tracked.notebook, doc, ...output });
  }

  /** `content`: the bytes of the notebook's file, as the log holds them. */
  saved({ uri, path, root }: EditorNotebook, content: SessionEventOf<'notebook-save'>['content']): void {
    const tracked = this.#byUri.get(uri);
    if (tracked === undefined) return;
    const place = root === 0 ? { path } : { path, root };
    this.#journal.append({ kind: 'notebook-save', notebook: tracked.notebook, ...place, content });
  }

  close(uri: string): void {
    const tracked = this.#byUri.get(uri);
    if (tracked === undefined) return;
    this.#byUri.delete(uri);
    this.#journal.append({ kind: 'notebook-close', notebook: tracked.notebook });
  }

  /** Brings everything up to what the editor has now, after a time in which nothing was recorded. */
  catchUp(notebooks: readonly EditorNotebook[]): void {
    const open = new Set(notebooks.map(({ uri }) => uri));
    for (const uri of [...this.#byUri.keys()]) if (!open.has(uri)) this.close(uri);
    for (const notebook of notebooks) this.open(notebook);
  }

  #cellsOf(cells: readonly EditorCell[]): Cell[] {
    return cells.map(({ uri, type, language }) => ({ doc: this.#docOf(uri) ?? -1, type, language }));
  }
}

function isNothing({ order, success, outputs = [] }: CellOutput): boolean {
  return order === undefined && success === undefined && outputs.length === 0;
}

type Changes = SessionEventOf<'notebook-cells'>['changes'];

/** Null where a change takes out what is not there. */
function spliced(cells: readonly Cell[], changes: Changes): readonly Cell[] | null {
  const result = [...cells];
  for (const { start, removed, added } of changes) {
    if (start + removed > result.length) return null;
    result.splice(start, removed, ...added);
  }
  return result;
}

/** One change that takes out what differs between what is the same at the start and at the end. */
function difference(before: readonly Cell[], now: readonly Cell[]): Changes {
  const shorter = Math.min(before.length, now.length);
  let start = 0;
  while (start < shorter && isSame(before[start], now[start])) start++;
  let end = 0;
  while (end < shorter - start && isSame(before.at(-1 - end), now.at(-1 - end))) end++;
  const removed = before.length - start - end;
  const added = now.slice(start, now.length - end);
  return removed === 0 && added.length === 0 ? [] : [{ start, removed, added }];
}

function same(left: readonly Cell[] | null, right: readonly Cell[]): boolean {
  return left?.length === right.length && left.every((cell, index) => isSame(cell, right[index]));
}

function isSame(left: Cell | undefined, right: Cell | undefined): boolean {
  return left?.doc === right?.doc && left?.type === right?.type && left?.language === right?.language;
}
