import { readdirSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { readDisk } from '../../node/recording/diskBytes.ts';
import type { DiskLog } from '../../node/recording/diskLog.ts';
import type { FileOperations } from '../../node/recording/fileOperations.ts';
import type { Ignored } from '../../node/recording/ignored.ts';
import type { Journal } from '../../node/recording/journal.ts';
import { placeOf } from '../../node/recording/place.ts';
import { QuietTimer } from '../../node/recording/quietTimer.ts';
import { Settling } from '../../node/recording/settling.ts';
import type { WorkspaceRoot } from '../../node/recording/workspaceRoot.ts';

interface Parts {
  readonly journal: Journal;
  readonly disk: DiskLog;
  readonly roots: readonly WorkspaceRoot[];
  readonly ignored: Ignored;
  readonly operations: FileOperations;
  readonly saves: FileOperations;
  /** Where recordings are kept: writing the log must not look like work. */
  readonly folder: string;
  readonly onDisk: () => void;
}

/** Saves and the editor's own file events come first: they tell more. Milliseconds. */
const QUIET_MS = 250;
const LONGEST_MS = 1500;
/** After a burst of more than this (a checkout, an installation) the next checkpoint tells what changed. */
const BURST = 500;

/** What changes on disk without the editor having done it. */
export class Watcher {
  readonly #parts: Parts;
  readonly #paths = new Set<string>();
  readonly #settling: Settling;
  readonly #timer = new QuietTimer(() => this.#look());
  readonly #disposables: vscode.Disposable[] = [];

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#settling = new Settling({ isSaving: (file) => parts.saves.has(vscode.Uri.file(file)) });
    for (const root of parts.roots) {
      const pattern = new vscode.RelativePattern(vscode.Uri.file(root.path), '**/*');
      const watcher = vscode.workspace.createFileSystemWatcher(pattern);
      const seen = (uri: vscode.Uri) => this.#seen(uri);
      this.#disposables.push(watcher, watcher.onDidCreate(seen), watcher.onDidChange(seen), watcher.onDidDelete(seen));
    }
  }

  dispose(): void {
    this.#timer.dispose();
    for (const disposable of this.#disposables) disposable.dispose();
  }

  #seen(uri: vscode.Uri): void {
    if (uri.scheme !== 'file' || this.#parts.journal.paused) return;
    if (uri.fsPath.startsWith(this.#parts.folder + path.sep)) return;
    const parts = uri.fsPath.split(path.sep);
    if (parts.includes('.git') || parts.includes('.tracewright') || parts.includes('node_modules')) return;
    this.#paths.add(uri.fsPath);
    this.#timer.poke(QUIET_MS, LONGEST_MS);
  }

  #look(): void {
    const { journal, onDisk, operations } = this.#parts;
    if (operations.pending) {
      this.#timer.poke(QUIET_MS, LONGEST_MS);
      return;
    }
    const paths = [...this.#paths];
    this.#paths.clear();
    if (paths.length <= BURST) for (const file of paths) journal.inOrder(() => this.#lookOnceSettled(file));
    onDisk();
  }

  /** In the middle of a save a file is empty: nobody ever wanted that, so it is looked at afterwards. */
  #lookOnceSettled(file: string): void {
    if (this.#settling.isSettled(file)) {
      this.#lookAt(file);
      return;
    }
    this.#paths.add(file);
    this.#timer.poke(QUIET_MS, LONGEST_MS);
  }

  #lookAt(file: string): void {
    const { disk, roots, ignored } = this.#parts;
    const place = placeOf(file, roots);
    if (place === undefined) return;
    const now = readDisk(file);
    if (now.kind === 'folder') {
      // A folder that was moved in comes as one event, without a word about what is in it.
      for (const below of filesBelow(file, BURST)) {
        const inside = placeOf(below, roots);
        if (inside !== undefined && !ignored.has(inside)) disk.found(inside, readDisk(below), 'watcher');
      }
      return;
    }
    if (now.kind === 'none' || !ignored.has(place)) disk.found(place, now, 'watcher');
  }
}

/** Up to `most` files below a folder; the rest is left to the next checkpoint. */
function filesBelow(folder: string, most: number): string[] {
  const found: string[] = [];
  const folders = [folder];
  for (let next = folders.pop(); next !== undefined && found.length < most; next = folders.pop()) {
    for (const entry of readdirSync(next, { withFileTypes: true })) {
      if (entry.name === '.git' || entry.name === '.tracewright' || entry.name === 'node_modules') continue;
      const file = path.join(next, entry.name);
      if (entry.isDirectory()) folders.push(file);
      else found.push(file);
    }
  }
  return found.slice(0, most);
}
