import * as vscode from 'vscode';
import type { Log } from '../../core/ports.ts';
import { STATE_SCHEME } from '../host/stateAddress.ts';
import type { TimeTravel, TimeTravels } from '../host/timeTravels.ts';
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
  let shownFor: TimeTravel | undefined;
  const moved = async () => {
    const { current } = travels;
    view.description = current === undefined ? '' : vscode.l10n.t('after step {0}', current.step);
    tree.refresh();
    const isNew = current !== undefined && shownFor !== current.travel;
    shownFor = current?.travel;
    if (isNew && !view.visible) await unfold();
  };
  // Views of others in the debug side bar start folded; this one is what the files are looked at in.
  const unfold = async () => {
    const [first] = await tree.getChildren();
    if (first !== undefined) await view.reveal(first, { select: false, focus: false });
  };
  return vscode.Disposable.from(
    files,
    tree,
    view,
    vscode.workspace.registerFileSystemProvider(STATE_SCHEME, files, { isCaseSensitive: true, isReadonly: true }),
    vscode.window.registerFileDecorationProvider(new StateDecorations(travels)),
    travels.onDidMove(() => {
      moved().catch((error) => log.error('The files of the step could not be shown', error));
    }),
    registerStateCommands(log, travels),
  );
}
