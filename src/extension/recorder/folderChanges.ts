import * as vscode from 'vscode';
import type { Log } from '../../core/ports.ts';
import { placeOf } from '../../node/recording/place.ts';
import type { WorkspaceRoot } from '../../node/recording/workspaceRoot.ts';

/** Tells that a folder which came into the window later is not part of the recording: it has no base state there. */
export class FolderChanges {
  readonly #listener: vscode.Disposable;

  constructor({ log, roots }: { readonly log: Log; readonly roots: readonly WorkspaceRoot[] }) {
    this.#listener = vscode.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
      for (const { name, uri } of removed) {
        if (roots.some(({ path }) => path === uri.fsPath)) log.info(`${name} left the window and is recorded on`);
      }
      for (const { name, uri } of added) {
        // One that stands inside a root is recorded with it.
        if (roots.some(({ path }) => path === uri.fsPath) || placeOf(uri.fsPath, roots) !== undefined) continue;
        const sentence = vscode.l10n.t(
          'The folder "{0}" is not recorded: it was added after the start. Stop and start again to record it, too.',
          name,
        );
        log.warn(sentence);
        void vscode.window.showWarningMessage(sentence);
      }
    });
  }

  dispose(): void {
    this.#listener.dispose();
  }
}
