import path from 'node:path';
import * as vscode from 'vscode';
import { TracewrightError } from '../../core/errors.ts';
import { listSessions } from '../../node/store/sessionList.ts';
import { listedFiles } from '../host/listedFiles.ts';
import type { WorkspaceStorage } from '../host/storage.ts';

const SESSIONS = 'sessions';
const TRAJECTORIES = 'trajectories';
/** More than these are not shown; the newest are. */
const MOST = 500;

/** The items of the Test Explorer: recorded sessions and the workspace's own trajectories, kept up to date. */
export class ReplayItems {
  readonly #controller: vscode.TestController;
  readonly #storage: WorkspaceStorage;
  readonly #sources = new Map<string, string>();
  #watcher: vscode.Disposable | undefined;
  #refreshing: Promise<void> = Promise.resolve();

  constructor(controller: vscode.TestController, storage: WorkspaceStorage) {
    this.#controller = controller;
    this.#storage = storage;
  }

  /** Reads the lists anew. From the first time on, changes of the folders are followed. */
  refresh(): Promise<void> {
    this.#watcher ??= this.#watch();
    this.#refreshing = this.#refreshing.then(() => this.#refresh());
    return this.#refreshing;
  }

  /** The items that can be run among these and below them; all of them without a list. */
  leaves(
    include: readonly vscode.TestItem[] | undefined,
    exclude: readonly vscode.TestItem[],
  ): readonly vscode.TestItem[] {
    const left = new Set(exclude);
    const found = new Set<vscode.TestItem>();
    const visit = (item: vscode.TestItem) => {
      if (left.has(item)) return;
      if (this.#sources.has(item.id)) found.add(item);
      item.children.forEach(visit);
    };
    if (include === undefined) this.#controller.items.forEach(visit);
    else include.forEach(visit);
    return [...found];
  }

  /** The file of a trajectory, or the folder of a session. */
  sourceOf(item: vscode.TestItem): string {
    return this.#sources.get(item.id) ?? '';
  }

  /** What a command was called with, when that is an item that can be run. Throws `no-item`. */
  leaf(item: unknown): vscode.TestItem {
    const id = typeof item === 'object' && item !== null && 'id' in item ? String(item.id) : '';
    const [found] = this.leaves(undefined, []).filter((leaf) => leaf.id === id);
    if (found !== undefined) return found;
    throw new TracewrightError('no-item', vscode.l10n.t('This is no session and no trajectory of the Test Explorer'), {
      kind: 'usage',
      remedy: vscode.l10n.t('use the context menu of one'),
    });
  }

  dispose(): void {
    this.#watcher?.dispose();
  }

  async #refresh(): Promise<void> {
    if (this.#storage.roots().length === 0) {
      this.#controller.items.replace([]);
      return;
    }
    const folder = this.#storage.folder();
    const files = await listedFiles(folder, TRAJECTORIES, /\.(json|jsonl|ndjson|traj|eval)$/i, MOST);
    const sessions = listSessions(folder).filter(({ meta }) => meta !== null);
    this.#sources.clear();
    const trajectoryItems = files.map(({ file }) => this.#item(TRAJECTORIES, file, path.basename(file), file));
    const sessionItems = sessions
      .reverse()
      .slice(0, MOST)
      .map(({ id, folder: source, meta, state }) => {
        const item = this.#item(SESSIONS, source, meta?.goal || id, undefined);
        if (state === 'recording') item.description = vscode.l10n.t('recording');
        return item;
      });
    this.#controller.items.replace([
      ...this.#group(SESSIONS, vscode.l10n.t('Recorded sessions'), sessionItems),
      ...this.#group(TRAJECTORIES, vscode.l10n.t('Trajectories'), trajectoryItems),
    ]);
  }

  #group(id: string, label: string, children: readonly vscode.TestItem[]): vscode.TestItem[] {
    if (children.length === 0) return [];
    const group = this.#controller.items.get(id) ?? this.#controller.createTestItem(id, label);
    group.children.replace(children);
    return [group];
  }

  #item(group: string, source: string, label: string, file: string | undefined): vscode.TestItem {
    const id = `${group}/${path.basename(source)}`;
    this.#sources.set(id, source);
    const known = this.#controller.items.get(group)?.children.get(id);
    if (known !== undefined && known.label === label) return known;
    return this.#controller.createTestItem(id, label, file === undefined ? undefined : vscode.Uri.file(file));
  }

  #watch(): vscode.Disposable {
    const again = () => void this.refresh();
    const watchers = ['**/.tracewright/trajectories/*', '**/.tracewright/sessions/*/session.json'].map((pattern) =>
      vscode.workspace.createFileSystemWatcher(pattern),
    );
    return vscode.Disposable.from(
      ...watchers,
      ...watchers.flatMap((watcher) => [watcher.onDidCreate(again), watcher.onDidDelete(again)]),
      vscode.workspace.onDidChangeWorkspaceFolders(again),
    );
  }
}
