import path from 'node:path';
import * as vscode from 'vscode';
import { TracewrightError } from '../../core/errors.ts';
import type { WorkspaceRoot } from '../../node/recording/workspaceRoot.ts';

/** Where this workspace's recordings are, and what they are of. Asked anew each time: folders and settings change. */
export interface WorkspaceStorage {
  /** The workspace folders that are real folders, in the editor's order. */
  roots(): readonly WorkspaceRoot[];
  /** The folder that holds `sessions/` and `shadow.git`. Throws a TracewrightError without a folder on disk. */
  folder(): string;
}

export function workspaceStorage(): WorkspaceStorage {
  const roots = () =>
    (vscode.workspace.workspaceFolders ?? [])
      .filter((folder) => folder.uri.scheme === 'file')
      .map((folder) => ({ name: folder.name, path: folder.uri.fsPath }));
  return {
    roots,
    folder() {
      const first = roots()[0];
      if (first === undefined) {
        throw new TracewrightError('no-folder', vscode.l10n.t('There is no folder on this computer to record'), {
          kind: 'usage',
          remedy: vscode.l10n.t('open a folder first'),
        });
      }
      const wanted = vscode.workspace.getConfiguration('tracewright').get<string>('storageFolder', '').trim();
      return path.resolve(first.path, wanted === '' ? '.tracewright' : wanted);
    },
  };
}
