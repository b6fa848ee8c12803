import * as vscode from 'vscode';
import type { Journal } from '../../node/recording/journal.ts';
import type { DocumentLog } from './documentLog.ts';

/** Selections are written at most this often; the last one wins. Milliseconds. */
const SELECTION_MS = 100;

/** Where the person looks: the editor that has the focus, and every cursor in it. */
export class Attention {
  readonly #journal: Journal;
  readonly #documents: DocumentLog;
  readonly #listeners: vscode.Disposable;
  #pending: vscode.TextEditorSelectionChangeEvent | undefined;
  #timer: NodeJS.Timeout | undefined;
  #lastWrite = 0;

  constructor(journal: Journal, documents: DocumentLog) {
    this.#journal = journal;
    this.#documents = documents;
    this.#listeners = vscode.Disposable.from(
      vscode.window.onDidChangeActiveTextEditor((editor) => this.#focus(editor)),
      vscode.window.onDidChangeTextEditorSelection((event) => this.#selection(event)),
    );
    this.#focus(vscode.window.activeTextEditor);
  }

  dispose(): void {
    this.#listeners.dispose();
    clearTimeout(this.#timer);
  }

  #focus(editor: vscode.TextEditor | undefined): void {
    if (!enabled()) return;
    this.#flush();
    const doc = editor === undefined ? undefined : this.#documents.docOf(editor.document.uri.toString());
    this.#journal.append({ kind: 'focus', doc: doc ?? null });
  }

  #selection(event: vscode.TextEditorSelectionChangeEvent): void {
    if (event.textEditor !== vscode.window.activeTextEditor) return;
    this.#pending = event;
    const wait = this.#lastWrite + SELECTION_MS - performance.now();
    if (wait <= 0) this.#flush();
    else this.#timer ??= setTimeout(() => this.#flush(), wait);
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const event = this.#pending;
    this.#pending = undefined;
    if (event === undefined || !enabled()) return;
    this.#lastWrite = performance.now();
    const { document } = event.textEditor;
    const doc = this.#documents.docOf(document.uri.toString());
    if (doc === undefined) return;
    const cause = causeOf(event.kind);
    this.#journal.append({
      kind: 'selection',
      doc,
      // The editor's selections now: those of the event may be of a text that an edit has changed since.
      ranges: event.textEditor.selections.map(({ anchor, active }) => [
        document.offsetAt(anchor),
        document.offsetAt(active),
      ]),
      ...(cause === undefined ? {} : { cause }),
    });
  }
}

function enabled(): boolean {
  return vscode.workspace.getConfiguration('tracewright').get<boolean>('recording.selections', true);
}

function causeOf(kind: vscode.TextEditorSelectionChangeKind | undefined): 'keyboard' | 'mouse' | 'command' | undefined {
  if (kind === vscode.TextEditorSelectionChangeKind.Keyboard) return 'keyboard';
  if (kind === vscode.TextEditorSelectionChangeKind.Mouse) return 'mouse';
  return kind === vscode.TextEditorSelectionChangeKind.Command ? 'command' : undefined;
}
