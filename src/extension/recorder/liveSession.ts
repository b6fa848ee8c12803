import path from 'node:path';
import * as vscode from 'vscode';
import type { Log } from '../../core/ports.ts';
import type { NewEvent, RootState, SessionEventOf } from '../../core/session/event.ts';
import { excludeFolder } from '../../node/git/excludeFolder.ts';
import { objectId } from '../../node/git/looseObject.ts';
import { ShadowGit } from '../../node/git/shadowGit.ts';
import { Checkpoints } from '../../node/recording/checkpoints.ts';
import { DiskLog } from '../../node/recording/diskLog.ts';
import { FileOperations } from '../../node/recording/fileOperations.ts';
import { Ignored } from '../../node/recording/ignored.ts';
import { Journal } from '../../node/recording/journal.ts';
import { placeOf } from '../../node/recording/place.ts';
import { QuietTimer } from '../../node/recording/quietTimer.ts';
import type { WorkspaceRoot } from '../../node/recording/workspaceRoot.ts';
import { SecretKeeper } from '../../node/secrets/secretKeeper.ts';
import { nodeDigest } from '../../node/store/digest.ts';
import { newSessionId } from '../../node/store/sessionId.ts';
import { SessionWriter } from '../../node/store/sessionWriter.ts';
import { Activity } from './activity.ts';
import { Attention } from './attention.ts';
import { DocumentLog } from './documentLog.ts';
import { EditorEvents } from './editorEvents.ts';
import { EditorFacts } from './editorFacts.ts';
import { FolderChanges } from './folderChanges.ts';
import { GitState } from './gitState.ts';
import { LargeFiles } from './largeFiles.ts';
import { Navigation } from './navigation.ts';
import { NoteLog } from './noteLog.ts';
import type { PrivacySettings } from './privacySettings.ts';
import { SaveWatch } from './saveWatch.ts';
import { Settings } from './settings.ts';
import { Watcher } from './watcher.ts';

export interface LiveSessionOptions {
  readonly log: Log;
  readonly roots: readonly WorkspaceRoot[];
  /** Where recordings are kept. */
  readonly folder: string;
  readonly goal: string;
  readonly version: string;
  /** The built worker that looks for secrets. */
  readonly secretWorker: string;
  readonly privacy: PrivacySettings;
  /** Fewer rules than there should be look for secrets: why. */
  readonly onAlone: (why: string) => void;
  readonly onWrite: (event: NewEvent, seq: number) => void;
  /** Nothing more can be written; what was written is safe. */
  readonly onFailure: (error: unknown) => void;
}

/** A checkpoint comes at the latest this long after something changed on disk. Milliseconds. */
const LONGEST_WITHOUT_CHECKPOINT_MS = 10_000;
/** Texts are compared with the editor's once typing has been quiet for this long. Milliseconds. */
const CHECK_TEXT_MS = 1_000;

/** One session while it is recorded: everything that listens, and the log that they write to. */
export class LiveSession {
  readonly id: string;
  readonly goal: string;
  readonly startedAt: number;
  readonly notes: NoteLog;
  readonly #options: LiveSessionOptions;
  readonly #secrets: SecretKeeper;
  readonly #shadow: ShadowGit;
  readonly #journal: Journal;
  readonly #documents: DocumentLog;
  readonly #disk: DiskLog;
  readonly #checkpoints: Checkpoints;
  readonly #editor: EditorEvents;
  readonly #facts = new EditorFacts();
  readonly #saveWatch: SaveWatch;
  readonly #ignored: Ignored;
  readonly #saves = new FileOperations();
  readonly #touched = new Set<number>();
  readonly #checkTexts = new QuietTimer(() => this.#checkTouched());
  readonly #settled = new QuietTimer(() => void this.#checkpoints.take('idle'));
  #listeners: vscode.Disposable[] = [];
  #attention: Attention | undefined;
  #navigation: Navigation | undefined;
  #settings: Settings | undefined;
  #activity: Activity | undefined;
  #writer: SessionWriter | undefined;

  /** Starts a session. What happens while the base state is taken is kept in order and comes after it. */
  static async start(options: LiveSessionOptions): Promise<LiveSession> {
    const session = new LiveSession(options);
    try {
      await session.#open();
      return session;
    } catch (error) {
      await session.abandon();
      throw error;
    }
  }

  private constructor(options: LiveSessionOptions) {
    const { roots, folder, log } = options;
    const at = new Date();
    this.id = newSessionId(at);
    this.goal = options.goal;
    this.startedAt = at.getTime();
    this.#options = options;
    const { secrets: enabled, allow } = options.privacy;
    this.#secrets = new SecretKeeper({
      enabled,
      allow,
      workerFile: options.secretWorker,
      onRedacted: (root, name, found) => this.#redacted(root, name, found),
      onAlone: options.onAlone,
    });
    const { redactor, intake } = this.#secrets;
    this.#shadow = new ShadowGit(folder, this.id, { intake });
    this.#journal = new Journal({
      redactor,
      blobs: { blobId: (bytes) => objectId('blob', bytes), writeBlob: (bytes) => this.#shadow.writeBlob(bytes) },
      askForText: (uri, why) => this.#editor.check(uri, why),
      onFailure: options.onFailure,
      onWrite: (event) => this.#wrote(event),
    });
    this.#documents = new DocumentLog(this.#journal);
    this.notes = new NoteLog(this.#journal, this.#documents, roots);
    this.#disk = new DiskLog(this.#journal, nodeDigest);
    this.#ignored = new Ignored({
      roots,
      gitDir: this.#shadow.gitDir,
      ignoreArguments: (root) => this.#shadow.ignoreArguments(root),
      isKnown: (place) => this.#disk.has(place),
      isPrivate: (root, name) => intake.hides(root, name),
      onForget: () => intake.forget(),
    });
    const underWay = { operations: new FileOperations(), saves: this.#saves };
    const parts = { journal: this.#journal, disk: this.#disk, roots, log, ignored: this.#ignored, ...underWay };
    this.#checkpoints = new Checkpoints({ ...parts, snapshots: this.#shadow });
    const onDisk = () => this.#diskMoved();
    this.#saveWatch = new SaveWatch(this.#journal, this.#documents);
    // First of all the texts: nothing may be typed before they are taken.
    this.#editor = new EditorEvents({
      ...parts,
      documents: this.#documents,
      facts: this.#facts,
      saveWatch: this.#saveWatch,
      beforeEdit: ({ uri, changes }) => this.#attention?.beforeEdit(uri, changes),
      onDisk,
    });
    const onBurst = () => void this.#checkpoints.take('burst');
    const watcher = new Watcher({ ...parts, folder, onDisk, onBurst });
    this.#listeners = [this.#editor, this.#facts, this.#saveWatch, watcher];
  }

  /** Events written so far. */
  get events(): number {
    return this.#journal.events;
  }

  async pause(): Promise<void> {
    this.#navigation?.settle();
    this.#attention?.settle();
    this.#checkTouched();
    await this.#checkpoints.take('pause');
    this.#journal.pause();
  }

  async resume(): Promise<void> {
    this.#journal.resume(new Date().toISOString());
    this.#ignored.forget();
    this.#editor.catchUp();
    this.#activity?.catchUp();
    this.#settings?.again();
    this.#attention?.again();
    await this.#checkpoints.take('resume');
  }

  /** Writes the end of the session. The log is complete when this resolves. */
  async stop(why: SessionEventOf<'session-stop'>['why']): Promise<void> {
    if (this.#journal.paused) await this.resume();
    this.#navigation?.settle();
    this.#attention?.settle();
    this.#checkAllTexts();
    this.#activity?.finish();
    await this.#checkpoints.take('stop');
    const at = new Date().toISOString();
    this.#journal.append({ kind: 'session-stop', at, why });
    this.#silence();
    this.#writer?.close(at);
  }

  /** Gives up without an end; what was written stays. */
  async abandon(): Promise<void> {
    this.#silence();
    try {
      if (this.events > 0) this.#writer?.close(new Date().toISOString());
    } catch (error) {
      this.#options.log.error('The session could not be closed', error);
    }
  }

  async #open(): Promise<void> {
    const { roots, folder, version } = this.#options;
    const goal = this.#secrets.redactor.redact(this.#options.goal).text;
    await this.#shadow.init(roots[0]?.path);
    for (const root of roots) await this.#keepOutOfGit(root);
    const trees = await this.#checkpoints.base();
    const states = await Promise.all(roots.map((root, index) => this.#rootState(root, trees[index] ?? '')));
    const at = new Date(this.startedAt).toISOString();
    const tool = { version, editor: `${vscode.env.appName} ${vscode.version}` };
    this.#writer = SessionWriter.create(path.join(folder, 'sessions'), {
      id: this.id,
      goal,
      startedAt: at,
      roots: states.map(({ name, path: where, tree, commit }) => ({ name, path: where, tree, commit })),
      tool,
    });
    this.#journal.open(this.#writer, [
      { kind: 'session-start', at, goal, roots: states, tool },
      { kind: 'checkpoint', trees: [...trees], why: 'start' },
    ]);
    this.#listenToTheRest();
  }

  #listenToTheRest(): void {
    const { log, roots } = this.#options;
    const parts = { journal: this.#journal, log, roots, ignored: this.#ignored };
    const onDisk = () => this.#diskMoved();
    this.#attention = new Attention(this.#journal, this.#documents);
    const activity = { ...parts, documents: this.#documents, disk: this.#disk, saves: this.#saves, onDisk };
    this.#activity = new Activity(activity);
    this.#navigation = new Navigation({ journal: this.#journal, documents: this.#documents, facts: this.#facts });
    this.#settings = new Settings({ ...parts, documents: this.#documents });
    this.#listeners.push(
      this.#settings,
      this.#navigation,
      this.#attention,
      this.#activity,
      new GitState({ ...parts, onMove: onDisk }),
      new LargeFiles(parts),
      new FolderChanges(parts),
    );
  }

  async #rootState({ name, path: where }: WorkspaceRoot, tree: string): Promise<RootState> {
    const { commit, branch } = await this.#shadow.head(where);
    return { name, path: where, tree, commit, branch };
  }

  /** The folder for recordings must not turn up among somebody's changes. */
  async #keepOutOfGit(root: WorkspaceRoot): Promise<void> {
    const place = placeOf(this.#options.folder, [root]);
    if (place !== undefined) await excludeFolder(root.path, `${place.path}/`);
  }

  /** A snapshot took a file in with something hidden. */
  #redacted(root: string, name: string, found: ReadonlyMap<string, number>): void {
    const index = this.#options.roots.findIndex(({ path: folder }) => folder === root);
    this.#journal.inOrder(() =>
      this.#journal.noteRedactions(found, { path: name, ...(index > 0 ? { root: index } : {}) }),
    );
  }

  #diskMoved(): void {
    if (this.#journal.paused) return;
    const seconds = vscode.workspace.getConfiguration('tracewright').get<number>('checkpoints.idleSeconds', 2);
    const quiet = Math.max(1, seconds) * 1000;
    this.#settled.poke(quiet, Math.max(quiet, LONGEST_WITHOUT_CHECKPOINT_MS));
  }

  #wrote(event: NewEvent): void {
    this.notes.wrote(event, this.#journal.lastSeq);
    this.#saveWatch.wrote(event, this.#journal.lastSeq);
    if (event.kind === 'edit') {
      this.#touched.add(event.doc);
      this.#checkTexts.poke(CHECK_TEXT_MS, CHECK_TEXT_MS * 10);
    }
    this.#options.onWrite(event, this.#journal.lastSeq);
  }

  #checkTouched(): void {
    for (const doc of this.#touched) {
      const uri = this.#documents.uriOf(doc);
      if (uri !== undefined) this.#editor.check(uri, 'differed when checked');
    }
    this.#touched.clear();
  }

  #checkAllTexts(): void {
    for (const uri of this.#documents.uris()) this.#editor.check(uri, 'differed at the end');
    this.#touched.clear();
  }

  #silence(): void {
    this.#checkTexts.dispose();
    this.#settled.dispose();
    for (const listener of this.#listeners) listener.dispose();
    this.#listeners = [];
    this.#journal.close();
    this.#shadow.dispose();
    this.#secrets.dispose();
  }
}
