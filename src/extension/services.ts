import * as vscode from 'vscode';
import type { Log } from '../core/ports.ts';
import { type WorkspaceStorage, workspaceStorage } from './host/storage.ts';
import { StorageSize } from './host/storageSize.ts';
import { TimeTravels } from './host/timeTravels.ts';

/** What features are made of; each receives only what it names. */
export interface Services {
  readonly log: Log;
  readonly storage: WorkspaceStorage;
  /** What the recordings take on disk. */
  readonly size: StorageSize;
  /** The extension's own folder: pages, icons, workers. */
  readonly extensionUri: vscode.Uri;
  /** Version of the extension, for what it writes. */
  readonly version: string;
  readonly memory: vscode.Memento;
  /** The extension's own storage for this workspace; undefined without one. */
  readonly storageUri: vscode.Uri | undefined;
  /** The trajectories that are debugged. */
  readonly travels: TimeTravels;
}

export function makeServices(context: vscode.ExtensionContext): Services {
  const storage = workspaceStorage();
  const size = new StorageSize(storage);
  const { extensionUri, storageUri } = context;
  const version = String(context.extension.packageJSON.version);
  const travels = new TimeTravels({ extensionUri, version, storageUri });
  const channel = vscode.window.createOutputChannel('Tracewright', { log: true });
  context.subscriptions.push(
    channel,
    size,
    travels,
    vscode.commands.registerCommand('tracewright.showLog', () => channel.show()),
  );
  return {
    log: {
      info: (message) => channel.info(message),
      warn: (message) => channel.warn(message),
      error: (message, cause) => channel.error(message, ...(cause instanceof Error ? [cause.stack ?? ''] : [])),
    },
    storage,
    size,
    extensionUri,
    version,
    memory: context.workspaceState,
    storageUri,
    travels,
  };
}
