import path from 'node:path';
import type { Log } from '../../core/ports.ts';
import type { NewEvent, RootState, SessionEventOf } from '../../core/session/event.ts';
import { excludeFolder } from '../git/excludeFolder.ts';
import { gitFolderOf } from '../git/gitFolder.ts';
import { objectId } from '../git/looseObject.ts';
import { ShadowGit } from '../git/shadowGit.ts';
import { Checkpoints } from '../recording/checkpoints.ts';
import { DiskLog } from '../recording/diskLog.ts';
import { FileOperations } from '../recording/fileOperations.ts';
import { GitFollower, type RepositoryStep } from '../recording/gitFollower.ts';
import { Ignored } from '../recording/ignored.ts';
import { Journal } from '../recording/journal.ts';
import { placeOf } from '../recording/place.ts';
import { QuietTimer } from '../recording/quietTimer.ts';
import type { WorkspaceRoot } from '../recording/workspaceRoot.ts';
import { loadSecretLint } from '../secrets/lintSecrets.ts';
import { SecretKeeper } from '../secrets/secretKeeper.ts';
import { nodeDigest } from '../store/digest.ts';
import { newSessionId } from '../store/sessionId.ts';
import { SessionWriter } from '../store/sessionWriter.ts';
import { FolderWatcher } from './folderWatcher.ts';

export interface WatchOptions {
  /** The folder that is recorded, absolute. */
  readonly folder: string;
  /** The `.tracewright` folder that gets the session. */
  readonly dataFolder: string;
  readonly goal: string;
  /** Version of this product. */
  readonly version: string;
  /** A checkpoint is made when the disk was quiet for so long. Seconds. */
  readonly idleSeconds: number;
  /** False: secrets are recorded as they are. */
  readonly secrets?: boolean;
  /** What is never a secret: texts and regular expressions. */
  readonly allow?: readonly (string | RegExp)[];
  readonly log: Log;
  /** An event was written; how many there are. */
  readonly onEvent: (events: number) => void;
  /** The log can no longer be written. */
  readonly onFailure: (error: unknown) => void;
}

/** How many events of each kind a recording has; file events by what happened. */
export type WatchCounts = Readonly<Record<string, number>>;

const LONGEST_WITHOUT_CHECKPOINT_MS = 60_000;

/**
 * A recording without the editor: what changes on disk and in git. Nobody can tell from outside who changes a file, so
 * that the log names nobody.
 */
export class WatchSession {
  readonly #options: WatchOptions;
  readonly #root: WorkspaceRoot;
  readonly #secrets: SecretKeeper;
  readonly #shadow: ShadowGit;
  readonly #journal: Journal;
  readonly #checkpoints: Checkpoints;
  readonly #watcher: FolderWatcher;
  readonly #counts = new Map<string, number>();
  readonly #settled: QuietTimer;
  readonly #id: string;
  readonly #started = new Date();
  #git: GitFollower | null = null;
  #writer: SessionWriter | null = null;

  /** Starts recording. Throws what taking the first snapshot and making the session throw. */
  static async start(options: WatchOptions): Promise<WatchSession> {
    const session = new WatchSession(options);
    try {
      await session.#open();
      return session;
    } catch (error) {
      await session.#silence();
      throw error;
    }
  }

  private constructor(options: WatchOptions) {
    this.#options = options;
    const { folder, dataFolder, log } = options;
    this.#root = { name: path.basename(folder), path: folder };
    const roots = [this.#root];
    this.#id = newSessionId(this.#started);
    const secrets = new SecretKeeper({
      enabled: options.secrets ?? true,
      allow: options.allow ?? [],
      load: loadSecretLint,
      onRedacted: (_root, name, found) => {
        this.#journal.inOrder(() => this.#journal.noteRedactions(found, { path: name }));
      },
      onAlone: (why) => log.warn(`secretlint cannot be used, only the built-in rules hide secrets: ${why}`),
    });
    const { redactor, intake } = secrets;
    this.#secrets = secrets;
    const shadow = new ShadowGit(dataFolder, this.#id, { intake });
    this.#shadow = shadow;
    this.#journal = new Journal({
      redactor,
      blobs: { blobId: (bytes) => objectId('blob', bytes), writeBlob: (bytes) => shadow.writeBlob(bytes) },
      askForText: () => undefined,
      onFailure: options.onFailure,
      onWrite: (event) => this.#wrote(event),
    });
    const disk = new DiskLog(this.#journal, nodeDigest);
    const ignored = new Ignored({
      roots,
      gitDir: shadow.gitDir,
      ignoreArguments: (root) => shadow.ignoreArguments(root),
      isKnown: (place) => disk.has(place),
      isPrivate: (root, name) => intake.hides(root, name),
      onForget: () => intake.forget(),
    });
    const parts = { journal: this.#journal, disk, log };
    const pending = new FileOperations();
    const underWay = { operations: pending, saves: new FileOperations() };
    this.#checkpoints = new Checkpoints({ ...parts, ...underWay, roots, snapshots: shadow });
    this.#settled = new QuietTimer(() => void this.#checkpoints.take('idle'));
    this.#watcher = new FolderWatcher({
      ...parts,
      pending,
      root: this.#root,
      dataFolder,
      ignored,
      onDisk: () => this.#diskMoved(),
      onBurst: () => this.#journal.inOrder(() => void this.#checkpoints.take('burst')),
    });
  }

  get id(): string {
    return this.#id;
  }

  get folder(): string {
    return path.join(this.#options.dataFolder, 'sessions', this.#id);
  }

  get events(): number {
    return this.#journal.events;
  }

  get counts(): WatchCounts {
    return Object.fromEntries(this.#counts);
  }

  /** Writes the end. The log is complete when this resolves. */
  async stop(why: SessionEventOf<'session-stop'>['why'] = 'asked'): Promise<void> {
    await this.#git?.look();
    await this.#watcher.stop();
    await this.#checkpoints.take('stop');
    const at = new Date().toISOString();
    this.#journal.append({ kind: 'session-stop', at, why });
    await this.#silence();
    this.#writer?.close(at);
  }

  async #open(): Promise<void> {
    const { folder, dataFolder, version, log } = this.#options;
    const goal = this.#secrets.redactor.redact(this.#options.goal).text;
    await this.#watcher.ready();
    await this.#shadow.init(folder);
    const place = placeOf(dataFolder, [this.#root]);
    if (place !== undefined) await excludeFolder(folder, `${place.path}/`);
    const trees = await this.#checkpoints.base();
    const { commit, branch } = await this.#shadow.head(folder);
    const root: RootState = { ...this.#root, tree: trees[0] ?? '', commit, branch };
    const at = this.#started.toISOString();
    const tool = { version, editor: 'none (folder watched)' };
    const meta = { name: root.name, path: root.path, tree: root.tree, commit };
    const head = { id: this.#id, goal, startedAt: at, roots: [meta], tool };
    this.#writer = SessionWriter.create(path.join(dataFolder, 'sessions'), head);
    this.#journal.open(this.#writer, [
      { kind: 'session-start', at, goal, roots: [root], tool },
      { kind: 'checkpoint', trees: [...trees], why: 'start' },
    ]);
    const repository = gitFolderOf(folder);
    if (repository === undefined) return;
    let first = true;
    const onStep = (step: RepositoryStep) => {
      const news = !first || (step.during ?? null) !== null;
      first = false;
      if (news) this.#gitMoved(step);
    };
    this.#git = new GitFollower({ folder: repository, log, onStep });
  }

  #gitMoved({ commit, branch, tree, during, moves }: RepositoryStep): void {
    this.#journal.append({
      kind: 'git',
      commit,
      branch,
      ...(tree === null ? {} : { tree }),
      ...(during ? { during } : {}),
      ...(moves.length === 0 ? {} : { moves: [...moves] }),
    });
    this.#diskMoved();
  }

  #diskMoved(): void {
    const quiet = Math.max(1, this.#options.idleSeconds) * 1000;
    this.#settled.poke(quiet, Math.max(quiet, LONGEST_WITHOUT_CHECKPOINT_MS));
  }

  #wrote(event: NewEvent): void {
    const kind = event.kind === 'file' ? event.op : event.kind;
    this.#counts.set(kind, (this.#counts.get(kind) ?? 0) + 1);
    this.#options.onEvent(this.events);
  }

  async #silence(): Promise<void> {
    this.#settled.dispose();
    this.#git?.dispose();
    await this.#watcher.stop();
    this.#journal.close();
    this.#shadow.dispose();
    this.#secrets.dispose();
  }
}
