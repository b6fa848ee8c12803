import path from 'node:path';
import { type FSWatcher, watch } from 'chokidar';
import type { Log } from '../../core/ports.ts';
import { type OnDisk, readDisk } from '../recording/diskBytes.ts';
import { type DiskLog, MANY_FILES } from '../recording/diskLog.ts';
import type { FileOperations } from '../recording/fileOperations.ts';
import type { Ignored } from '../recording/ignored.ts';
import type { Journal } from '../recording/journal.ts';
import { linkStatus } from '../recording/linkStatus.ts';
import { located, type Place, placeOf } from '../recording/place.ts';
import { QuietTimer } from '../recording/quietTimer.ts';
import { Settling } from '../recording/settling.ts';
import type { WorkspaceRoot } from '../recording/workspaceRoot.ts';

interface Parts {
  readonly root: WorkspaceRoot;
  /** Where recordings are kept: writing the log must not look like work. */
  readonly dataFolder: string;
  readonly journal: Journal;
  readonly disk: DiskLog;
  readonly ignored: Ignored;
  readonly log: Log;
  /** What was seen and is not told yet: a checkpoint that came between would tell it with less. */
  readonly pending: FileOperations;
  readonly onDisk: () => void;
  /** So many files changed at once that a checkpoint is to tell of them together. */
  readonly onBurst: () => void;
}

interface Found {
  readonly place: Place;
  readonly now: OnDisk;
}

const QUIET_MS = 200;
const LONGEST_MS = 1_500;
/** A file that went may come back elsewhere, which is a rename: so long is waited for it. Milliseconds. */
const GONE_MS = 400;
/** Folders that are never looked into: watching them costs more than it tells. */
const SKIPPED: ReadonlySet<string> = new Set(['.git', '.tracewright', 'node_modules']);

/**
 * What changes below a folder, whoever does it. The watcher only says where to look: what is told is what stands there
 * once it is quiet, so that a file written in parts, or beside itself and then renamed, is one change.
 */
export class FolderWatcher {
  readonly #parts: Parts;
  readonly #watcher: FSWatcher;
  readonly #paths = new Set<string>();
  readonly #gone = new Map<string, number>();
  readonly #unreadable = new Set<string>();
  readonly #settling = new Settling({ isSaving: () => false });
  readonly #timer = new QuietTimer(() => this.#look());

  constructor(parts: Parts) {
    this.#parts = parts;
    const root = parts.root.path;
    this.#watcher = watch(root, {
      ignoreInitial: true,
      followSymlinks: false,
      atomic: false,
      ignored: (file) => this.#isSkipped(file),
    });
    this.#watcher.on('all', (_event, file) => this.#seen(file));
    this.#watcher.on('error', (error) => parts.log.warn(`not everything can be watched: ${String(error)}`));
  }

  /** Resolves when changes are seen from now on. */
  ready(): Promise<void> {
    return new Promise((resolve) => this.#watcher.once('ready', () => resolve()));
  }

  /** Tells what is still waiting, and ends. */
  async stop(): Promise<void> {
    this.#timer.dispose();
    await this.#watcher.close();
    const paths = [...this.#paths, ...this.#gone.keys()];
    this.#tell(paths, true);
    this.#paths.clear();
    this.#gone.clear();
    this.#parts.pending.report(paths);
  }

  #isSkipped(file: string): boolean {
    const { root, dataFolder } = this.#parts;
    if (file === dataFolder || file.startsWith(dataFolder + path.sep)) return true;
    return path
      .relative(root.path, file)
      .split(path.sep)
      .some((part) => SKIPPED.has(part));
  }

  #seen(file: string): void {
    const seen = path.resolve(this.#parts.root.path, file);
    this.#paths.add(seen);
    this.#parts.pending.announce([seen]);
    this.#timer.poke(QUIET_MS, LONGEST_MS);
  }

  #look(): void {
    const { journal, onBurst, onDisk } = this.#parts;
    const paths = [...this.#paths, ...this.#gone.keys()];
    this.#paths.clear();
    if (paths.length > MANY_FILES) {
      this.#gone.clear();
      this.#parts.pending.report(paths);
      onBurst();
      return;
    }
    const settled = paths.filter((file) => this.#settling.isSettled(file) || this.#later(file));
    journal.inOrder(() => {
      this.#tell(settled, false);
      this.#parts.pending.report(settled.filter((file) => !this.#gone.has(file)));
    });
    if (this.#paths.size + this.#gone.size > 0) this.#timer.poke(QUIET_MS, LONGEST_MS);
    onDisk();
  }

  #later(file: string): false {
    this.#paths.add(file);
    return false;
  }

  /** `last`: nothing comes after this, so that what is gone is gone. */
  #tell(paths: readonly string[], last: boolean): void {
    const { disk, root } = this.#parts;
    const found = [...new Set(paths)].flatMap((file): Found[] => {
      const place = placeOf(file, [root]);
      return place === undefined ? [] : [{ place, now: this.#read(file, place) }];
    });
    const gone = found.filter(({ place, now }) => now.kind === 'none' && disk.has(place));
    const come = found.filter(({ now, place }) => now.kind === 'file' && !this.#parts.ignored.has(place));
    const moved = this.#renames(gone, come);
    for (const { place } of gone) if (!moved.has(place.path)) this.#isGone(place, last);
    for (const { place, now } of come) if (!moved.has(place.path)) disk.found(place, now, 'watcher');
  }

  #read(file: string, place: Place): OnDisk {
    const now = readDisk(file);
    if (now.kind !== 'none') return now;
    const stats = linkStatus(file);
    if (stats === undefined) return now;
    if (stats.isFile() && !this.#unreadable.has(file) && !this.#parts.ignored.has(place)) {
      this.#unreadable.add(file);
      this.#parts.journal.append({ kind: 'opaque', ...located(place), why: 'the file may not be read' });
    }
    // It is there, and the log keeps what it knew of it.
    return { kind: 'large' };
  }

  /** A file that went and one that came with the same content are one that moved. The answer: the paths of both. */
  #renames(gone: readonly Found[], come: readonly Found[]): Set<string> {
    const { disk, journal } = this.#parts;
    const moved = new Set<string>();
    for (const { place, now } of come) {
      if (now.kind !== 'file' || now.file.bytes.length === 0 || disk.has(place)) continue;
      const blob = journal.blobId(journal.redactedBytes(now.file.bytes));
      const same = gone.filter(({ place: from }) => !moved.has(from.path) && disk.blobOf(from) === blob);
      const name = path.posix.basename(place.path);
      const from = same.find((one) => path.posix.basename(one.place.path) === name) ?? same[0];
      if (from === undefined) continue;
      disk.renamed(from.place, place, 'watcher');
      moved.add(from.place.path).add(place.path);
      this.#forget(from.place);
      disk.found(place, now, 'watcher');
    }
    return moved;
  }

  #isGone(place: Place, last: boolean): void {
    const file = path.join(this.#parts.root.path, place.path);
    const since = this.#gone.get(file) ?? performance.now();
    if (last || performance.now() - since >= GONE_MS) {
      this.#gone.delete(file);
      this.#parts.disk.found(place, { kind: 'none' }, 'watcher');
    } else this.#gone.set(file, since);
  }

  #forget(place: Place): void {
    this.#gone.delete(path.join(this.#parts.root.path, place.path));
  }
}
