import * as vscode from 'vscode';
import type { NewEvent } from '../../core/session/event.ts';
import type { Journal } from '../../node/recording/journal.ts';
import type { DocumentLog, SaveWords } from './documentLog.ts';
import type { EditorChange } from './editorDocument.ts';
import { type EditSeen, type SaveEffects, SaveFormatting } from './saveFormatting.ts';

/** Longer pieces of taken-out text are not looked at. UTF-16 code units. */
const LONGEST_LOOKED_AT = 64 * 1024;

const causes = new Map<vscode.TextDocumentSaveReason, NonNullable<SaveWords['cause']>>([
  [vscode.TextDocumentSaveReason.Manual, 'manual'],
  [vscode.TextDocumentSaveReason.AfterDelay, 'delay'],
  [vscode.TextDocumentSaveReason.FocusOut, 'focus'],
]);

/** What made the editor save, and which edits the save made. */
export class SaveWatch {
  readonly #journal: Journal;
  readonly #documents: DocumentLog;
  readonly #formatting = new SaveFormatting();
  readonly #saving = new Map<string, { readonly cause: SaveWords['cause']; readonly effects: SaveEffects }>();
  readonly #listener: vscode.Disposable;
  #seen: EditSeen | undefined;

  constructor(journal: Journal, documents: DocumentLog) {
    this.#journal = journal;
    this.#documents = documents;
    this.#listener = vscode.window.onDidChangeTextEditorSelection(({ textEditor, kind }) => {
      const byHand =
        kind === vscode.TextEditorSelectionChangeKind.Keyboard || kind === vscode.TextEditorSelectionChangeKind.Mouse;
      const doc = byHand ? documents.docOf(textEditor.document.uri.toString()) : undefined;
      if (doc !== undefined) this.#formatting.moved(doc);
    });
  }

  /** An edit is about to be written; `t` is when it came. */
  beforeEdit({ uri, changes, reason }: EditorChange, t: number): void {
    let left = LONGEST_LOOKED_AT;
    const deleted = changes.map(([offset, length]) => {
      left -= length;
      if (length === 0) return '';
      return left < 0 ? null : (this.#documents.slice(uri, offset, offset + length) ?? null);
    });
    this.#seen = { changes, deleted, undone: reason !== undefined, t };
  }

  /** An event was written. */
  wrote(event: NewEvent, seq: number): void {
    if (event.kind !== 'edit' || this.#seen === undefined) return;
    this.#formatting.edited(event.doc, seq, this.#seen);
    this.#seen = undefined;
  }

  willSave(document: vscode.TextDocument, reason: vscode.TextDocumentSaveReason): void {
    const uri = document.uri.toString();
    const effects = effectsOf(document);
    const t = performance.now();
    this.#journal.inOrder(() => {
      this.#saving.set(uri, { cause: causes.get(reason), effects });
      const doc = this.#documents.docOf(uri);
      if (doc !== undefined) this.#formatting.willSave(doc, t, effects);
    });
  }

  /** What is known of the save that has just ended. */
  saved(uri: string): SaveWords {
    const saving = this.#saving.get(uri);
    this.#saving.delete(uri);
    const doc = this.#documents.docOf(uri);
    if (saving === undefined || doc === undefined) return {};
    const { cause, effects } = saving;
    const formatting = this.#formatting.saved(doc, effects);
    return { ...(cause === undefined ? {} : { cause }), ...(formatting === undefined ? {} : { formatting }) };
  }

  dispose(): void {
    this.#listener.dispose();
  }
}

function effectsOf(document: vscode.TextDocument): SaveEffects {
  const editor = vscode.workspace.getConfiguration('editor', document);
  const files = vscode.workspace.getConfiguration('files', document);
  return {
    formats: editor.get<boolean>('formatOnSave', false),
    trims: files.get<boolean>('trimTrailingWhitespace', false),
    endsLines: files.get<boolean>('insertFinalNewline', false) || files.get<boolean>('trimFinalNewlines', false),
  };
}
