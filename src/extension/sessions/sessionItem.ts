import * as vscode from 'vscode';
import type { ListedSession } from '../../node/store/sessionList.ts';
import { clockOf } from '../host/duration.ts';
import type { RecordingStatus } from '../host/recording.ts';
import type { StoredVerdict } from '../host/verdicts.ts';

/** A row of the Sessions view. Commands get it as their argument and read `id`. */
export class SessionItem extends vscode.TreeItem {
  override readonly id: string;

  constructor(session: ListedSession, live: RecordingStatus | undefined, verdict: StoredVerdict | undefined) {
    super(titleOf(session));
    this.id = session.id;
    this.contextValue = live === undefined ? 'session' : 'live';
    this.description = live === undefined ? descriptionOf(session) : liveDescription(live);
    this.iconPath = live === undefined ? iconOf(session, verdict) : liveIcon(live);
    this.tooltip = tooltipOf(session, verdict);
    this.command = {
      command: 'tracewright.openTimeline',
      title: vscode.l10n.t('Open the timeline'),
      arguments: [this],
    };
    this.accessibilityInformation = { label: `${titleOf(session)}, ${this.description}, ${verdictText(verdict)}` };
  }
}

function titleOf({ id, meta }: ListedSession): string {
  return meta?.goal || id;
}

function liveDescription(live: RecordingStatus): string {
  const events = vscode.l10n.t('{0} events', live.events);
  return live.state === 'paused'
    ? vscode.l10n.t('paused · {0} · {1}', clockOf(live.elapsed), events)
    : vscode.l10n.t('recording · {0} · {1}', clockOf(live.elapsed), events);
}

function descriptionOf({ meta }: ListedSession): string {
  if (meta === null) return vscode.l10n.t('session.json cannot be read');
  const started = new Date(meta.startedAt).toLocaleString(vscode.env.language, {
    dateStyle: 'medium',
    timeStyle: 'short',
  });
  if (meta.stoppedAt === null) return vscode.l10n.t('{0} · not ended', started);
  return meta.summary === undefined ? started : `${started} · ${vscode.l10n.t('{0} events', meta.summary.events)}`;
}

function liveIcon(live: RecordingStatus): vscode.ThemeIcon {
  return live.state === 'paused'
    ? new vscode.ThemeIcon('debug-pause')
    : new vscode.ThemeIcon('record', new vscode.ThemeColor('errorForeground'));
}

function iconOf({ meta }: ListedSession, verdict: StoredVerdict | undefined): vscode.ThemeIcon {
  if (meta === null) return new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground'));
  if (verdict === undefined) return new vscode.ThemeIcon('history');
  return verdict.ok
    ? new vscode.ThemeIcon('verified-filled', new vscode.ThemeColor('testing.iconPassed'))
    : new vscode.ThemeIcon('error', new vscode.ThemeColor('testing.iconFailed'));
}

function verdictText(verdict: StoredVerdict | undefined): string {
  if (verdict === undefined) return vscode.l10n.t('not verified yet');
  return verdict.ok ? vscode.l10n.t('verified: replay gives the same bytes') : vscode.l10n.t('verification failed');
}

function tooltipOf(session: ListedSession, verdict: StoredVerdict | undefined): vscode.MarkdownString {
  const text = new vscode.MarkdownString();
  text.appendText(titleOf(session));
  text.appendMarkdown('\n\n');
  text.appendText(verdictText(verdict));
  text.appendMarkdown('\n\n');
  text.appendText(session.folder);
  return text;
}
