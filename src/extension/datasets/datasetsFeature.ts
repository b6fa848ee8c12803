import * as vscode from 'vscode';
import type { Log } from '../../core/ports.ts';
import { registerCommand } from '../host/problems.ts';
import { type SessionTarget, sessionTarget } from '../host/sessionTarget.ts';
import type { WorkspaceStorage } from '../host/storage.ts';
import { type BuildWishes, buildSamples } from './buildSamples.ts';
import { DATASET_EDITOR, DatasetEditor, type DatasetOpened, OFFERED_DATASET_EDITOR } from './datasetEditor.ts';
import { followManifestTabs } from './manifestTabs.ts';
import { openDataset } from './openDataset.ts';
import { openOrigin } from './openOrigin.ts';
import { previewTraining } from './previewTraining.ts';
import { REVISION_SCHEME, revisionFiles } from './revisionFiles.ts';

interface Parts {
  readonly log: Log;
  readonly extensionUri: vscode.Uri;
  readonly storage: WorkspaceStorage;
  readonly version: string;
}

/** What other extensions and tests get of the datasets. */
export interface Datasets extends vscode.Disposable {
  /** A dataset was read and linted to its end in an editor. */
  readonly onDidOpen: vscode.Event<DatasetOpened>;
  /** Does what the page of an open dataset would ask for. */
  receive(folder: string, message: unknown): Promise<void>;
}

/** The editor for datasets, and the ways to make and preview samples. */
export function startDatasets(parts: Parts): Datasets {
  const { log, extensionUri, storage } = parts;
  const editor = new DatasetEditor(log, extensionUri, (origin) => openOrigin(storage, origin));
  const options = { supportsMultipleEditorsPerDocument: true };
  const disposable = vscode.Disposable.from(
    editor,
    ...[DATASET_EDITOR, OFFERED_DATASET_EDITOR].map((type) =>
      vscode.window.registerCustomEditorProvider(type, editor, options),
    ),
    followManifestTabs(log),
    vscode.workspace.registerTextDocumentContentProvider(REVISION_SCHEME, revisionFiles),
    registerCommand(log, 'tracewright.openDataset', (target?: unknown) => openDataset(storage, uriOf(target))),
    registerCommand(log, 'tracewright.buildSamples', (target?: SessionTarget & BuildWishes) => build(parts, target)),
    registerCommand(log, 'tracewright.previewTraining', (wished?: unknown) =>
      previewTraining(log, extensionUri, wishesOf(wished)),
    ),
  );
  return {
    onDidOpen: editor.onDidOpen,
    receive: (folder, message) => editor.receive(folder, message),
    dispose: () => disposable.dispose(),
  };
}

/** Builds a session's samples and opens them. Gives the dataset's folder. */
async function build(parts: Parts, target: (SessionTarget & BuildWishes) | undefined): Promise<string | undefined> {
  const session = await sessionTarget(parts.storage, target);
  if (session === undefined) return undefined;
  const { kinds, family } = target ?? {};
  const wishes = { ...(kinds === undefined ? {} : { kinds }), ...(family === undefined ? {} : { family }) };
  const folder = await buildSamples(parts, session, wishes);
  if (folder !== undefined) await openDataset(parts.storage, vscode.Uri.file(folder));
  return folder;
}

function uriOf(target: unknown): vscode.Uri | undefined {
  if (target instanceof vscode.Uri) return target;
  const named = typeof target === 'object' && target !== null && 'uri' in target ? target.uri : undefined;
  return named instanceof vscode.Uri ? named : undefined;
}

/** A script's wishes: a plain object with a family. A menu gives an address instead. */
function wishesOf(wished: unknown): { readonly family?: string } {
  const family = typeof wished === 'object' && wished !== null && 'family' in wished ? wished.family : undefined;
  return typeof family === 'string' ? { family } : {};
}
