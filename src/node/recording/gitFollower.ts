import { existsSync, type FSWatcher, statSync, watch } from 'node:fs';
import path from 'node:path';
import type { Log } from '../../core/ports.ts';
import type { GitMove } from '../../core/session/reflog.ts';
import { branchOf, type GitFolder, operationUnderWay } from '../git/gitFolder.ts';
import { gitText, runGit } from '../git/gitProcess.ts';
import { ReflogTail, StashLog } from '../git/reflogTail.ts';
import { parseRawDiff } from '../git/treeRecords.ts';
import { QuietTimer } from './quietTimer.ts';

/** Where a repository stands, and how it came there. */
export interface RepositoryStep {
  readonly commit: string | null;
  readonly branch: string | null;
  /** Tree of that commit; null without one. */
  readonly tree: string | null;
  readonly during: ReturnType<typeof operationUnderWay>;
  readonly moves: readonly GitMove[];
  /** Files that differ between the commits that HEAD moved from and to, with their blob ids (null: gone); at most 200. */
  readonly files: readonly (readonly [path: string, blob: string | null])[];
  /** How long ago git began and ended this, in ms, as far as that was seen. */
  readonly began: number | undefined;
  readonly ended: number | undefined;
}

interface Parts {
  readonly folder: GitFolder;
  readonly log: Log;
  /** The first call says where the repository stands; later ones that it moved. */
  readonly onStep: (step: RepositoryStep) => void;
}

/** git writes several files for one move. Milliseconds. */
const QUIET_MS = 120;
const LONGEST_MS = 1_000;
/** Where watching does not work (network drives) this finds what happened. Milliseconds. */
const POLL_MS = 5_000;
const MOST_FILES = 200;

/**
 * Follows a repository by the files in its git directory, so that it does not matter who runs git. Writes nothing there,
 * takes no lock and starts none of its programs.
 */
export class GitFollower {
  readonly #parts: Parts;
  readonly #head: ReflogTail;
  readonly #stash: StashLog;
  readonly #timer = new QuietTimer(() => void this.look());
  readonly #poll: NodeJS.Timeout;
  readonly #watchers = new Map<string, FSWatcher>();
  #running: Promise<void> | null = null;
  #stamp = '';
  #last: string | null = null;
  /** When git took the lock on its index. */
  #locked: number | undefined;
  #disposed = false;

  constructor(parts: Parts) {
    this.#parts = parts;
    const { gitDir, commonDir } = parts.folder;
    this.#head = new ReflogTail(path.join(gitDir, 'logs', 'HEAD'));
    this.#stash = new StashLog(path.join(commonDir, 'logs', 'refs', 'stash'));
    this.#poll = setInterval(() => void this.look(), POLL_MS);
    this.#poll.unref();
    this.#watch();
    void this.look();
  }

  dispose(): void {
    this.#disposed = true;
    this.#timer.dispose();
    clearInterval(this.#poll);
    for (const watcher of this.#watchers.values()) watcher.close();
    this.#watchers.clear();
  }

  /** Something may have happened. */
  poke(): void {
    if (!this.#disposed) this.#timer.poke(QUIET_MS, LONGEST_MS);
  }

  /** Looks whether something happened; resolves when it was told. Never rejects. */
  look(): Promise<void> {
    this.#running ??= this.#look()
      .catch((error) => this.#parts.log.warn(`git could not be asked where it stands: ${String(error)}`))
      .finally(() => {
        this.#running = null;
      });
    return this.#running;
  }

  async #look(): Promise<void> {
    const { folder, onStep } = this.#parts;
    const stamp = stampOf(folder);
    if (this.#disposed) return;
    this.#watch();
    if (stamp === this.#stamp) {
      this.#forgetLock();
      return;
    }
    const during = operationUnderWay(folder.gitDir);
    const moves = this.#last === null ? [] : [...this.#head.gained(), ...this.#stash.gained()];
    const [state, files] = await Promise.all([stateOf(folder), changedFiles(folder, moves)]);
    this.#stamp = stamp;
    const now = `${state.commit} ${state.branch} ${during}`;
    if (this.#disposed || (now === this.#last && moves.length === 0)) return;
    this.#last = now;
    const began = this.#locked === undefined ? undefined : Math.round(performance.now() - this.#locked);
    onStep({ ...state, during, moves, files, began, ended: sinceWritten(folder, moves) });
    this.#forgetLock();
    if (stampOf(folder) !== stamp) this.poke();
  }

  /** Watches what is there; a fresh repository has no logs yet. */
  #watch(): void {
    const { gitDir, commonDir } = this.#parts.folder;
    const folders = [
      gitDir,
      path.join(gitDir, 'logs'),
      path.join(commonDir, 'refs'),
      path.join(commonDir, 'logs/refs'),
    ];
    for (const folder of folders) {
      if (this.#disposed || this.#watchers.has(folder) || !existsSync(folder)) continue;
      try {
        const watcher = watch(folder, { persistent: false }, (_event, name) => this.#seen(name));
        const drop = () => {
          watcher.close();
          this.#watchers.delete(folder);
        };
        watcher.on('error', drop);
        this.#watchers.set(folder, watcher);
      } catch {
        // No watcher to be had there: the poll finds it.
      }
    }
  }

  #seen(name: string | null): void {
    if (name === 'index.lock') this.#locked ??= performance.now();
    this.poke();
  }

  #forgetLock(): void {
    if (!existsSync(path.join(this.#parts.folder.gitDir, 'index.lock'))) this.#locked = undefined;
  }
}

async function stateOf({ workTree, gitDir }: GitFolder): Promise<Pick<RepositoryStep, 'commit' | 'branch' | 'tree'>> {
  const call = { cwd: workTree, answers: [0, 1, 128] };
  const answer = await runGit(['rev-parse', 'HEAD^{commit}', 'HEAD^{tree}'], call);
  const [commit = '', tree = ''] = answer.code === 0 ? answer.stdout.toString('utf8').trim().split('\n') : [];
  const told = branchOf(gitDir);
  const branch = told === undefined ? await gitText(['symbolic-ref', '--quiet', '--short', 'HEAD'], call) : told;
  return { commit: commit || null, tree: tree || null, branch: branch || null };
}

/** What a checkout, merge or the like brought to the work tree. */
async function changedFiles({ workTree }: GitFolder, moves: readonly GitMove[]): Promise<RepositoryStep['files']> {
  const own = moves.filter(({ action }) => action !== 'stash');
  const from = own[0]?.from ?? null;
  const to = own.at(-1)?.to ?? null;
  if (from === null || to === null || from === to) return [];
  const args = ['diff-tree', '-r', '-z', '--raw', '--no-abbrev', '--no-renames', from, to];
  const answer = await runGit(args, { cwd: workTree, answers: [0, 1, 128] });
  if (answer.code !== 0) return [];
  return parseRawDiff(answer.stdout)
    .slice(0, MOST_FILES)
    .map(({ path: name, after }) => [name, after?.oid ?? null]);
}

/** Files whose state tells whether anything moved at all. */
function stampOf({ gitDir, commonDir }: GitFolder): string {
  const branch = branchOf(gitDir);
  const files = [
    path.join(gitDir, 'HEAD'),
    path.join(gitDir, 'logs', 'HEAD'),
    path.join(commonDir, 'logs', 'refs', 'stash'),
    path.join(commonDir, 'packed-refs'),
    path.join(commonDir, 'reftable', 'tables.list'),
    ...(typeof branch === 'string' ? [path.join(commonDir, 'refs', 'heads', branch)] : []),
  ];
  const stamps = files.map((file) => {
    const stats = statSync(file, { throwIfNoEntry: false });
    return stats === undefined ? '' : `${stats.mtimeMs} ${stats.size} ${stats.ino}`;
  });
  return [...stamps, operationUnderWay(gitDir)].join('|');
}

/** How long ago git wrote its entry, by the time of the file. Milliseconds. */
function sinceWritten({ gitDir }: GitFolder, moves: readonly GitMove[]): number | undefined {
  if (!moves.some(({ action }) => action !== 'stash')) return undefined;
  const stats = statSync(path.join(gitDir, 'logs', 'HEAD'), { throwIfNoEntry: false });
  const ago = stats === undefined ? -1 : Math.round(Date.now() - stats.mtimeMs);
  return ago >= 0 && ago < 60_000 ? ago : undefined;
}
