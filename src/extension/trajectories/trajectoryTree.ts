import os from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { listedFiles } from '../host/listedFiles.ts';
import type { WorkspaceStorage } from '../host/storage.ts';
import { agentTrajectories } from './agentPlaces.ts';
import { AgentItem, TrajectoryItem } from './trajectoryItem.ts';

/** Folder of the workspace's own trajectories, below the one for recordings. */
const OWN = 'trajectories';
const MOST_OWN = 500;

/** The setting that allows looking into the agents' folders. */
export const LOOK_SETTING = 'trajectories.lookInAgentFolders';

/** The Trajectories view: the workspace's own, and where that is allowed those of the agents on this machine. */
export class TrajectoryTree implements vscode.TreeDataProvider<TrajectoryItem | AgentItem> {
  readonly #storage: WorkspaceStorage;
  readonly #workspaceStorage: string | undefined;
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.#changed.event;

  /** `storageUri`: the extension's own storage for this workspace; VS Code's own stands beside it. */
  constructor(storage: WorkspaceStorage, storageUri: vscode.Uri | undefined) {
    this.#storage = storage;
    this.#workspaceStorage = storageUri === undefined ? undefined : path.dirname(storageUri.fsPath);
  }

  refresh(): void {
    this.#changed.fire(undefined);
  }

  dispose(): void {
    this.#changed.dispose();
  }

  getTreeItem(item: TrajectoryItem | AgentItem): vscode.TreeItem {
    return item;
  }

  async getChildren(item?: TrajectoryItem | AgentItem): Promise<(TrajectoryItem | AgentItem)[]> {
    if (item instanceof AgentItem) return [...item.children];
    if (item !== undefined || this.#storage.roots().length === 0) return [];
    const own = await listedFiles(this.#storage.folder(), OWN, /\.(json|jsonl|ndjson|traj|eval)$/i, MOST_OWN);
    const agents = lookInAgentFolders() ? await this.#agents() : [];
    if (agents.length === 0) return own.map((file) => new TrajectoryItem(file, undefined));
    const groups = agents.map(({ agent, files }) => new AgentItem(agent, files));
    return own.length === 0 ? groups : [new AgentItem(undefined, own), ...groups];
  }

  /** Where trajectories of the workspace's own are kept. Throws a TracewrightError without a folder on disk. */
  folder(): string {
    return path.join(this.#storage.folder(), OWN);
  }

  async #agents() {
    const lists = this.#storage.roots().map(({ path: folder }, index) =>
      agentTrajectories({
        home: os.homedir(),
        folder,
        workspaceStorage: index === 0 ? this.#workspaceStorage : undefined,
      }),
    );
    return (await Promise.all(lists)).flat();
  }
}

function lookInAgentFolders(): boolean {
  return vscode.workspace.getConfiguration('tracewright').get<boolean>(LOOK_SETTING, false);
}
