import * as vscode from 'vscode';
import type { StateEntry } from '../host/timeTravelMessages.ts';
import type { CurrentPlace, TimeTravels } from '../host/timeTravels.ts';
import { uriOfState } from './stateUris.ts';

/** A row of the view: the group of changes, a change, or what stands in a folder. Commands get it and read `uri`. */
export class StateItem extends vscode.TreeItem {
  readonly uri: vscode.Uri | undefined;
  readonly path: string;
  readonly kind: 'changes' | 'change' | StateEntry['kind'];

  private constructor(kind: StateItem['kind'], path: string, uri: vscode.Uri | undefined, label?: string) {
    const folds = kind === 'changes' ? 2 : kind === 'folder' ? 1 : 0;
    super(label ?? (path.split('/').at(-1) as string), folds as vscode.TreeItemCollapsibleState);
    this.kind = kind;
    this.path = path;
    this.uri = uri;
    if (uri !== undefined) this.resourceUri = uri;
  }

  static changes(count: number): StateItem {
    const label =
      count === 1
        ? vscode.l10n.t('1 file changed by this step')
        : vscode.l10n.t('{0} files changed by this step', count);
    const item = new StateItem('changes', '', undefined, label);
    item.contextValue = 'stateChanges';
    item.iconPath = new vscode.ThemeIcon('diff-multiple');
    return item;
  }

  static change(path: string, uri: vscode.Uri): StateItem {
    const item = new StateItem('change', path, uri);
    const folder = path.split('/').slice(0, -1).join('/');
    if (folder !== '') item.description = folder;
    item.contextValue = 'stateChange';
    item.command = command('tracewright.diffStateFile', vscode.l10n.t('Show what the step changed'), item);
    return item;
  }

  static entry({ kind, name }: StateEntry, folder: string, uri: vscode.Uri, isChanged: boolean): StateItem {
    const item = new StateItem(kind, folder === '' ? name : `${folder}/${name}`, uri);
    if (kind === 'folder') item.contextValue = 'stateFolder';
    else if (kind === 'submodule') {
      item.description = vscode.l10n.t('submodule');
      item.iconPath = new vscode.ThemeIcon('file-submodule');
    } else {
      if (kind === 'link') item.description = vscode.l10n.t('link');
      item.contextValue = isChanged ? 'stateChange' : 'stateFile';
      item.command = isChanged
        ? command('tracewright.diffStateFile', vscode.l10n.t('Show what the step changed'), item)
        : command('tracewright.openStateFile', vscode.l10n.t('Open the file'), item);
    }
    return item;
  }
}

/** The repository as it was after the step at which the debug session in front stands. */
export class StateTree implements vscode.TreeDataProvider<StateItem> {
  readonly #travels: TimeTravels;
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.#changed.event;

  constructor(travels: TimeTravels) {
    this.#travels = travels;
  }

  refresh(): void {
    this.#changed.fire(undefined);
  }

  dispose(): void {
    this.#changed.dispose();
  }

  getTreeItem(item: StateItem): vscode.TreeItem {
    return item;
  }

  /** Only rows at the top are ever revealed. */
  getParent(): undefined {
    return undefined;
  }

  async getChildren(item?: StateItem): Promise<StateItem[]> {
    const { current } = this.#travels;
    if (current === undefined) return [];
    const changes = await current.travel.changes(
      { ...ref(current), side: 'before' },
      { ...ref(current), side: 'after' },
    );
    if (item?.kind === 'changes') {
      return changes.map(({ path, status }) =>
        StateItem.change(path, uriAt(current, path, status === 'deleted' ? 'before' : 'after')),
      );
    }
    const folder = item?.path ?? '';
    const entries = (await current.travel.folder({ ...ref(current), side: 'after' }, folder)) ?? [];
    const changed = new Set(changes.map(({ path }) => path));
    const inside = (name: string) => (folder === '' ? name : `${folder}/${name}`);
    const rows = sorted(entries).map((entry) =>
      StateItem.entry(entry, folder, uriAt(current, inside(entry.name), 'after'), changed.has(inside(entry.name))),
    );
    return item === undefined && changes.length > 0 ? [StateItem.changes(changes.length), ...rows] : rows;
  }
}

function ref({ thread, step }: CurrentPlace) {
  return { thread, step };
}

function uriAt(current: CurrentPlace, path: string, side: 'before' | 'after'): vscode.Uri {
  return uriOfState({ id: current.travel.id, ...ref(current), side, path });
}

/** Folders first, as the explorer has them. */
function sorted(entries: readonly StateEntry[]): StateEntry[] {
  const rank = ({ kind }: StateEntry) => (kind === 'folder' || kind === 'submodule' ? 0 : 1);
  return [...entries].sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name));
}

function command(name: string, title: string, item: StateItem): vscode.Command {
  return { command: name, title, arguments: [item] };
}
