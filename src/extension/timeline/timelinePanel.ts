import path from 'node:path';
import * as vscode from 'vscode';
import type { Log } from '../../core/ports.ts';
import type { Timeline } from '../../core/session/timeline.ts';
import {
  type TimelineHostMessage,
  type TimelinePageMessage,
  timelinePageMessageSchema,
} from '../../core/session/timelineMessages.ts';
import type { ListedSession } from '../../node/store/sessionList.ts';
import { sentenceOf } from '../host/problems.ts';
import type { RecordingState } from '../host/recording.ts';
import { showPage } from '../host/showPage.ts';
import type { SessionDiffs } from './sessionDiffs.ts';

export interface PanelParts {
  readonly log: Log;
  readonly extensionUri: vscode.Uri;
  readonly diffs: SessionDiffs;
  readonly session: ListedSession;
  /** Whether the session is being recorded in this window now; `off` for every other session. */
  readonly stateOf: () => RecordingState;
  /** The event whose operation is selected at first. */
  readonly seq: number | undefined;
}

/** While recording, the page is made anew at most this often. Milliseconds. */
const REFRESH_MS = 2_000;

/** One session's timeline in an editor tab. */
export class TimelinePanel {
  readonly onDidDispose: vscode.Event<void>;
  readonly #parts: PanelParts;
  readonly #panel: vscode.WebviewPanel;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;
  #sending = false;
  #again = false;
  #seq: number | undefined;

  constructor(parts: PanelParts) {
    this.#parts = parts;
    this.#seq = parts.seq;
    const title = parts.session.meta?.goal || parts.session.id;
    this.#panel = vscode.window.createWebviewPanel(
      'tracewright.timeline',
      vscode.l10n.t('Timeline: {0}', title.length > 40 ? `${title.slice(0, 39)}…` : title),
      vscode.ViewColumn.Active,
      { enableFindWidget: true },
    );
    const icon = (theme: string) => vscode.Uri.joinPath(parts.extensionUri, 'media', `tab-${theme}.svg`);
    this.#panel.iconPath = { light: icon('light'), dark: icon('dark') };
    this.onDidDispose = this.#panel.onDidDispose;
    const { webview } = this.#panel;
    webview.onDidReceiveMessage((message: unknown) => this.#receive(message));
    this.#panel.onDidDispose(() => {
      this.#closed = true;
      clearTimeout(this.#timer);
    });
    showPage(webview, parts.extensionUri, 'timeline', title);
  }

  /** `seq`: the event whose operation is to be selected. */
  show(seq?: number): void {
    this.#panel.reveal();
    if (seq === undefined) return;
    this.#seq = seq;
    void this.refresh();
  }

  dispose(): void {
    this.#panel.dispose();
  }

  /** More was recorded; the page follows soon. */
  changed(): void {
    if (!this.#closed)
      this.#timer ??= setTimeout(() => {
        this.#timer = undefined;
        void this.refresh();
      }, REFRESH_MS);
  }

  /** Sends the timeline as it is now. */
  async refresh(): Promise<void> {
    if (this.#sending) {
      this.#again = true;
      return;
    }
    this.#sending = true;
    try {
      const { session, diffs, stateOf } = this.#parts;
      const timeline = await diffs.of(session.folder).timeline();
      const state = stateOf();
      const strings = vscode.l10n.bundle;
      this.#send({
        kind: 'timeline',
        timeline,
        live: state !== 'off',
        paused: state === 'paused',
        ...(strings === undefined ? {} : { strings }),
      });
      this.#select(timeline);
    } catch (error) {
      this.#parts.log.error('The timeline could not be made', error);
      this.#send({ kind: 'error', message: sentenceOf(error) });
    } finally {
      this.#sending = false;
      if (this.#again) {
        this.#again = false;
        this.changed();
      }
    }
  }

  /** Shows the operation of the event that was asked for, once. */
  #select({ operations }: Timeline): void {
    const seq = this.#seq;
    this.#seq = undefined;
    const found = seq === undefined ? undefined : operations.find(({ seqs }) => seqs.includes(seq));
    if (found !== undefined) this.#send({ kind: 'select', operation: found.id });
  }

  #send(message: TimelineHostMessage): void {
    if (!this.#closed) void this.#panel.webview.postMessage(message);
  }

  #receive(message: unknown): void {
    const parsed = timelinePageMessageSchema.safeParse(message);
    if (!parsed.success) {
      this.#parts.log.warn('The timeline page sent something that is not a message');
      return;
    }
    this.#act(parsed.data).catch((error) => {
      const operation = 'operation' in parsed.data ? { operation: parsed.data.operation } : {};
      this.#send({ kind: 'error', message: sentenceOf(error), ...operation });
    });
  }

  async #act(message: TimelinePageMessage): Promise<void> {
    const { diffs, session } = this.#parts;
    if (message.kind === 'ready') return this.refresh();
    if (message.kind === 'diff') {
      const { operation } = message;
      this.#send({ kind: 'diff', operation, diffs: await diffs.of(session.folder).diffs(operation) });
      return;
    }
    if (message.kind === 'open') {
      const title = vscode.l10n.t('{0} (before ↔ after)', path.posix.basename(message.path));
      await diffs.open(session.folder, message.operation, message.path, title);
      return;
    }
    await this.#reveal(message.path, message.line);
  }

  /** Shows a file of the workspace. A path that leads out of it is not followed. */
  async #reveal(name: string, line: number | undefined): Promise<void> {
    for (const root of vscode.workspace.workspaceFolders ?? []) {
      const uri = vscode.Uri.joinPath(root.uri, name);
      if (vscode.workspace.getWorkspaceFolder(uri) === undefined || name.split('/').includes('..')) continue;
      const there = await vscode.workspace.fs.stat(uri).then(
        () => true,
        () => false,
      );
      if (!there) continue;
      const at = new vscode.Position(Math.max(0, (line ?? 1) - 1), 0);
      await vscode.window.showTextDocument(uri, {
        selection: new vscode.Range(at, at),
        viewColumn: vscode.ViewColumn.Beside,
      });
      return;
    }
    void vscode.window.showInformationMessage(vscode.l10n.t('{0} is not in the workspace any more.', name));
  }
}
