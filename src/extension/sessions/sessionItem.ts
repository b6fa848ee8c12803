import * as vscode from 'vscode';
import type { ListedSession } from '../../node/store/sessionList.ts';
import type { RecordingStatus } from '../host/recording.ts';
import type { StoredVerdict } from '../host/verdicts.ts';
import { descriptionOf, isReadable, rowTitle, stateText, titleOf, tooltipOf } from './sessionTexts.ts';

/** A row of the Sessions view. Commands get it as their argument and read `id`. */
export class SessionItem extends vscode.TreeItem {
  override readonly id: string;

  constructor(session: ListedSession, live: RecordingStatus | undefined, verdict: StoredVerdict | undefined) {
    const description = descriptionOf(session, live);
    super(rowTitle(session, description));
    this.id = session.id;
    this.contextValue = live !== undefined ? 'live' : session.meta === null ? 'unreadable' : 'session';
    this.description = description;
    this.iconPath = live === undefined ? iconOf(session, verdict) : liveIcon(live);
    this.tooltip = tooltipOf(session, live, verdict);
    if (session.meta !== null) {
      this.command = {
        command: 'tracewright.openTimeline',
        title: vscode.l10n.t('Open the timeline'),
        arguments: [this],
      };
    }
    const state = session.problem?.sentence ?? stateText(live, verdict);
    this.accessibilityInformation = { label: `${titleOf(session)}, ${description}, ${state}` };
  }
}

function liveIcon(live: RecordingStatus): vscode.ThemeIcon {
  return live.state === 'paused'
    ? new vscode.ThemeIcon('debug-pause')
    : new vscode.ThemeIcon('record', new vscode.ThemeColor('errorForeground'));
}

function iconOf({ meta }: ListedSession, verdict: StoredVerdict | undefined): vscode.ThemeIcon {
  if (meta === null || !isReadable(meta))
    return new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground'));
  if (verdict === undefined) return new vscode.ThemeIcon('history');
  return verdict.ok
    ? new vscode.ThemeIcon('verified-filled', new vscode.ThemeColor('testing.iconPassed'))
    : new vscode.ThemeIcon('error', new vscode.ThemeColor('testing.iconFailed'));
}
