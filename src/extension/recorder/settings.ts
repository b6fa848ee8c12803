import * as vscode from 'vscode';
import type { Journal } from '../../node/recording/journal.ts';
import type { WorkspaceRoot } from '../../node/recording/workspaceRoot.ts';
import type { DocumentLog } from './documentLog.ts';
import { changedValues, type Values } from './settingsDelta.ts';

/** Settings that change what an edit or a save means. */
const WATCHED = [
  'editor.tabSize',
  'editor.insertSpaces',
  'editor.detectIndentation',
  'files.eol',
  'files.encoding',
  'files.insertFinalNewline',
  'files.trimFinalNewlines',
  'files.trimTrailingWhitespace',
  'editor.formatOnSave',
  'editor.formatOnType',
  'editor.formatOnPaste',
  'editor.defaultFormatter',
  'editor.codeActionsOnSave',
  'files.autoSave',
  'editor.wordBasedSuggestions',
  'editor.inlineSuggest.enabled',
] as const;

interface Parts {
  readonly journal: Journal;
  readonly documents: DocumentLog;
  readonly roots: readonly WorkspaceRoot[];
}

/** What a scope has is told as the difference to the scope around it: a language to its root, a root to the first. */
export class Settings {
  readonly #parts: Parts;
  readonly #told = new Map<string, Values>();
  readonly #languages = new Set<string>();
  readonly #listeners: vscode.Disposable;

  constructor(parts: Parts) {
    this.#parts = parts;
    for (const { languageId, uri } of vscode.workspace.textDocuments) {
      if (this.#isRecorded(uri)) this.#languages.add(languageId);
    }
    this.#listeners = vscode.Disposable.from(
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (WATCHED.some((name) => event.affectsConfiguration(name))) this.#tell();
      }),
      vscode.workspace.onDidOpenTextDocument(({ languageId, uri }) => {
        if (this.#languages.has(languageId) || !this.#isRecorded(uri)) return;
        this.#languages.add(languageId);
        this.#tell();
      }),
      vscode.window.onDidChangeVisibleTextEditors((editors) => this.#tellEditors(editors)),
      vscode.window.onDidChangeTextEditorOptions(({ textEditor }) => this.#tellEditors([textEditor])),
    );
    this.#tell();
  }

  dispose(): void {
    this.#listeners.dispose();
  }

  /** After a pause: what changed meanwhile. */
  again(): void {
    this.#tell();
  }

  #isRecorded(uri: vscode.Uri): boolean {
    return this.#parts.documents.docOf(uri.toString()) !== undefined;
  }

  #tell(): void {
    if (this.#parts.journal.paused) return;
    const [first] = this.#parts.roots;
    if (first === undefined) return;
    const common = valuesAt({ uri: vscode.Uri.file(first.path) });
    for (const [root, { path }] of this.#parts.roots.entries()) {
      const uri = vscode.Uri.file(path);
      const own = valuesAt({ uri });
      const place = root === 0 ? {} : { root };
      this.#write(place, root === 0 ? own : (changedValues(common, own) ?? {}));
      for (const languageId of this.#languages) {
        const values = changedValues(own, valuesAt({ uri, languageId })) ?? {};
        this.#write({ ...place, language: languageId }, values);
      }
    }
    this.#tellEditors(vscode.window.visibleTextEditors);
  }

  /** Indentation that an editor found out from its text, where that is other than the settings say. */
  #tellEditors(editors: readonly vscode.TextEditor[]): void {
    if (this.#parts.journal.paused) return;
    for (const { document, options } of editors) {
      const doc = this.#parts.documents.docOf(document.uri.toString());
      if (doc === undefined) continue;
      const { tabSize, insertSpaces } = options;
      const set = vscode.workspace.getConfiguration('editor', document);
      const now = {
        ...(typeof tabSize === 'number' && tabSize !== set.get('tabSize') ? { 'editor.tabSize': tabSize } : {}),
        ...(typeof insertSpaces === 'boolean' && insertSpaces !== set.get('insertSpaces')
          ? { 'editor.insertSpaces': insertSpaces }
          : {}),
      };
      this.#write({ doc }, now);
    }
  }

  /** Writes what is not told yet of a scope; null says that it is as around it again. */
  #write(scope: { root?: number; language?: string; doc?: number }, now: Values): void {
    const key = JSON.stringify([scope.root ?? 0, scope.language, scope.doc]);
    const values = changedValues(this.#told.get(key) ?? {}, now);
    this.#told.set(key, now);
    if (values !== undefined) this.#parts.journal.append({ kind: 'settings', ...scope, values });
  }
}

function valuesAt({ uri, languageId }: { uri: vscode.Uri; languageId?: string }): Values {
  const scope = languageId === undefined ? uri : { uri, languageId };
  const settings = vscode.workspace.getConfiguration(undefined, scope);
  return Object.fromEntries(
    WATCHED.flatMap((name) => {
      const value = settings.get<unknown>(name);
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
