import * as vscode from 'vscode';
import { type ListedSession, listSessions } from '../../node/store/sessionList.ts';
import type { Recording } from '../host/recording.ts';
import type { WorkspaceStorage } from '../host/storage.ts';
import { storedVerdict } from '../host/verdicts.ts';
import { SessionItem } from './sessionItem.ts';

/** The Sessions view: what is being recorded on top, then what was recorded, newest first. */
export class SessionTree implements vscode.TreeDataProvider<SessionItem> {
  readonly #storage: WorkspaceStorage;
  readonly #recording: Recording;
  readonly #memory: vscode.Memento;
  readonly #changed = new vscode.EventEmitter<SessionItem | undefined>();
  #live: { readonly item: SessionItem; readonly session: ListedSession } | undefined;
  readonly onDidChangeTreeData = this.#changed.event;

  constructor(parts: { storage: WorkspaceStorage; recording: Recording; memory: vscode.Memento }) {
    this.#storage = parts.storage;
    this.#recording = parts.recording;
    this.#memory = parts.memory;
  }

  refresh(): void {
    this.#changed.fire(undefined);
  }

  /** Draws the row of the session that is being recorded anew, without looking at the disk. */
  refreshLive(): void {
    if (this.#live !== undefined) this.#changed.fire(this.#live.item);
  }

  dispose(): void {
    this.#changed.dispose();
  }

  getTreeItem(item: SessionItem): vscode.TreeItem {
    if (item !== this.#live?.item) return item;
    return new SessionItem(this.#live.session, this.#recording.status, undefined);
  }

  async getChildren(item?: SessionItem): Promise<SessionItem[]> {
    if (item !== undefined || this.#storage.roots().length === 0) return [];
    const { status } = this.#recording;
    const live = (session: ListedSession) => status.state !== 'off' && session.id === status.id;
    const sessions = listSessions(this.#storage.folder()).reverse();
    const ordered = [...sessions.filter(live), ...sessions.filter((session) => !live(session))];
    this.#live = undefined;
    return ordered.map((session) => {
      if (!live(session)) return new SessionItem(session, undefined, storedVerdict(this.#memory, session.id));
      const item = new SessionItem(session, status, undefined);
      this.#live = { item, session };
      return item;
    });
  }
}
