import path from 'node:path';
import * as vscode from 'vscode';
import type { Log } from '../../core/ports.ts';
import type { NewEvent } from '../../core/session/event.ts';
import { gitFolderOf } from '../../node/git/gitFolder.ts';
import { GitFollower, type RepositoryStep } from '../../node/recording/gitFollower.ts';
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
  readonly log: Log;
  /** HEAD moved: files may have changed. */
  readonly onMove: () => void;
}

/** What an event of a repository is about: a root, or a folder inside one. */
interface Subject {
  readonly root: number;
  readonly path?: string;
}

/**
 * Where the person's own repositories stand: those that the roots are in, and those that the editor knows inside them
 * (submodules). They are followed by their files; the git extension only gives more reasons to look there.
 */
export class GitState {
  readonly #parts: Parts;
  readonly #followers = new Map<string, { readonly follower: GitFollower; readonly subjects: Subject[] }>();
  readonly #disposables: vscode.Disposable[] = [];
  #disposed = false;

  constructor(parts: Parts) {
    this.#parts = parts;
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
    if (inside !== undefined && !isRoot) this.#follow(rootUri.fsPath, inside);
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
    const subjects = [subject];
    const onStep = (step: RepositoryStep) => {
      for (const about of subjects) this.#tell(about, step, folder.workTree);
      if (step.moves.length > 0) this.#parts.onMove();
    };
    const follower = new GitFollower({ folder, log: this.#parts.log, onStep });
    this.#followers.set(folder.gitDir, { follower, subjects });
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
