import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { TracewrightError } from '../../core/errors.ts';
import { manifestSchema } from '../../core/sample/manifest.ts';
import { foldersIn } from '../host/listedFiles.ts';
import type { WorkspaceStorage } from '../host/storage.ts';
import { OFFERED_DATASET_EDITOR } from './datasetEditor.ts';

const MANIFEST = 'manifest.json';

/** Whether a text is the manifest of one of our datasets. */
export function isManifest(text: string): boolean {
  if (!text.includes('"tracewright"')) return false;
  try {
    return manifestSchema.safeParse(JSON.parse(text)).success;
  } catch {
    return false;
  }
}

/**
 * Opens a dataset's page. `target`: its folder or manifest; without one the person chooses among the workspace's own, or
 * looks for another. Throws `not-a-dataset`.
 */
export async function openDataset(storage: WorkspaceStorage, target: vscode.Uri | undefined): Promise<void> {
  const chosen = target ?? (await choose(storage));
  if (chosen === undefined) return;
  const folder = path.basename(chosen.fsPath) === MANIFEST ? path.dirname(chosen.fsPath) : chosen.fsPath;
  const file = path.join(folder, MANIFEST);
  if (!existsSync(file) || !isManifest(readFileSync(file, 'utf8'))) {
    throw new TracewrightError(
      'not-a-dataset',
      vscode.l10n.t('{0} is no dataset of Tracewright', path.basename(folder)),
      {
        kind: 'usage',
        place: { file: folder },
        remedy: vscode.l10n.t('choose a folder that "build" made'),
      },
    );
  }
  await vscode.commands.executeCommand('vscode.openWith', vscode.Uri.file(file), OFFERED_DATASET_EDITOR);
}

async function choose(storage: WorkspaceStorage): Promise<vscode.Uri | undefined> {
  const root = storage.roots().length === 0 ? undefined : storage.folder();
  const own = root === undefined ? [] : (await foldersIn(root, 'datasets')).reverse();
  if (root === undefined || own.length === 0) return browse();
  const elsewhere = { label: vscode.l10n.t('Another folder…'), folder: undefined };
  const items = own.map((name) => ({ label: name, folder: path.join(root, 'datasets', name) }));
  const chosen = await vscode.window.showQuickPick([...items, elsewhere], { title: vscode.l10n.t('Which dataset?') });
  if (chosen === undefined) return undefined;
  return chosen.folder === undefined ? browse() : vscode.Uri.file(chosen.folder);
}

async function browse(): Promise<vscode.Uri | undefined> {
  const chosen = await vscode.window.showOpenDialog({
    canSelectFiles: false,
    canSelectFolders: true,
    openLabel: vscode.l10n.t('Open Dataset'),
  });
  return chosen?.[0];
}
