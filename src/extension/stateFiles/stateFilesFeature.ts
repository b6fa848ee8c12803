import * as vscode from 'vscode';
import type { Log } from '../../core/ports.ts';
import { STATE_SCHEME } from '../host/stateAddress.ts';
import type { TimeTravels } from '../host/timeTravels.ts';
import { registerStateCommands } from './stateCommands.ts';
import { StateDecorations } from './stateDecorations.ts';
import { StateFileSystem } from './stateFileSystem.ts';
import { StateTree } from './stateTree.ts';

interface Parts {
  readonly log: Log;
  readonly travels: TimeTravels;
}

/** The repository as it was at each step: a read-only file system, the view of it, and what can be compared. */
export function startStateFiles({ log, travels }: Parts): vscode.Disposable {
  const files = new StateFileSystem(travels);
  const tree = new StateTree(travels);
  const view = vscode.window.createTreeView('tracewright.stateFiles', {
    treeDataProvider: tree,
    showCollapseAll: true,
  });
  const moved = async () => {
    const { current } = travels;
    view.description = current === undefined ? '' : vscode.l10n.t('after step {0}', current.step);
    tree.refresh();
  };
  return vscode.Disposable.from(
    files,
    tree,
    view,
    vscode.workspace.registerFileSystemProvider(STATE_SCHEME, files, { isCaseSensitive: true, isReadonly: true }),
    vscode.window.registerFileDecorationProvider(new StateDecorations(travels)),
    travels.onDidMove(moved),
    registerStateCommands(log, travels),
  );
}
