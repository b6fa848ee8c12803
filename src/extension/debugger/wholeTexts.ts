import * as vscode from 'vscode';

/** The scheme of a variable's whole text. */
const TEXT_SCHEME = 'tracewright-text';
const KEPT = 20;

/** Texts of variables in editors of their own: the Variables view shows only their beginnings. */
export class WholeTexts implements vscode.TextDocumentContentProvider {
  readonly #texts = new Map<string, string>();
  readonly #registered: vscode.Disposable;
  #made = 0;

  constructor() {
    this.#registered = vscode.workspace.registerTextDocumentContentProvider(TEXT_SCHEME, this);
  }

  dispose(): void {
    this.#registered.dispose();
  }

  provideTextDocumentContent({ authority }: vscode.Uri): string {
    return this.#texts.get(authority) ?? '';
  }

  async open(name: string, text: string): Promise<void> {
    const authority = `text-${++this.#made}`;
    this.#texts.set(authority, text);
    for (const old of [...this.#texts.keys()].slice(0, -KEPT)) this.#texts.delete(old);
    const file = name.replaceAll(/[^\p{L}\p{N}._-]+/gu, ' ').trim() || 'text';
    const uri = vscode.Uri.from({ scheme: TEXT_SCHEME, authority, path: `/${file}` });
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri), { preview: true });
  }
}
