import * as vscode from 'vscode';
import type { Journal } from '../../node/recording/journal.ts';
import { placeOf } from '../../node/recording/place.ts';
import type { WorkspaceRoot } from '../../node/recording/workspaceRoot.ts';

/** The part of the built-in git extension's API that is used here. */
interface GitRepository {
  readonly rootUri: vscode.Uri;
  readonly state: {
    readonly HEAD: { readonly name?: string; readonly commit?: string; readonly type?: number } | undefined;
    readonly onDidChange: vscode.Event<void>;
  };
}
interface GitApi {
  readonly repositories: readonly GitRepository[];
  readonly onDidOpenRepository: vscode.Event<GitRepository>;
}

const DEBOUNCE_MS = 150;

interface Parts {
  readonly journal: Journal;
  readonly roots: readonly WorkspaceRoot[];
  /** HEAD moved: files may have changed. */
  readonly onMove: () => void;
}

/** Where HEAD and the branch of the person's own repositories are. Without the git extension: nothing. */
export class GitState {
  readonly #parts: Parts;
  readonly #last = new Map<string, string>();
  readonly #disposables: vscode.Disposable[] = [];
  #disposed = false;

  constructor(parts: Parts) {
    this.#parts = parts;
    void this.#watch();
  }

  dispose(): void {
    this.#disposed = true;
    for (const disposable of this.#disposables) disposable.dispose();
  }

  async #watch(): Promise<void> {
    const extension = vscode.extensions.getExtension<{ getAPI(version: 1): GitApi }>('vscode.git');
    const api = (await extension?.activate())?.getAPI(1);
    if (api === undefined || this.#disposed) return;
    for (const repository of api.repositories) this.#follow(repository);
    this.#disposables.push(api.onDidOpenRepository((repository) => this.#follow(repository)));
  }

  #follow(repository: GitRepository): void {
    const root = this.#rootOf(repository);
    if (root === undefined) return;
    const key = repository.rootUri.toString();
    this.#last.set(key, stateOf(repository));
    let timer: NodeJS.Timeout | undefined;
    this.#disposables.push(
      { dispose: () => clearTimeout(timer) },
      repository.state.onDidChange(() => {
        clearTimeout(timer);
        timer = setTimeout(() => this.#changed(repository, key, root), DEBOUNCE_MS);
      }),
    );
  }

  #changed(repository: GitRepository, key: string, root: number): void {
    const now = stateOf(repository);
    if (now === this.#last.get(key)) return;
    this.#last.set(key, now);
    const { HEAD } = repository.state;
    this.#parts.journal.append({
      kind: 'git',
      ...(root === 0 ? {} : { root }),
      commit: HEAD?.commit ?? null,
      branch: HEAD?.name ?? null,
    });
    this.#parts.onMove();
  }

  /** The workspace root that a repository is of: it holds the root, or stands in it. */
  #rootOf(repository: GitRepository): number | undefined {
    const folder = repository.rootUri.fsPath;
    const exact = this.#parts.roots.findIndex((root) => root.path === folder);
    if (exact >= 0) return exact;
    const holding = this.#parts.roots.findIndex(
      (root) => placeOf(root.path, [{ name: '', path: folder }]) !== undefined,
    );
    return holding >= 0 ? holding : undefined;
  }
}

function stateOf({ state }: GitRepository): string {
  return `${state.HEAD?.commit ?? ''} ${state.HEAD?.name ?? ''}`;
}
