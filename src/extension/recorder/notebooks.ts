import * as vscode from 'vscode';
import { contentOf } from '../../node/recording/content.ts';
import type { DiskLog } from '../../node/recording/diskLog.ts';
import type { FileOperations } from '../../node/recording/fileOperations.ts';
import type { Ignored } from '../../node/recording/ignored.ts';
import type { Journal } from '../../node/recording/journal.ts';
import { placeOf } from '../../node/recording/place.ts';
import { QuietTimer } from '../../node/recording/quietTimer.ts';
import type { WorkspaceRoot } from '../../node/recording/workspaceRoot.ts';
import type { DocumentLog } from './documentLog.ts';
import { type EditorCell, type EditorNotebook, NotebookLog } from './notebookLog.ts';
import { outputPieces } from './notebookOutputs.ts';
import { readBytes } from './vscodeDocuments.ts';

interface Parts {
  readonly journal: Journal;
  readonly documents: DocumentLog;
  readonly disk: DiskLog;
  readonly roots: readonly WorkspaceRoot[];
  readonly ignored: Ignored;
  readonly saves: FileOperations;
  readonly onDisk: () => void;
}

/** A cell that prints is told of once it has been quiet for a moment, but not later than `LONGEST_MS`. */
const QUIET_MS = 200;
const LONGEST_MS = 1000;

/** Notebooks: which cells, what they put out, and what their file is after a save. The cells' texts are documents. */
export class Notebooks {
  readonly #parts: Parts;
  readonly #log: NotebookLog;
  readonly #listeners: vscode.Disposable;
  readonly #printing = new Set<vscode.NotebookCell>();
  readonly #timer = new QuietTimer(() => this.#flush());

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#log = new NotebookLog(parts.journal, (uri) => parts.documents.docOf(uri));
    for (const notebook of vscode.workspace.notebookDocuments) this.#open(notebook);
    this.#listeners = vscode.Disposable.from(
      vscode.workspace.onDidOpenNotebookDocument((notebook) => this.#open(notebook)),
      vscode.workspace.onDidChangeNotebookDocument((event) => this.#change(event)),
      vscode.workspace.onWillSaveNotebookDocument(({ notebook }) => this.#willSave(notebook)),
      vscode.workspace.onDidSaveNotebookDocument((notebook) => this.#save(notebook)),
      vscode.workspace.onDidCloseNotebookDocument((notebook) => this.#close(notebook)),
    );
  }

  dispose(): void {
    this.#timer.dispose();
    this.#listeners.dispose();
  }

  /** After a pause, once the documents are up to date. */
  catchUp(): void {
    const open = vscode.workspace.notebookDocuments.flatMap((notebook) => this.#plain(notebook) ?? []);
    this.#log.catchUp(open);
    for (const notebook of vscode.workspace.notebookDocuments) this.#tellOutputs(notebook.getCells());
  }

  /** What is still to be told, told now. */
  finish(): void {
    this.#flush();
  }

  #open(notebook: vscode.NotebookDocument): void {
    if (this.#parts.journal.paused) return;
    const plain = this.#plain(notebook);
    if (plain === undefined) return;
    this.#log.open(plain);
    this.#tellOutputs(notebook.getCells());
  }

  #change({ notebook, contentChanges, cellChanges }: vscode.NotebookDocumentChangeEvent): void {
    if (this.#parts.journal.paused || !this.#log.has(notebook.uri.toString())) return;
    const moved = contentChanges.length > 0 || cellChanges.some(({ document }) => document !== undefined);
    const plain = moved ? this.#plain(notebook) : undefined;
    if (plain !== undefined) {
      const splices = contentChanges.map(({ range, removedCells, addedCells }) => ({
        start: range.start,
        removed: removedCells.length,
        added: addedCells.map(plainCell),
      }));
      this.#log.changed(plain, splices);
    }
    this.#tellOutputs(contentChanges.flatMap(({ addedCells }) => addedCells));
    for (const { cell, outputs, executionSummary } of cellChanges) {
      if (outputs !== undefined || executionSummary !== undefined) this.#printing.add(cell);
    }
    if (this.#printing.size > 0) this.#timer.poke(QUIET_MS, LONGEST_MS);
  }

  #willSave({ uri }: vscode.NotebookDocument): void {
    if (uri.scheme === 'file') this.#parts.saves.announce([uri]);
  }

  #save(notebook: vscode.NotebookDocument): void {
    const { journal, disk, saves, roots, onDisk } = this.#parts;
    saves.report([notebook.uri]);
    const place = notebook.uri.scheme === 'file' ? placeOf(notebook.uri.fsPath, roots) : undefined;
    if (place === undefined || journal.paused) return;
    this.#flush();
    const read = readBytes(notebook.uri.fsPath);
    const bytes = read === null ? null : journal.redactedBytes(read);
    const plain = this.#plain(notebook);
    if (bytes !== null && plain !== undefined && this.#log.has(plain.uri)) {
      this.#log.saved(plain, contentOf(bytes, journal));
      disk.saved(place, journal.blobId(bytes));
    }
    onDisk();
  }

  #close(notebook: vscode.NotebookDocument): void {
    if (this.#parts.journal.paused) return;
    this.#flush();
    this.#log.close(notebook.uri.toString());
  }

  #flush(): void {
    const cells = [...this.#printing];
    this.#printing.clear();
    if (!this.#parts.journal.paused) this.#tellOutputs(cells);
  }

  #tellOutputs(cells: readonly vscode.NotebookCell[]): void {
    for (const { notebook, document, outputs, executionSummary: run } of cells) {
      this.#log.output(notebook.uri.toString(), document.uri.toString(), {
        ...(run?.executionOrder === undefined ? {} : { order: run.executionOrder }),
        ...(run?.success === undefined ? {} : { success: run.success }),
        ...(keepsOutputs() ? { outputs: outputPieces(outputs.flatMap(({ items }) => items)) } : {}),
      });
    }
  }

  /** Undefined: not recorded. */
  #plain(notebook: vscode.NotebookDocument): EditorNotebook | undefined {
    const { uri, notebookType } = notebook;
    const place = uri.scheme === 'file' ? placeOf(uri.fsPath, this.#parts.roots) : undefined;
    if (place === undefined ? uri.scheme !== 'untitled' : this.#parts.ignored.has(place)) return undefined;
    return {
      uri: uri.toString(),
      path: place?.path ?? uri.path.replace(/^\/+/, ''),
      root: place?.root ?? 0,
      inWorkspace: place !== undefined,
      type: notebookType,
      cells: notebook.getCells().map(plainCell),
    };
  }
}

function plainCell({ document, kind }: vscode.NotebookCell): EditorCell {
  const type = kind === vscode.NotebookCellKind.Markup ? 'markup' : 'code';
  return { uri: document.uri.toString(), type, language: document.languageId };
}

function keepsOutputs(): boolean {
  return vscode.workspace.getConfiguration('tracewright').get<boolean>('recording.notebookOutputs', true);
}
