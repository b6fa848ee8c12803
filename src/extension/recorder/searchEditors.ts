import * as vscode from 'vscode';
import type { Asked } from './requestLog.ts';
import { searchEditorText } from './searchEditorText.ts';

/** A search editor rewrites its text while it searches. Milliseconds. */
const QUIET_MS = 500;

/** Tells what is searched for in search editors, whose results are documents. */
export class SearchEditors {
  readonly #onSearch: (asked: Asked) => void;
  readonly #listeners: vscode.Disposable;
  readonly #timers = new Map<string, NodeJS.Timeout>();

  constructor(onSearch: (asked: Asked) => void) {
    this.#onSearch = onSearch;
    this.#listeners = vscode.Disposable.from(
      vscode.workspace.onDidOpenTextDocument((document) => this.#poke(document)),
      vscode.workspace.onDidChangeTextDocument(({ document }) => this.#poke(document)),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#stop(uri.toString())),
    );
  }

  dispose(): void {
    this.#listeners.dispose();
    for (const timer of this.#timers.values()) clearTimeout(timer);
  }

  #poke(document: vscode.TextDocument): void {
    if (document.uri.scheme !== 'search-editor') return;
    const uri = document.uri.toString();
    this.#stop(uri);
    this.#timers.set(
      uri,
      setTimeout(() => this.#look(document), QUIET_MS),
    );
  }

  #stop(uri: string): void {
    clearTimeout(this.#timers.get(uri));
    this.#timers.delete(uri);
  }

  #look(document: vscode.TextDocument): void {
    this.#stop(document.uri.toString());
    const told = document.isClosed ? undefined : searchEditorText(document.lineAt(0).text, searchTab());
    if (told === undefined) return;
    const { query, cut, ...counts } = told;
    const evidence = { from: 'search-editor', ...(cut === undefined ? {} : { cut }), ...counts };
    const word = query === undefined || cut ? {} : { word: query };
    this.#onSearch({ what: 'text-search', ...(query === undefined ? {} : { query }), ...word, evidence });
  }
}

/** Label of the tab in front, if it may be a search editor's: those have no input that extensions know. */
function searchTab(): string | undefined {
  const tab = vscode.window.tabGroups.activeTabGroup.activeTab;
  return tab !== undefined && tab.input === undefined ? tab.label : undefined;
}
