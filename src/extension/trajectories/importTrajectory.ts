import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { excludeFolder } from '../../node/git/excludeFolder.ts';
import type { WorkspaceStorage } from '../host/storage.ts';
import { mustBeTrusted } from '../host/trust.ts';
import { TrajectoryWorker } from './trajectoryWorker.ts';

/** Writes a trajectory of any format into the workspace's own as ATIF; the original stays as it is. Gives the new file. */
export async function importTrajectory(
  extensionUri: vscode.Uri,
  storage: WorkspaceStorage,
  file: string,
  folder: string,
): Promise<string> {
  mustBeTrusted(vscode.l10n.t('Importing writes into this folder, which is not trusted'));
  const [root] = storage.roots();
  if (root !== undefined && path.dirname(folder) === path.join(root.path, '.tracewright')) {
    await excludeFolder(root.path);
  }
  mkdirSync(folder, { recursive: true });
  const out = freeName(folder, file);
  const worker = new TrajectoryWorker(extensionUri, file);
  const title = vscode.l10n.t('Importing {0}', path.basename(file));
  try {
    await vscode.window.withProgress(
      { location: vscode.ProgressLocation.Notification, title, cancellable: true },
      (_, token) => {
        token.onCancellationRequested(() => worker.dispose());
        return worker.import(out);
      },
    );
  } finally {
    worker.dispose();
  }
  return out;
}

/** `<name>.trajectory.json`, with a number where that is taken. An agent's `events.jsonl` is named by its folder. */
function freeName(folder: string, file: string): string {
  const base = path.basename(file);
  const own = /^events\.jsonl$/.test(base) ? path.basename(path.dirname(file)) : base;
  const stem = own.replace(/(\.(traj|trajectory|chatreplay))?\.(jsonl?|ndjson|eval|traj)$/i, '');
  for (let number = 1; ; number++) {
    const name = path.join(folder, `${stem}${number === 1 ? '' : `-${number}`}.trajectory.json`);
    if (!existsSync(name)) return name;
  }
}
