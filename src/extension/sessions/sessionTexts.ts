import * as vscode from 'vscode';
import type { SessionMeta } from '../../core/session/session.ts';
import type { ListedSession } from '../../node/store/sessionList.ts';
import { clockOf } from '../host/duration.ts';
import { plainText } from '../host/plainText.ts';
import type { RecordingStatus } from '../host/recording.ts';
import type { StoredVerdict } from '../host/verdicts.ts';

/** Title and description share a row of about so many characters in a side bar of the usual width. */
const ROW = 34;
/** A title keeps at least so many characters, however long the description is. */
const LEAST_TITLE = 18;

/** False for what was pieced together from a log without a beginning. */
export function isReadable(meta: SessionMeta): boolean {
  return !Number.isNaN(Date.parse(meta.startedAt));
}

/** What the session is called, in full. */
export function titleOf({ id, meta }: ListedSession): string {
  return meta?.goal || (meta === null || !isReadable(meta) ? id : vscode.l10n.t('No goal given'));
}

/** The title, cut at a word so that a description of the given length stays in view beside it. */
export function rowTitle(session: ListedSession, description: string): string {
  const title = titleOf(session);
  const room = Math.max(LEAST_TITLE, ROW - description.length);
  if (title.length <= room) return title;
  const cut = title.slice(0, room - 1);
  const word = cut.lastIndexOf(' ');
  return `${(word > room / 2 ? cut.slice(0, word) : cut).replace(/[\s,;:.–—-]+$/, '')}…`;
}

/** When it was, and what is unusual about it. The row is narrow, and its icon says whether it records or pauses. */
export function descriptionOf({ meta, state }: ListedSession, live: RecordingStatus | undefined): string {
  if (live !== undefined) return `${clockOf(live.elapsed)} · ${vscode.l10n.t('{0} events', live.events)}`;
  if (meta === null || !isReadable(meta)) return vscode.l10n.t('cannot be read');
  const started = shortTime(new Date(meta.startedAt));
  if (state === 'recording') return vscode.l10n.t('{0} · another window', started);
  if (state === 'died') return vscode.l10n.t('{0} · ended with its window', started);
  return started;
}

/** The time today, the day this year, else the date. */
function shortTime(date: Date): string {
  const now = new Date();
  const format: Intl.DateTimeFormatOptions =
    date.toDateString() === now.toDateString()
      ? { hour: '2-digit', minute: '2-digit' }
      : date.getFullYear() === now.getFullYear()
        ? { month: 'short', day: 'numeric' }
        : { dateStyle: 'short' };
  return date.toLocaleString(vscode.env.language, format);
}

/** How far the session can be trusted, or that it is still being made. */
export function stateText(live: RecordingStatus | undefined, verdict: StoredVerdict | undefined): string {
  if (live !== undefined) return live.state === 'paused' ? vscode.l10n.t('paused') : vscode.l10n.t('being recorded');
  if (verdict === undefined) return vscode.l10n.t('not verified yet');
  return verdict.ok ? vscode.l10n.t('verified: replay gives the same bytes') : vscode.l10n.t('verification failed');
}

/** All that is known without opening the session. */
export function tooltipOf(
  session: ListedSession,
  live: RecordingStatus | undefined,
  verdict: StoredVerdict | undefined,
): vscode.MarkdownString {
  const { meta, problem, folder } = session;
  const lines = [`**${plainText(titleOf(session))}**`];
  if (problem !== null) lines.push(plainText(problem.sentence));
  else if (meta !== null && !isReadable(meta)) lines.push(vscode.l10n.t('cannot be read'));
  if (meta !== null && isReadable(meta)) {
    const started = new Date(meta.startedAt);
    const when = started.toLocaleString(vscode.env.language, { dateStyle: 'medium', timeStyle: 'short' });
    const facts = [vscode.l10n.t('Started {0}', when)];
    if (live !== undefined) facts.push(descriptionOf(session, live));
    else if (meta.stoppedAt !== null)
      facts.push(vscode.l10n.t('took {0}', clockOf(Date.parse(meta.stoppedAt) - started.getTime())));
    lines.push(plainText(facts.join(' · ')));
  }
  const summary = meta?.summary;
  if (live === undefined && summary !== undefined)
    lines.push(plainText(vscode.l10n.t('{0} events, {1} documents', summary.events, summary.documents)));
  if (problem === null) lines.push(plainText(stateText(live, verdict)));
  lines.push(plainText(folder));
  return new vscode.MarkdownString(lines.join('\n\n'));
}
