import { existsSync } from 'node:fs';
import type { Log, TreeEntry } from '../../core/ports.ts';
import { treeId } from '../../core/session/diskModel.ts';
import { isGitWriting } from '../git/gitFolder.ts';
import { nodeDigest } from '../store/digest.ts';
import type { DiskLog } from './diskLog.ts';
import type { FileOperations } from './fileOperations.ts';
import type { Journal } from './journal.ts';
import { rootsInside } from './place.ts';

/** The part of the shadow git directory that checkpoints need. */
export interface Snapshots {
  /** `without`: folders below the root that are left out. */
  snapshot(root: string, without: readonly string[]): Promise<{ readonly tree: string }>;
  listTree(tree: string): Promise<readonly TreeEntry[]>;
}

interface Parts {
  readonly roots: readonly { readonly path: string }[];
  readonly snapshots: Snapshots;
  readonly journal: Journal;
  readonly disk: DiskLog;
  readonly log: Log;
  readonly operations: FileOperations;
  readonly saves: FileOperations;
}

/** How often a snapshot is taken again when the disk moved while it was taken. */
const ATTEMPTS = 6;
/** Time in which events about a finished write arrive. Milliseconds. */
const SETTLE_MS = 120;
/** How long a save or a rename that is under way is waited for. Milliseconds. */
const PATIENCE_MS = 6_000;

/**
 * Compares the disk with the log. What nobody told of is told first, so that the checkpoint itself is always true and
 * a missed file event can never make a session false.
 */
export class Checkpoints {
  readonly #parts: Parts;
  #trees: readonly string[] = [];
  #running: Promise<void> = Promise.resolve();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** The base state: the trees, and their entries handed to the disk model. */
  async base(): Promise<readonly string[]> {
    const { roots, disk } = this.#parts;
    const states = await this.#look();
    for (const root of roots.keys()) disk.load(root, states[root]?.entries ?? []);
    this.#trees = states.map(({ tree }) => tree);
    return this.#trees;
  }

  /** One at a time, in the order of asking. Never rejects: a failure is in the log, and the next one tries again. */
  take(why: string): Promise<void> {
    const { journal } = this.#parts;
    if (journal.opening) {
      // Afterwards, not in the line: nothing may wait in it for ever.
      journal.inOrder(() => setImmediate(() => void this.take(why)));
      return Promise.resolve();
    }
    this.#running = this.#running
      .then(() => this.#take(why))
      .catch((error) => {
        this.#parts.log.error('A checkpoint could not be made; recording goes on', error);
      });
    return this.#running;
  }

  /**
   * After a burst of changes on disk: what changed is told as what the watcher noticed. One that finds the last one's
   * trees again is not worth a record, nor is an idle one.
   */
  async #take(why: string): Promise<void> {
    const { journal, disk, log } = this.#parts;
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      await this.#idle();
      if (journal.paused) return;
      const moves = disk.moves;
      // What became known as a secret meanwhile is not hidden in this snapshot.
      const known = journal.redactor.generation;
      const states = await this.#look();
      await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
      if (moves !== disk.moves || known !== journal.redactor.generation || journal.paused || this.#busy) continue;
      if (!(await this.#isStill(states))) continue;
      const source = why === 'burst' ? 'watcher' : 'checkpoint';
      const missed = states.reduce(
        (sum, { tree, entries }, root) => sum + disk.reconcile(root, tree, entries, source),
        0,
      );
      if (missed > 0 && why !== 'burst')
        log.info(`checkpoint (${why}): ${missed} files had changed without a file event`);
      const trees = states.map(({ tree }) => tree);
      if ((why === 'idle' || why === 'burst') && trees.every((tree, root) => tree === this.#trees[root])) return;
      this.#trees = trees;
      journal.append({ kind: 'checkpoint', trees: [...this.#trees], why });
      return;
    }
    log.warn(`checkpoint (${why}): the files kept changing, so none was made`);
  }

  /**
   * A snapshot that says something new is taken again: one that was taken while a checkout wrote its files is half of
   * each, and the disk never was like that.
   */
  async #isStill(states: readonly { readonly tree: string }[]): Promise<boolean> {
    const { disk } = this.#parts;
    if (states.every(({ tree }, root) => disk.isAt(root, tree))) return true;
    const moves = disk.moves;
    const again = await this.#look();
    return moves === disk.moves && !this.#busy && again.every(({ tree }, root) => tree === states[root]?.tree);
  }

  /** The editor has begun something on disk and has not yet said that it is done, or git is in the middle of it. */
  get #busy(): boolean {
    const { operations, saves, roots } = this.#parts;
    return operations.pending || saves.pending || isGitWriting(roots.map(({ path }) => path));
  }

  async #idle(): Promise<void> {
    const until = performance.now() + PATIENCE_MS;
    while (this.#busy && performance.now() < until) await new Promise((resolve) => setTimeout(resolve, 50));
  }

  async #look(): Promise<{ tree: string; entries: readonly TreeEntry[] }[]> {
    const { roots, snapshots, journal } = this.#parts;
    const states: { tree: string; entries: readonly TreeEntry[] }[] = [];
    for (const { path } of roots) {
      // A root that was deleted has no files, and the others are looked at all the same.
      const there = existsSync(path);
      const tree = there ? (await snapshots.snapshot(path, rootsInside(path, roots))).tree : treeId([], nodeDigest);
      const entries = there ? await snapshots.listTree(tree) : [];
      journal.noteStored(entries.map(({ oid }) => oid));
      states.push({ tree, entries });
    }
    return states;
  }
}
