import { readdirSync } from 'node:fs';
import path from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import * as vscode from 'vscode';
import { isGitWriting } from '../../node/git/gitFolder.ts';
import { readDisk } from '../../node/recording/diskBytes.ts';
import { type DiskLog, MANY_FILES } from '../../node/recording/diskLog.ts';
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
  /** So many files changed at once (a checkout, an installation) that a checkpoint is to tell of them together. */
  readonly onBurst: () => void;
}

/** Saves and the editor's own file events come first: they tell more. Milliseconds. */
const QUIET_MS = 250;
const LONGEST_MS = 1500;
/** A burst is told of when it is over, so that it is one; but not later than this. Milliseconds. */
const LONGEST_BURST_MS = 10_000;
/** Git is not waited for longer than this. Milliseconds. */
const LONGEST_GIT_MS = 20_000;
/** The editor waits for nothing longer than about this. Milliseconds. */
const SLICE_MS = 8;

/** What changes on disk without the editor having done it. */
export class Watcher {
  readonly #parts: Parts;
  /** Paths that were told of, by root. What there were too many of is gone from here. */
  readonly #paths = new Map<number, Set<string>>();
  readonly #bursts = new Set<number>();
  readonly #settling: Settling;
  readonly #timer = new QuietTimer(() => this.#look());
  readonly #disposables: vscode.Disposable[] = [];
  #telling: Promise<void> = Promise.resolve();
  #disposed = false;
  /** Since when git is seen to write. */
  #gitSince: number | undefined;

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
    this.#disposed = true;
    this.#timer.dispose();
    for (const disposable of this.#disposables) disposable.dispose();
  }

  #seen(uri: vscode.Uri): void {
    if (uri.scheme !== 'file' || this.#parts.journal.paused) return;
    if (uri.fsPath.startsWith(this.#parts.folder + path.sep)) return;
    const parts = uri.fsPath.split(path.sep);
    if (parts.includes('.git') || parts.includes('.tracewright') || parts.includes('node_modules')) return;
    const place = placeOf(uri.fsPath, this.#parts.roots);
    if (place !== undefined) this.#note(place.root, uri.fsPath);
  }

  /** Remembers no more paths than are told of one by one, however many there are. */
  #note(root: number, file: string): void {
    const paths = this.#paths.get(root) ?? new Set();
    if (!this.#bursts.has(root)) paths.add(file);
    if (paths.size > MANY_FILES) {
      this.#bursts.add(root);
      paths.clear();
    }
    this.#paths.set(root, paths);
    this.#timer.poke(QUIET_MS, this.#bursts.size > 0 ? LONGEST_BURST_MS : LONGEST_MS);
  }

  #look(): void {
    const { onBurst, onDisk, operations } = this.#parts;
    if ((operations.pending && this.#bursts.size > 0) || this.#awaitsGit()) {
      this.#timer.poke(QUIET_MS, LONGEST_MS);
      return;
    }
    const files: string[] = [];
    for (const [root, paths] of [...this.#paths]) {
      this.#paths.delete(root);
      for (const file of paths) {
        if (operations.covers(vscode.Uri.file(file))) this.#note(root, file);
        else files.push(file);
      }
    }
    if (files.length > 0) this.#telling = this.#telling.then(() => this.#tell(files)).catch(() => undefined);
    if (this.#bursts.size > 0) onBurst();
    this.#bursts.clear();
    onDisk();
  }

  /** A checkout is one thing that is done, however long it takes: what it has written so far is not told. */
  #awaitsGit(): boolean {
    const now = performance.now();
    const waits = isGitWriting(this.#parts.roots.map(({ path: folder }) => folder));
    if (waits) this.#gitSince ??= now;
    else this.#gitSince = undefined;
    return this.#gitSince !== undefined && now - this.#gitSince < LONGEST_GIT_MS;
  }

  /** One after another, and between them the editor gets its turn. */
  async #tell(files: readonly string[]): Promise<void> {
    const { journal, ignored, roots } = this.#parts;
    // Before the base state is there nobody knows what is ignored.
    if (!journal.opening) await ignored.prime(files.flatMap((file) => placeOf(file, roots) ?? []));
    let since = performance.now();
    for (const file of files) {
      if (this.#disposed || journal.paused) return;
      journal.inOrder(() => this.#lookOnceSettled(file));
      if (performance.now() - since < SLICE_MS) continue;
      await nextTurn();
      since = performance.now();
    }
  }

  /** In the middle of a save a file is empty: nobody ever wanted that, so it is looked at afterwards. */
  #lookOnceSettled(file: string): void {
    if (this.#settling.isSettled(file)) {
      this.#lookAt(file);
      return;
    }
    const place = placeOf(file, this.#parts.roots);
    if (place !== undefined) this.#note(place.root, file);
  }

  #lookAt(file: string): void {
    const { disk, roots, ignored } = this.#parts;
    const place = placeOf(file, roots);
    if (place === undefined) return;
    const now = readDisk(file);
    if (now.kind === 'folder') {
      // A folder in the place of a file.
      if (disk.has(place)) disk.found(place, { kind: 'none' }, 'watcher');
      // A folder that was moved in comes as one event, without a word about what is in it.
      for (const below of filesBelow(file, MANY_FILES + 1)) {
        const inside = placeOf(below, roots);
        if (inside !== undefined) this.#note(inside.root, below);
      }
      return;
    }
    if (now.kind === 'none' || !ignored.has(place)) disk.found(place, now, 'watcher');
  }
}

/** Up to `most` files below a folder. */
function filesBelow(folder: string, most: number): string[] {
  const found: string[] = [];
  const folders = [folder];
  for (let next = folders.pop(); next !== undefined && found.length < most; next = folders.pop()) {
    for (const entry of entriesOf(next)) {
      if (entry.name === '.git' || entry.name === '.tracewright' || entry.name === 'node_modules') continue;
      const file = path.join(next, entry.name);
      if (entry.isDirectory()) folders.push(file);
      else found.push(file);
    }
  }
  return found.slice(0, most);
}

/** A folder may be gone again, or not be readable. */
function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}
