import * as vscode from 'vscode';
import { folderSize } from '../../node/store/folderSize.ts';
import type { WorkspaceStorage } from './storage.ts';

/** How much of the disk this workspace's recordings take, as it was measured last. */
export class StorageSize {
  readonly #storage: WorkspaceStorage;
  readonly #measured = new vscode.EventEmitter<number>();
  readonly onDidMeasure = this.#measured.event;
  #bytes: number | undefined;

  constructor(storage: WorkspaceStorage) {
    this.#storage = storage;
  }

  /** Bytes; undefined before it was measured. */
  get bytes(): number | undefined {
    return this.#bytes;
  }

  async measure(): Promise<number> {
    const bytes = await folderSize(this.#storage.folder());
    this.#bytes = bytes;
    this.#measured.fire(bytes);
    return bytes;
  }

  dispose(): void {
    this.#measured.dispose();
  }
}

/** Bytes for people, in megabytes. */
export function megabytes(bytes: number): string {
  const value = bytes / 1_000_000;
  return vscode.l10n.t('{0} MB', value < 10 ? value.toFixed(1) : Math.round(value));
}
