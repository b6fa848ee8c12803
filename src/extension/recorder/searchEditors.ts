import * as vscode from 'vscode';
import type { Asked } from './requestLog.ts';
import { searchHeader } from './searchHeader.ts';

/** A search editor rewrites its text while it searches. Milliseconds. */
const QUIET_MS = 500;

/** Tells what is searched for in search editors, which are documents and say it in their first lines. */
export class SearchEditors {
  readonly #onSearch: (asked: Asked) => void;
  readonly #listeners: vscode.Disposable;
  readonly #last = new Map<string, string>();
  readonly #timers = new Map<string, NodeJS.Timeout>();

  constructor(onSearch: (asked: Asked) => void) {
    this.#onSearch = onSearch;
    // What was searched for before the recording is known, and is not told.
    for (const document of vscode.workspace.textDocuments) if (isSearch(document)) this.#last.set(...told(document));
    this.#listeners = vscode.Disposable.from(
      vscode.workspace.onDidOpenTextDocument((document) => this.#poke(document)),
      vscode.workspace.onDidChangeTextDocument(({ document }) => this.#poke(document)),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => {
        clearTimeout(this.#timers.get(uri.toString()));
        this.#timers.delete(uri.toString());
        this.#last.delete(uri.toString());
      }),
    );
  }

  dispose(): void {
    this.#listeners.dispose();
    for (const timer of this.#timers.values()) clearTimeout(timer);
  }

  #poke(document: vscode.TextDocument): void {
    if (!isSearch(document)) return;
    const [uri] = told(document);
    clearTimeout(this.#timers.get(uri));
    this.#timers.set(
      uri,
      setTimeout(() => this.#look(document), QUIET_MS),
    );
  }

  #look(document: vscode.TextDocument): void {
    const [uri, now] = told(document);
    this.#timers.delete(uri);
    const header = searchHeader(document.getText(new vscode.Range(0, 0, 20, 0)));
    if (header === undefined || this.#last.get(uri) === now) return;
    this.#last.set(uri, now);
    const { query, ...rest } = header;
    this.#onSearch({ what: 'text-search', query, word: query, evidence: { from: 'search-editor', ...rest } });
  }
}

function isSearch({ uri }: vscode.TextDocument): boolean {
  return uri.scheme === 'search-editor';
}

/** The document's address, and what it says that it looked for. */
function told(document: vscode.TextDocument): [string, string] {
  const header = searchHeader(document.getText(new vscode.Range(0, 0, 20, 0)));
  return [document.uri.toString(), `${header?.query ?? ''}\n${header?.flags ?? ''}`];
}
