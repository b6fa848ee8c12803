import * as vscode from 'vscode';
import { fileStatus } from '../../node/recording/fileStatus.ts';
import type { Ignored } from '../../node/recording/ignored.ts';
import type { Journal } from '../../node/recording/journal.ts';
import { located, placeOf } from '../../node/recording/place.ts';
import type { WorkspaceRoot } from '../../node/recording/workspaceRoot.ts';

/** The editor shows larger files without giving their text to extensions. Bytes. */
const EDITOR_LIMIT = 50 * 1024 * 1024;

interface Parts {
  readonly journal: Journal;
  readonly roots: readonly WorkspaceRoot[];
  readonly ignored: Ignored;
}

/** Says in the log which shown files have no recorded text because they are too large; checkpoints have their bytes. */
export class LargeFiles {
  readonly #parts: Parts;
  readonly #told = new Set<string>();
  readonly #listener: vscode.Disposable;

  constructor(parts: Parts) {
    this.#parts = parts;
    for (const group of vscode.window.tabGroups.all) this.#lookAt(group.tabs);
    this.#listener = vscode.window.tabGroups.onDidChangeTabs(({ opened }) => this.#lookAt(opened));
  }

  dispose(): void {
    this.#listener.dispose();
  }

  #lookAt(tabs: readonly vscode.Tab[]): void {
    for (const tab of tabs) this.#look(tab);
  }

  #look({ input }: vscode.Tab): void {
    const { journal, roots, ignored } = this.#parts;
    if (!(input instanceof vscode.TabInputText) || input.uri.scheme !== 'file' || journal.paused) return;
    const place = placeOf(input.uri.fsPath, roots);
    if (place === undefined || this.#told.has(input.uri.fsPath) || ignored.has(place)) return;
    const bytes = sizeOf(input.uri.fsPath);
    if (bytes <= EDITOR_LIMIT) return;
    this.#told.add(input.uri.fsPath);
    journal.append({ kind: 'opaque', ...located(place), why: `too large for the editor's extensions: ${bytes} bytes` });
  }
}

function sizeOf(file: string): number {
  return fileStatus(file)?.size ?? 0;
}
