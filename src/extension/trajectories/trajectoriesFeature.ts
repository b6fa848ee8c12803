import path from 'node:path';
import * as vscode from 'vscode';
import { TracewrightError } from '../../core/errors.ts';
import type { Log } from '../../core/ports.ts';
import { registerCommand } from '../host/problems.ts';
import type { WorkspaceStorage } from '../host/storage.ts';
import { importTrajectory } from './importTrajectory.ts';
import { OFFERED_EDITOR, TRAJECTORY_EDITOR, TrajectoryEditor, type TrajectoryOpened } from './trajectoryEditor.ts';
import { LOOK_SETTING, TrajectoryTree } from './trajectoryTree.ts';
import { TrajectoryWorker } from './trajectoryWorker.ts';

interface Parts {
  readonly log: Log;
  readonly extensionUri: vscode.Uri;
  readonly storage: WorkspaceStorage;
  /** The extension's own storage for this workspace. */
  readonly storageUri: vscode.Uri | undefined;
}

/** What other extensions and tests get of the trajectories. */
export interface Trajectories extends vscode.Disposable {
  /** A trajectory was read to its end in an editor. */
  readonly onDidOpen: vscode.Event<TrajectoryOpened>;
  /** The rows of the view: labels, and those below them. */
  listed(): Promise<readonly { readonly label: string; readonly below: readonly string[] }[]>;
}

/** The editor for trajectories, the view that lists them, and what can be done with one. */
export function startTrajectories(parts: Parts): Trajectories {
  const { log, extensionUri, storage, storageUri } = parts;
  const editor = new TrajectoryEditor(log, extensionUri);
  const options = { supportsMultipleEditorsPerDocument: true };
  const tree = new TrajectoryTree(storage, storageUri);
  const view = vscode.window.createTreeView('tracewright.trajectories', { treeDataProvider: tree });
  const watcher = vscode.workspace.createFileSystemWatcher('**/.tracewright/trajectories/*');
  const refresh = () => tree.refresh();
  const disposable = vscode.Disposable.from(
    editor,
    tree,
    view,
    watcher,
    watcher.onDidCreate(refresh),
    watcher.onDidDelete(refresh),
    vscode.workspace.onDidChangeWorkspaceFolders(refresh),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('tracewright')) refresh();
    }),
    registerCommand(log, 'tracewright.refreshTrajectories', refresh),
    registerCommand(log, 'tracewright.lookInAgentFolders', () =>
      vscode.workspace.getConfiguration('tracewright').update(LOOK_SETTING, true, vscode.ConfigurationTarget.Global),
    ),
    registerCommand(log, 'tracewright.copyTrajectoryPath', (target?: unknown) =>
      vscode.env.clipboard.writeText(fileOf(target).fsPath),
    ),
    registerCommand(log, 'tracewright.importTrajectory', async (target?: unknown) => {
      const out = await importTrajectory(extensionUri, storage, fileOf(target).fsPath, tree.folder());
      refresh();
      return out;
    }),
    ...[TRAJECTORY_EDITOR, OFFERED_EDITOR].map((type) =>
      vscode.window.registerCustomEditorProvider(type, editor, options),
    ),
    registerCommand(log, 'tracewright.openAsTrajectory', (target?: unknown) => openAs(parts, target)),
  );
  return {
    onDidOpen: editor.onDidOpen,
    listed: async () =>
      Promise.all(
        (await tree.getChildren()).map(async (item) => ({
          label: String(item.label),
          below: (await tree.getChildren(item)).map(({ label }) => String(label)),
        })),
      ),
    dispose: () => disposable.dispose(),
  };
}

/** Opens a file as a trajectory, when it begins like one. `target`: an address, or what a view gives for a row. */
async function openAs({ extensionUri }: Parts, target: unknown): Promise<void> {
  const uri = fileOf(target);
  const worker = new TrajectoryWorker(extensionUri, uri.fsPath);
  try {
    if (!(await worker.recognise())) {
      throw new TracewrightError(
        'unknown-format',
        vscode.l10n.t('{0} begins like no trajectory that Tracewright knows', path.basename(uri.fsPath)),
        { kind: 'usage', remedy: vscode.l10n.t('the documentation lists the formats') },
      );
    }
  } finally {
    worker.dispose();
  }
  await vscode.commands.executeCommand('vscode.openWith', uri, TRAJECTORY_EDITOR);
}

/** The file that a command is about. Throws `no-file`. */
function fileOf(target: unknown): vscode.Uri {
  const uri = uriOf(target) ?? activeUri();
  if (uri?.scheme === 'file') return uri;
  throw new TracewrightError('no-file', vscode.l10n.t('There is no file on this computer to open'), {
    kind: 'usage',
    remedy: vscode.l10n.t('open or choose a file first'),
  });
}

function uriOf(target: unknown): vscode.Uri | undefined {
  if (target instanceof vscode.Uri) return target;
  const named = typeof target === 'object' && target !== null && 'uri' in target ? target.uri : undefined;
  return named instanceof vscode.Uri ? named : undefined;
}

/** The file of the tab that is in front. */
function activeUri(): vscode.Uri | undefined {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  return typeof input === 'object' && input !== null && 'uri' in input && input.uri instanceof vscode.Uri
    ? input.uri
    : undefined;
}
