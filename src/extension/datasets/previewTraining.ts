import * as vscode from 'vscode';
import { TracewrightError } from '../../core/errors.ts';
import type { Log } from '../../core/ports.ts';
import type { Sample } from '../../core/sample/sample.ts';
import { factsOf } from '../../core/sample/viewing/rowFacts.ts';
import { showPage } from '../host/showPage.ts';
import { chooseFamily } from './chooseFamily.ts';
import { DatasetPage, type RowSource } from './datasetPage.ts';
import { DatasetWorker } from './datasetWorker.ts';

/**
 * Shows the row that the selection would become: its text as the middle, the rest of the file around it, in the strings
 * of a model family. Gives the row; undefined where the person changed their mind.
 */
export async function previewTraining(
  log: Log,
  extensionUri: vscode.Uri,
  wished: { readonly family?: string } = {},
): Promise<Sample | undefined> {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined || editor.selection.isEmpty) {
    throw new TracewrightError('no-selection', vscode.l10n.t('No text is selected'), {
      kind: 'usage',
      remedy: vscode.l10n.t('select what the model should write'),
    });
  }
  const { document, selection } = editor;
  const worker = new DatasetWorker(extensionUri, null);
  try {
    const families = (await worker.choices()).families.filter(({ fim }) => fim);
    const family = wished.family ?? (await chooseFamily(families));
    if (family === undefined) return undefined;
    const sample = await worker.preview({
      family,
      path: vscode.workspace.asRelativePath(document.uri, false),
      language: document.languageId,
      text: document.getText(),
      start: document.offsetAt(selection.start),
      end: document.offsetAt(selection.end),
    });
    showPreview(log, extensionUri, sample, document.uri, selection);
    return sample;
  } finally {
    worker.dispose();
  }
}

function showPreview(
  log: Log,
  extensionUri: vscode.Uri,
  sample: Sample,
  uri: vscode.Uri,
  selection: vscode.Range,
): void {
  const title = vscode.l10n.t('What would be trained');
  const panel = vscode.window.createWebviewPanel('tracewright.preview', title, vscode.ViewColumn.Beside);
  const icon = (theme: string) => vscode.Uri.joinPath(extensionUri, 'media', `tab-${theme}.svg`);
  panel.iconPath = { light: icon('light'), dark: icon('dark') };
  const page = new DatasetPage({
    log,
    webview: panel.webview,
    title,
    source: onlyRow(sample),
    manifest: async () => null,
    curation: undefined,
    openOrigin: async () => {
      await vscode.window.showTextDocument(uri, { selection });
    },
    openRaw: async () => undefined,
    opened: () => undefined,
    decided: () => undefined,
  });
  panel.onDidDispose(() => page.dispose());
  showPage(panel.webview, extensionUri, 'dataset', title);
}

function onlyRow(sample: Sample): RowSource {
  return {
    async read(listen) {
      listen({ kind: 'rows', rows: [factsOf(sample, 0)] });
      listen({ kind: 'read' });
      listen({ kind: 'done' });
    },
    row: async (key) => ({ key, sample, findings: [], origin: 'file' }),
    origin: async () => null,
    search: async () => [],
  };
}
