import path from 'node:path';
import * as vscode from 'vscode';
import { TracewrightError } from '../../core/errors.ts';
import type { Log } from '../../core/ports.ts';
import { registerCommand } from '../host/problems.ts';
import { OFFERED_EDITOR, TRAJECTORY_EDITOR, TrajectoryEditor } from './trajectoryEditor.ts';
import { TrajectoryWorker } from './trajectoryWorker.ts';

interface Parts {
  readonly log: Log;
  readonly extensionUri: vscode.Uri;
}

/** The editor for trajectories, the view that lists them, and what can be done with one. */
export function startTrajectories(parts: Parts): vscode.Disposable {
  const { log, extensionUri } = parts;
  const editor = new TrajectoryEditor(log, extensionUri);
  const options = { supportsMultipleEditorsPerDocument: true };
  return vscode.Disposable.from(
    editor,
    ...[TRAJECTORY_EDITOR, OFFERED_EDITOR].map((type) =>
      vscode.window.registerCustomEditorProvider(type, editor, options),
    ),
    registerCommand(log, 'tracewright.openAsTrajectory', (target?: unknown) => openAs(parts, target)),
  );
}

/** Opens a file as a trajectory, when it begins like one. `target`: an address, or what a view gives for a row. */
async function openAs({ extensionUri }: Parts, target: unknown): Promise<void> {
  const uri = uriOf(target) ?? activeUri();
  if (uri === undefined || uri.scheme !== 'file') {
    throw new TracewrightError('no-file', vscode.l10n.t('There is no file on this computer to open'), {
      kind: 'usage',
      remedy: vscode.l10n.t('open or choose a file first'),
    });
  }
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
