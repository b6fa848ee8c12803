import * as vscode from 'vscode';
import type { TextChange } from '../../core/edit/change.ts';
import type { Journal } from '../../node/recording/journal.ts';
import { type CursorCause, CursorLog } from './cursorLog.ts';
import type { DocumentLog } from './documentLog.ts';
import { LiveSetting } from './liveSetting.ts';
import { type Lines, ViewDwell } from './viewDwell.ts';

/** Where the person looks: the editor that has the focus, every cursor in it, and what stays in view. */
export class Attention {
  readonly #journal: Journal;
  readonly #documents: DocumentLog;
  readonly #setting = new LiveSetting('recording.selections', (on) => this.#turned(on));
  readonly #cursors: CursorLog;
  readonly #view: ViewDwell;
  readonly #listeners: vscode.Disposable;

  constructor(journal: Journal, documents: DocumentLog) {
    this.#journal = journal;
    this.#documents = documents;
    this.#cursors = new CursorLog(({ doc, cursors, cause }) =>
      journal.append({
        kind: 'selection',
        doc,
        ranges: cursors.map(([anchor, active]) => [anchor, active]),
        ...(cause === undefined ? {} : { cause }),
      }),
    );
    this.#view = new ViewDwell(({ doc, lines }, dwell) => this.#viewed(doc, lines, dwell));
    this.#listeners = vscode.Disposable.from(
      this.#setting,
      vscode.window.onDidChangeActiveTextEditor((editor) => this.#focus(editor)),
      vscode.window.onDidChangeTextEditorSelection((event) => this.#selection(event.textEditor, causeOf(event.kind))),
      vscode.window.onDidChangeTextEditorVisibleRanges(({ textEditor }) => this.#shows(textEditor)),
      vscode.window.onDidChangeWindowState(({ focused }) => {
        if (!focused) this.#view.leaves();
        else this.#shows(vscode.window.activeTextEditor);
      }),
    );
    this.#focus(vscode.window.activeTextEditor);
  }

  /** An edit is about to be written: the cursors that it was made with come first. */
  beforeEdit(uri: string, changes: readonly TextChange[]): void {
    const doc = this.#documents.docOf(uri);
    if (doc !== undefined) this.#cursors.edited(doc, changes);
  }

  /** Writes what waits, as before a pause or the end. */
  settle(): void {
    this.#view.leaves();
    this.#cursors.flush();
  }

  /** After a pause: what is looked at now. */
  again(): void {
    this.#cursors.forget();
    this.#focus(vscode.window.activeTextEditor);
  }

  dispose(): void {
    this.#listeners.dispose();
    this.#cursors.forget();
    this.#view.forget();
  }

  #turned(on: boolean): void {
    this.#view.forget();
    this.#cursors.forget();
    if (on) this.#focus(vscode.window.activeTextEditor);
  }

  #focus(editor: vscode.TextEditor | undefined): void {
    if (!this.#setting.on) return;
    this.settle();
    const doc = editor === undefined ? undefined : this.#documents.docOf(editor.document.uri.toString());
    this.#journal.append({ kind: 'focus', doc: doc ?? null });
    if (editor === undefined) return;
    this.#selection(editor, undefined);
    this.#shows(editor);
  }

  #selection(editor: vscode.TextEditor, cause: CursorCause | undefined): void {
    if (editor !== vscode.window.activeTextEditor || !this.#setting.on) return;
    if (this.#journal.paused) return;
    const { document } = editor;
    const doc = this.#documents.docOf(document.uri.toString());
    if (doc === undefined) return;
    // The editor's selections now: those of the event may be of a text that an edit has changed since.
    const cursors = editor.selections.map(
      ({ anchor, active }) => [document.offsetAt(anchor), document.offsetAt(active)] as const,
    );
    this.#cursors.selected({ doc, cursors, cause });
  }

  #shows(editor: vscode.TextEditor | undefined): void {
    if (editor === undefined || editor !== vscode.window.activeTextEditor || !this.#setting.on) return;
    const doc = this.#documents.docOf(editor.document.uri.toString());
    if (doc === undefined || editor.visibleRanges.length === 0) this.#view.leaves();
    else this.#view.shows({ doc, lines: editor.visibleRanges.map(({ start, end }) => [start.line, end.line]) });
  }

  #viewed(doc: number, lines: readonly Lines[], dwell: number): void {
    const uri = this.#documents.uriOf(doc);
    const document = vscode.workspace.textDocuments.find((candidate) => candidate.uri.toString() === uri);
    if (document === undefined) return;
    const ranges = lines.map(([first, last]): [number, number] => [
      document.offsetAt(new vscode.Position(first, 0)),
      document.offsetAt(new vscode.Position(last + 1, 0)),
    ]);
    this.#journal.append({ kind: 'view', doc, ranges, dwell });
  }
}

function causeOf(kind: vscode.TextEditorSelectionChangeKind | undefined): CursorCause | undefined {
  if (kind === vscode.TextEditorSelectionChangeKind.Keyboard) return 'keyboard';
  if (kind === vscode.TextEditorSelectionChangeKind.Mouse) return 'mouse';
  return kind === vscode.TextEditorSelectionChangeKind.Command ? 'command' : undefined;
}
