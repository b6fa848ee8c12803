import path from 'node:path';
import * as vscode from 'vscode';
import type { Log } from '../../core/ports.ts';
import { OFFERED_DATASET_EDITOR } from './datasetEditor.ts';
import { isManifest } from './openDataset.ts';

/**
 * Gives a `manifest.json` that opens as text its page where it is the manifest of a dataset of ours; every other one is
 * left alone. Once for each file: who goes back to the text wants the text.
 */
export function followManifestTabs(log: Log): vscode.Disposable {
  const switched = new Set<string>();
  return vscode.window.onDidChangeActiveTextEditor(async (editor) => {
    if (editor === undefined) return;
    const { document, viewColumn } = editor;
    const { uri } = document;
    if (uri.scheme !== 'file' || path.basename(uri.path) !== 'manifest.json' || switched.has(uri.fsPath)) return;
    const tab = vscode.window.tabGroups.activeTabGroup.activeTab;
    const plain = tab?.input instanceof vscode.TabInputText && tab.input.uri.fsPath === uri.fsPath;
    if (!plain || document.isDirty || !isManifest(document.getText())) return;
    switched.add(uri.fsPath);
    try {
      const options = { preview: tab.isPreview, ...(viewColumn === undefined ? {} : { viewColumn }) };
      await vscode.commands.executeCommand('vscode.openWith', uri, OFFERED_DATASET_EDITOR, options);
      const left = vscode.window.tabGroups.all
        .flatMap(({ tabs }) => tabs)
        .find(({ input }) => input instanceof vscode.TabInputText && input.uri.fsPath === uri.fsPath);
      if (left !== undefined) await vscode.window.tabGroups.close(left);
    } catch (error) {
      log.error(`${uri.fsPath} could not be shown as a dataset`, error);
    }
  });
}
