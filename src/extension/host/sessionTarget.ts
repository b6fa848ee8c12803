import path from 'node:path';
import * as vscode from 'vscode';
import { TracewrightError } from '../../core/errors.ts';
import { type ListedSession, listSessions } from '../../node/store/sessionList.ts';
import type { WorkspaceStorage } from './storage.ts';

/** What a command that works on one session is called with: a row of the tree, or a script's argument. */
export interface SessionTarget {
  readonly id?: string;
}

/**
 * The session that a command is meant for: the one that is named, else `current` when there is one, else the newest
 * or the one that the person picks. Undefined: the person changed their mind.
 */
export async function sessionTarget(
  storage: WorkspaceStorage,
  target: SessionTarget | undefined,
  current = '',
): Promise<ListedSession | undefined> {
  const sessions = listSessions(storage.folder()).reverse();
  const wanted = target?.id ?? (current === '' ? undefined : current);
  if (wanted !== undefined) {
    const found = sessions.find(({ id }) => id === wanted);
    if (found !== undefined) return found;
    throw new TracewrightError('no-session', vscode.l10n.t('There is no session "{0}"', wanted), {
      place: { file: path.join(storage.folder(), 'sessions') },
      remedy: vscode.l10n.t('choose one from the Sessions view'),
    });
  }
  if (sessions.length === 0) {
    throw new TracewrightError('no-sessions', vscode.l10n.t('Nothing has been recorded in this folder yet'), {
      kind: 'usage',
      remedy: vscode.l10n.t('start a recording first'),
    });
  }
  if (sessions.length === 1) return sessions[0];
  const items = sessions.map((session) => ({ label: session.meta?.goal || session.id, ...whenOf(session), session }));
  const chosen = await vscode.window.showQuickPick(items, { title: vscode.l10n.t('Which session?') });
  return chosen?.session;
}

function whenOf({ meta }: ListedSession): { readonly description: string } {
  const started = new Date(meta?.startedAt ?? Number.NaN);
  if (Number.isNaN(started.getTime())) return { description: vscode.l10n.t('cannot be read') };
  const format = { dateStyle: 'medium', timeStyle: 'short' } as const;
  return { description: started.toLocaleString(vscode.env.language, format) };
}
