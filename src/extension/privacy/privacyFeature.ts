import * as vscode from 'vscode';
import type { Log } from '../../core/ports.ts';
import { CurrentNotes } from '../../core/session/currentNotes.ts';
import type { SessionEvent } from '../../core/session/event.ts';
import type { ForgetAnswer, ForgetRequest } from '../../node/store/forgetSession.ts';
import { openSession } from '../../node/store/openSession.ts';
import type { ListedSession } from '../../node/store/sessionList.ts';
import { registerCommand } from '../host/problems.ts';
import type { Recording } from '../host/recording.ts';
import { type SessionTarget, sessionTarget } from '../host/sessionTarget.ts';
import type { WorkspaceStorage } from '../host/storage.ts';
import type { StorageSize } from '../host/storageSize.ts';
import { storeVerdict } from '../host/verdicts.ts';
import { askWorker } from '../host/worker.ts';
import { watchSize } from './storageLimit.ts';

interface Parts {
  readonly log: Log;
  readonly storage: WorkspaceStorage;
  readonly recording: Recording;
  readonly memory: vscode.Memento;
  readonly size: StorageSize;
  readonly extensionUri: vscode.Uri;
}

/** What a script or a menu says of what is to be forgotten. `confirmed`: nobody is asked again. */
interface Given extends SessionTarget {
  readonly minutes?: number;
  readonly path?: string;
  readonly note?: string;
  readonly confirmed?: boolean;
}

/** The commands that take something out of a recording for good, and the watch over its size. */
export function startPrivacy(parts: Parts): vscode.Disposable {
  const { log } = parts;
  return vscode.Disposable.from(
    registerCommand(log, 'tracewright.forgetLast', (given?: Given) => forgetLast(parts, given)),
    registerCommand(log, 'tracewright.forgetFile', (given?: Given | vscode.Uri) => forgetFile(parts, given)),
    registerCommand(log, 'tracewright.forgetNote', (given?: Given) => forgetNote(parts, given)),
    watchSize(parts),
  );
}

async function forgetLast(parts: Parts, given: Given | undefined): Promise<ForgetAnswer | undefined> {
  const minutes = given?.minutes ?? (await pickMinutes());
  if (minutes === undefined) return undefined;
  const session = await sessionTarget(parts.storage, given, parts.recording.status.id);
  if (session === undefined) return undefined;
  const what = vscode.l10n.t('Forget the last {0} minutes?', minutes);
  return forget(parts, session, { last: minutes * 60_000 }, what, given?.confirmed);
}

async function forgetFile(parts: Parts, given: Given | vscode.Uri | undefined): Promise<ForgetAnswer | undefined> {
  const target = given instanceof vscode.Uri ? undefined : given;
  const uri = given instanceof vscode.Uri ? given : undefined;
  const path = target?.path ?? (await pathOf(uri, target));
  if (path === undefined || path === '') return undefined;
  const session = await sessionTarget(parts.storage, target, parts.recording.status.id);
  if (session === undefined) return undefined;
  const what = vscode.l10n.t('Forget everything about "{0}"?', path);
  return forget(parts, session, { path }, what, target?.confirmed);
}

async function forgetNote(parts: Parts, given: Given | undefined): Promise<ForgetAnswer | undefined> {
  const session = await sessionTarget(parts.storage, given, parts.recording.status.id);
  if (session === undefined) return undefined;
  const note = given?.note ?? (await pickNote(session));
  if (note === undefined) return undefined;
  return forget(parts, session, { note }, vscode.l10n.t('Forget this note?'), given?.confirmed);
}

/**
 * A session that is being recorded is brought to its end first, and recording goes on in a new one with the same goal:
 * what is rewritten must not grow meanwhile.
 */
async function forget(
  { storage, recording, memory, extensionUri, log }: Parts,
  session: ListedSession,
  request: ForgetRequest,
  what: string,
  confirmed = false,
): Promise<ForgetAnswer | undefined> {
  const { state, goal, id } = recording.status;
  const recordsHere = state === 'recording' || state === 'paused';
  const yes = vscode.l10n.t('Forget');
  const detail = [
    vscode.l10n.t('It is removed from the recording on this disk. This cannot be undone.'),
    recordsHere
      ? vscode.l10n.t('The recording that runs is ended for it, and a new one goes on with the same goal.')
      : '',
  ].join(' ');
  const answer = confirmed ? yes : await vscode.window.showWarningMessage(what, { modal: true, detail }, yes);
  if (answer !== yes) return undefined;
  if (recordsHere) await vscode.commands.executeCommand('tracewright.stopRecording');
  try {
    const asked = askWorker<ForgetAnswer>(extensionUri, 'forget', { folder: session.folder, request });
    const forgotten = await vscode.window.withProgress(
      { location: vscode.ProgressLocation.Notification, title: vscode.l10n.t('Forgetting…') },
      () => asked.answer,
    );
    await storeVerdict(memory, session.id, undefined);
    log.info(`${session.id}: ${forgotten.removedEvents} events forgotten`);
    void vscode.window.showInformationMessage(
      forgotten.rewrittenSegments === 0
        ? vscode.l10n.t('The recording holds nothing of it.')
        : vscode.l10n.t('{0} events are forgotten.', forgotten.removedEvents),
    );
    return forgotten;
  } finally {
    if (recordsHere && storage.roots().length > 0) {
      await vscode.commands.executeCommand('tracewright.startRecording', { goal });
      log.info(`${id} goes on in ${recording.status.id}`);
      if (state === 'paused') await vscode.commands.executeCommand('tracewright.pauseRecording');
    }
    await vscode.commands.executeCommand('tracewright.refreshSessions');
  }
}

async function pickMinutes(): Promise<number | undefined> {
  const items = [1, 5, 15, 30, 60].map((minutes) => ({
    label: vscode.l10n.t('The last {0} minutes', minutes),
    minutes,
  }));
  return (await vscode.window.showQuickPick(items, { title: vscode.l10n.t('What is to be forgotten?') }))?.minutes;
}

/** The file that a menu was opened on, or the one in the editor; for a row of the Sessions view the person says which. */
async function pathOf(uri: vscode.Uri | undefined, target: Given | undefined): Promise<string | undefined> {
  const file = uri ?? (target === undefined ? vscode.window.activeTextEditor?.document.uri : undefined);
  if (file !== undefined && vscode.workspace.getWorkspaceFolder(file) !== undefined) {
    return vscode.workspace.asRelativePath(file, false);
  }
  return vscode.window.showInputBox({
    title: vscode.l10n.t('Which file or folder is to be forgotten?'),
    placeHolder: 'src/config.ts',
    prompt: vscode.l10n.t('Its path, as seen from the workspace folder'),
  });
}

async function pickNote({ folder }: ListedSession): Promise<string | undefined> {
  const session = await openSession(folder);
  const notes = new CurrentNotes();
  for (const event of session.events as readonly SessionEvent[]) notes.apply(event);
  const items = notes
    .threads()
    .flatMap((thread) => [thread, ...thread.replies])
    .map(({ event }) => ({ label: event.text.split('\n')[0] ?? '', description: event.type, note: event.note }));
  return (await vscode.window.showQuickPick(items, { title: vscode.l10n.t('Which note is to be forgotten?') }))?.note;
}
