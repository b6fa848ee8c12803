import * as vscode from 'vscode';
import { readDisk } from '../../node/recording/diskBytes.ts';
import type { DiskLog } from '../../node/recording/diskLog.ts';
import type { FileOperations } from '../../node/recording/fileOperations.ts';
import type { Ignored } from '../../node/recording/ignored.ts';
import type { Journal } from '../../node/recording/journal.ts';
import { leadsOut, placeOf } from '../../node/recording/place.ts';
import { IGNORE_FILE } from '../../node/recording/privateFiles.ts';
import type { WorkspaceRoot } from '../../node/recording/workspaceRoot.ts';
import type { DocumentLog } from './documentLog.ts';
import type { EditorChange, EditorDocument } from './editorDocument.ts';
import type { EditorFacts } from './editorFacts.ts';
import { CELL_SCHEME, cellPlace } from './notebookCell.ts';
import { AFTERMATH_MS, type Rename } from './renames.ts';
import type { SaveWatch } from './saveWatch.ts';
import { editorChange, editorDocument } from './vscodeDocuments.ts';

interface Parts {
  readonly journal: Journal;
  readonly documents: DocumentLog;
  readonly disk: DiskLog;
  readonly roots: readonly WorkspaceRoot[];
  readonly ignored: Ignored;
  readonly operations: FileOperations;
  readonly saves: FileOperations;
  readonly facts: EditorFacts;
  readonly saveWatch: SaveWatch;
  /** An edit is about to be written. */
  readonly beforeEdit: (change: EditorChange) => void;
  /** Something on disk may have changed. */
  readonly onDisk: () => void;
}

/**
 * Takes what the editor says about documents and files and hands it on as plain data, before anything is awaited:
 * a text that is read later may be another one.
 */
export class EditorEvents {
  readonly #parts: Parts;
  readonly #listeners: vscode.Disposable;
  #whilePaused: Rename[] = [];
  #aftermath: NodeJS.Timeout | undefined;

  constructor(parts: Parts) {
    this.#parts = parts;
    for (const document of vscode.workspace.textDocuments) this.#open(document);
    this.#listeners = vscode.Disposable.from(
      vscode.workspace.onDidOpenTextDocument((document) => this.#open(document)),
      vscode.workspace.onDidChangeTextDocument((event) => this.#change(event)),
      vscode.workspace.onWillSaveTextDocument((event) => this.#willSave(event)),
      vscode.workspace.onDidSaveTextDocument((document) => this.#save(document)),
      vscode.workspace.onDidCloseTextDocument((document) => this.#close(document)),
      vscode.workspace.onWillRenameFiles(({ files }) => this.#willRename(files)),
      vscode.workspace.onDidRenameFiles(({ files }) => this.#didRename(files)),
      vscode.workspace.onWillCreateFiles(({ files }) => parts.operations.announce(files)),
      vscode.workspace.onWillDeleteFiles(({ files }) => parts.operations.announce(files)),
      vscode.workspace.onDidCreateFiles(({ files }) => this.#files(files)),
      vscode.workspace.onDidDeleteFiles(({ files }) => this.#files(files)),
    );
  }

  dispose(): void {
    clearTimeout(this.#aftermath);
    this.#listeners.dispose();
  }

  /** Every document that is open now, as plain data. */
  snapshot(): EditorDocument[] {
    return vscode.workspace.textDocuments
      .filter((document) => isRecorded(document, this.#parts.roots))
      .map((document) => this.#plain(document));
  }

  /** After a pause: what was opened, closed, renamed and changed meanwhile. */
  catchUp(): void {
    const { documents } = this.#parts;
    documents.willRename(this.#whilePaused);
    this.#whilePaused = [];
    documents.catchUp(this.snapshot().filter((document) => !this.#isIgnored(document)));
  }

  /** Compares one document's text with what is recorded of it. */
  check(uri: string, why: string): void {
    const document = vscode.workspace.textDocuments.find((candidate) => candidate.uri.toString() === uri);
    if (document !== undefined) this.#parts.documents.check(this.#plain(document), why);
  }

  #open(document: vscode.TextDocument): void {
    const { journal, documents, roots } = this.#parts;
    if (!isRecorded(document, roots) || journal.paused) return;
    const plain = this.#plain(document);
    journal.inOrder(() => {
      if (!this.#isIgnored(plain)) documents.open(plain);
    });
  }

  #change(event: vscode.TextDocumentChangeEvent): void {
    const { journal, documents, roots, facts, saveWatch, beforeEdit } = this.#parts;
    if (!isRecorded(event.document, roots) || journal.paused) return;
    const evidence = event.contentChanges.length === 0 ? undefined : facts.evidenceOf(event);
    const change = editorChange(event, evidence);
    const at = performance.now();
    journal.inOrder(() => {
      if (change.changes.length > 0) {
        beforeEdit(change);
        saveWatch.beforeEdit(change, at);
      }
      documents.change(change);
    });
  }

  #willSave({ document, reason }: vscode.TextDocumentWillSaveEvent): void {
    const { uri } = document;
    if (uri.scheme !== 'file' || placeOf(uri.fsPath, this.#parts.roots) === undefined) return;
    this.#parts.saves.announce([uri]);
    this.#parts.saveWatch.willSave(document, reason);
  }

  #save(document: vscode.TextDocument): void {
    const { journal, documents, disk, roots, onDisk, saves, saveWatch } = this.#parts;
    saves.report([document.uri]);
    if (!isRecorded(document, roots) || journal.paused) return;
    const plain = this.#plain(document);
    const place = placeOf(document.uri.fsPath, roots);
    journal.inOrder(() => {
      const saved = documents.save(plain, saveWatch.saved(plain.uri));
      if (place !== undefined && saved !== undefined) disk.saved(place, saved);
      if (plain.path.endsWith(IGNORE_FILE)) this.#closeHidden();
    });
    onDisk();
  }

  /** The rules changed: what they hide by now is recorded no longer. */
  #closeHidden(): void {
    this.#parts.ignored.forget();
    for (const document of vscode.workspace.textDocuments) {
      const place = document.uri.scheme === 'file' ? placeOf(document.uri.fsPath, this.#parts.roots) : undefined;
      if (place !== undefined && this.#parts.ignored.has(place)) this.#parts.documents.close(document.uri.toString());
    }
  }

  #close(document: vscode.TextDocument): void {
    const { journal, documents } = this.#parts;
    const uri = document.uri.toString();
    if (!journal.paused) journal.inOrder(() => documents.close(uri));
  }

  #willRename(files: readonly { readonly oldUri: vscode.Uri; readonly newUri: vscode.Uri }[]): void {
    const pairs = files.map(({ oldUri, newUri }) => ({ from: oldUri.toString(), to: newUri.toString() }));
    this.#parts.operations.announce(files.flatMap(({ oldUri, newUri }) => [oldUri, newUri]));
    this.#parts.journal.inOrder(() => this.#parts.documents.willRename(pairs));
  }

  #didRename(files: readonly { readonly oldUri: vscode.Uri; readonly newUri: vscode.Uri }[]): void {
    const { journal, documents, disk, roots, onDisk } = this.#parts;
    const pairs = files.map(({ oldUri, newUri }) => ({ from: oldUri.toString(), to: newUri.toString() }));
    if (journal.paused) this.#whilePaused.push(...pairs);
    journal.inOrder(() => documents.didRename(pairs));
    clearTimeout(this.#aftermath);
    this.#aftermath = setTimeout(() => journal.inOrder(() => documents.closeLeaving()), AFTERMATH_MS + 100);
    for (const { oldUri, newUri } of files) {
      const from = placeOf(oldUri.fsPath, roots);
      const to = placeOf(newUri.fsPath, roots);
      const now = readDisk(newUri.fsPath);
      journal.inOrder(() => {
        if (from !== undefined && to !== undefined) disk.renamed(from, to);
        else if (from !== undefined) disk.found(from, { kind: 'none' }, 'editor');
        if (to !== undefined && !this.#parts.ignored.has(to)) disk.found(to, now, 'editor');
      });
    }
    this.#parts.operations.report(files.flatMap(({ oldUri, newUri }) => [oldUri, newUri]));
    onDisk();
  }

  #files(uris: readonly vscode.Uri[]): void {
    const { journal, disk, roots, ignored, onDisk } = this.#parts;
    for (const uri of uris) {
      const place = uri.scheme === 'file' ? placeOf(uri.fsPath, roots) : undefined;
      if (place === undefined) continue;
      const now = readDisk(uri.fsPath);
      journal.inOrder(() => {
        if (now.kind === 'none' || !ignored.has(place)) disk.found(place, now, 'editor');
      });
    }
    this.#parts.operations.report(uris);
    onDisk();
  }

  #plain(document: vscode.TextDocument): EditorDocument {
    return editorDocument(document, this.#parts.roots);
  }

  #isIgnored({ uri, inWorkspace, path, root }: EditorDocument): boolean {
    if (!inWorkspace && !uri.startsWith(`${CELL_SCHEME}:`)) return false;
    const { ignored, roots } = this.#parts;
    return ignored.has({ path, root }) || (inWorkspace && leadsOut(vscode.Uri.parse(uri).fsPath, roots));
  }
}

/**
 * Files of the workspace, drafts, and the cells of notebooks that are either, are somebody's work. Other files
 * (settings, other projects) are nobody's business here, and other schemes (output, git's own views, …) are shown, not edited.
 */
function isRecorded({ uri }: vscode.TextDocument, roots: readonly WorkspaceRoot[]): boolean {
  if (uri.scheme === CELL_SCHEME) return cellPlace(uri, roots) !== undefined;
  return uri.scheme === 'untitled' || (uri.scheme === 'file' && placeOf(uri.fsPath, roots) !== undefined);
}
