import * as vscode from 'vscode';
import { editEvidence } from './editEvidence.ts';

const PREVIEW_SCHEME = 'vscode-bulkeditpreview';

/** What is known of the editor in the moment of an edit, kept at hand because asking for it while typing would cost. */
export class EditorFacts {
  readonly #pastes = new Map<string, number>();
  readonly #listeners: vscode.Disposable;
  #previews = 0;
  #chatEditing = 0;

  constructor() {
    this.#countTabs();
    for (const document of vscode.workspace.textDocuments) this.#preview(document, 1);
    this.#listeners = vscode.Disposable.from(
      vscode.window.tabGroups.onDidChangeTabs(() => this.#countTabs()),
      vscode.workspace.onDidOpenTextDocument((document) => this.#preview(document, 1)),
      vscode.workspace.onDidCloseTextDocument((document) => {
        this.#preview(document, -1);
        this.#pastes.delete(document.uri.toString());
      }),
    );
  }

  /** A paste into this document was asked for. */
  pasting(uri: string): void {
    this.#pastes.set(uri, performance.now());
  }

  /** What tells who made this edit. */
  evidenceOf(event: vscode.TextDocumentChangeEvent): Record<string, unknown> | undefined {
    const { document, contentChanges, reason } = event;
    const editor = vscode.window.activeTextEditor;
    const active = editor?.document === document;
    return editEvidence({
      detailedReason: (event as { detailedReason?: { source?: unknown; metadata?: unknown } }).detailedReason,
      active,
      visible: active || vscode.window.visibleTextEditors.some((shown) => shown.document === document),
      focused: vscode.window.state.focused,
      // Its event comes after this one, so these are still the cursors that the edit was made with.
      cursors: active ? editor.selections : [],
      changes: contentChanges,
      undone: reason !== undefined,
      sincePaste: this.#sincePaste(document),
      chatEditing: this.#chatEditing,
      refactorPreview: this.#previews > 0,
    });
  }

  dispose(): void {
    this.#listeners.dispose();
  }

  #sincePaste({ uri }: vscode.TextDocument): number | undefined {
    if (this.#pastes.size === 0) return undefined;
    const at = this.#pastes.get(uri.toString());
    return at === undefined ? undefined : performance.now() - at;
  }

  #preview({ uri }: vscode.TextDocument, count: number): void {
    if (uri.scheme.startsWith(PREVIEW_SCHEME)) this.#previews = Math.max(0, this.#previews + count);
  }

  #countTabs(): void {
    const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
    this.#chatEditing = tabs.filter(({ input }) =>
      schemesOf(input).some((name) => name.startsWith('chat-editing')),
    ).length;
  }
}

function schemesOf(input: unknown): string[] {
  if (input instanceof vscode.TabInputText) return [input.uri.scheme];
  return input instanceof vscode.TabInputTextDiff ? [input.original.scheme, input.modified.scheme] : [];
}
