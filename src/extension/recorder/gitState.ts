import path from 'node:path';
import * as vscode from 'vscode';
import type { Log } from '../../core/ports.ts';
import type { NewEvent } from '../../core/session/event.ts';
import { type GitFolder, gitFolderOf } from '../../node/git/gitFolder.ts';
import { GitFollower, type RepositoryStep } from '../../node/recording/gitFollower.ts';
import type { Ignored } from '../../node/recording/ignored.ts';
import type { Journal } from '../../node/recording/journal.ts';
import { placeOf } from '../../node/recording/place.ts';
import type { WorkspaceRoot } from '../../node/recording/workspaceRoot.ts';

/** The part of the built-in git extension's API that is used here. */
interface GitRepository {
  readonly rootUri: vscode.Uri;
  readonly state: { readonly onDidChange: vscode.Event<void> };
}
interface GitApi {
  readonly repositories: readonly GitRepository[];
  readonly onDidOpenRepository: vscode.Event<GitRepository>;
}

interface Parts {
  readonly journal: Journal;
  readonly roots: readonly WorkspaceRoot[];
  readonly ignored: Ignored;
  readonly log: Log;
  /** HEAD moved: files may have changed. */
  readonly onMove: () => void;
}

/** What an event of a repository is about: a root, or a folder inside one. */
interface Subject {
  readonly root: number;
  readonly path?: string;
}

interface Followed {
  readonly folder: GitFolder;
  readonly follower: GitFollower;
  readonly subjects: Subject[];
  /** What was not told because of a pause: where it stands then. */
  untold: RepositoryStep | undefined;
}

/**
 * Where the person's own repositories stand: those that the roots are in, and those that the editor knows inside them
 * (submodules). They are followed by their files; the git extension only gives more reasons to look there.
 */
export class GitState {
  readonly #parts: Parts;
  readonly #followers = new Map<string, Followed>();
  readonly #disposables: vscode.Disposable[] = [];
  #disposed = false;

  constructor(parts: Parts) {
    this.#parts = parts;
    parts.journal.whenResumed(() => this.#catchUp());
    this.#followRoots();
    this.#listen().catch((error) => parts.log.info(`The git extension is not there: ${String(error)}`));
  }

  dispose(): void {
    this.#disposed = true;
    for (const { follower } of this.#followers.values()) follower.dispose();
    for (const disposable of this.#disposables) disposable.dispose();
  }

  async #listen(): Promise<void> {
    const extension = vscode.extensions.getExtension<{ getAPI(version: 1): GitApi }>('vscode.git');
    const api = (await extension?.activate())?.getAPI(1);
    if (api === undefined || this.#disposed) return;
    for (const repository of api.repositories) this.#opened(repository);
    this.#disposables.push(api.onDidOpenRepository((repository) => this.#opened(repository)));
  }

  #opened({ rootUri, state }: GitRepository): void {
    // A root may be in a repository only since now.
    this.#followRoots();
    const inside = rootUri.scheme === 'file' ? placeOf(rootUri.fsPath, this.#parts.roots) : undefined;
    const isRoot = this.#parts.roots.some(({ path: folder }) => folder === rootUri.fsPath);
    if (inside !== undefined && !isRoot && !this.#parts.ignored.has(inside)) this.#follow(rootUri.fsPath, inside);
    const gitDir = gitFolderOf(rootUri.fsPath)?.gitDir;
    if (gitDir === undefined) return;
    this.#disposables.push(state.onDidChange(() => this.#followers.get(gitDir)?.follower.poke()));
  }

  #followRoots(): void {
    for (const [root, { path: folder }] of this.#parts.roots.entries()) this.#follow(folder, { root });
  }

  #follow(where: string, subject: Subject): void {
    const folder = gitFolderOf(where);
    if (folder === undefined || this.#disposed) return;
    if (subject.path !== undefined && folder.workTree !== where) return;
    const known = this.#followers.get(folder.gitDir);
    if (known !== undefined) {
      const { subjects } = known;
      if (!subjects.some(({ root, path: name }) => root === subject.root && name === subject.path))
        subjects.push(subject);
      return;
    }
    const onStep = (step: RepositoryStep) => this.#stepped(followed, step);
    const follower = new GitFollower({ folder, log: this.#parts.log, onStep });
    const followed: Followed = { folder, follower, subjects: [subject], untold: undefined };
    this.#followers.set(folder.gitDir, followed);
  }

  #stepped(followed: Followed, step: RepositoryStep): void {
    if (this.#parts.journal.paused) {
      followed.untold = step;
      return;
    }
    for (const about of followed.subjects) this.#tell(about, step, followed.folder.workTree);
    if (step.moves.length > 0) this.#parts.onMove();
  }

  /** How it came there in a pause is nobody's business; where it stands is. */
  #catchUp(): void {
    for (const followed of this.#followers.values()) {
      const { untold } = followed;
      followed.untold = undefined;
      if (untold === undefined) continue;
      this.#stepped(followed, { ...untold, moves: [], files: [], began: undefined, ended: undefined });
    }
  }

  #tell({ root, path: name }: Subject, step: RepositoryStep, workTree: string): void {
    const evidence = this.#evidence(root, step, workTree);
    const event: NewEvent = {
      kind: 'git',
      ...(root === 0 ? {} : { root }),
      ...(name === undefined ? {} : { path: name }),
      commit: step.commit,
      branch: step.branch,
      ...(step.tree === null ? {} : { tree: step.tree }),
      ...(step.during === undefined ? {} : { during: step.during }),
      ...(step.moves.length === 0 ? {} : { moves: [...step.moves] }),
      ...(Object.keys(evidence).length === 0 ? {} : { evidence }),
    };
    this.#parts.journal.inOrder(() => this.#parts.journal.append(event));
  }

  /** When git did it, which is some time before this event, and which files of the root it gave other contents. */
  #evidence(root: number, { began, ended, files }: RepositoryStep, workTree: string): Record<string, unknown> {
    const own = files.flatMap(([file, blob]) => {
      const place = placeOf(path.join(workTree, file), this.#parts.roots);
      return place?.root === root ? [[place.path, blob]] : [];
    });
    return {
      ...(began === undefined ? {} : { began }),
      ...(ended === undefined ? {} : { ended }),
      ...(own.length === 0 ? {} : { files: own }),
    };
  }
}
