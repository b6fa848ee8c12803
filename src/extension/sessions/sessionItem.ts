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
    const state = live === undefined ? verdictText(verdict) : liveText(live);
    this.accessibilityInformation = { label: `${titleOf(session)}, ${this.description}, ${state}` };
  }
}

function titleOf({ id, meta }: ListedSession): string {
  return meta?.goal || id;
}

/** The row is narrow, and its icon says whether it records or pauses. */
function liveDescription(live: RecordingStatus): string {
  return `${clockOf(live.elapsed)} · ${vscode.l10n.t('{0} events', live.events)}`;
}

function descriptionOf({ meta, state, problem }: ListedSession): string {
  if (problem !== null) return vscode.l10n.t('cannot be read');
  if (meta === null) return '';
  const started = new Date(meta.startedAt).toLocaleString(vscode.env.language, shortTime);
  if (state === 'recording') return vscode.l10n.t('{0} · another window', started);
  return state === 'died' ? vscode.l10n.t('{0} · ended with its window', started) : started;
}

const shortTime = { month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit' } as const;

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

function liveText(live: RecordingStatus): string {
  return live.state === 'paused' ? vscode.l10n.t('paused') : vscode.l10n.t('being recorded');
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
  const { summary } = session.meta ?? {};
  if (summary !== undefined) {
    text.appendMarkdown('\n\n');
    text.appendText(vscode.l10n.t('{0} events, {1} documents', summary.events, summary.documents));
  }
  text.appendMarkdown('\n\n');
  text.appendText(session.problem?.sentence ?? session.folder);
  return text;
}
