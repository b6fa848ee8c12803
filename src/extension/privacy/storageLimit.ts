import * as vscode from 'vscode';
import type { Log } from '../../core/ports.ts';
import { folderSize } from '../../node/store/folderSize.ts';
import { listSessions } from '../../node/store/sessionList.ts';
import { registerCommand } from '../host/problems.ts';
import type { Recording } from '../host/recording.ts';
import type { WorkspaceStorage } from '../host/storage.ts';
import { megabytes, type StorageSize } from '../host/storageSize.ts';
import { askWorker } from '../host/worker.ts';

interface Parts {
  readonly log: Log;
  readonly storage: WorkspaceStorage;
  readonly recording: Recording;
  readonly size: StorageSize;
  readonly extensionUri: vscode.Uri;
}

/** How often the size on disk is looked at while something is recorded. Milliseconds. */
const MEASURE_MS = 30_000;

/**
 * Pauses a recording whose folder has grown over the limit, and offers what can be done: nothing is dropped by itself.
 * Whoever goes on is asked again when as much has come on top.
 */
export function watchSize(parts: Parts): vscode.Disposable {
  const { log, recording, size } = parts;
  let accepted = 0;
  const look = async () => {
    if (recording.status.state !== 'recording') return;
    const bytes = await size.measure();
    const limit = limitBytes();
    if (limit === 0 || bytes < Math.max(limit, accepted) || recording.status.state !== 'recording') return;
    accepted = bytes + Math.max(limit / 10, 1_000_000);
    await vscode.commands.executeCommand('tracewright.pauseRecording');
    log.warn(`recording is paused: ${megabytes(bytes)} on disk, the limit is ${megabytes(limit)}`);
    void ask(bytes, limit);
  };
  const lookSafely = () => void look().catch((error) => log.error('The size on disk could not be looked at', error));
  const timer = setInterval(lookSafely, MEASURE_MS);
  return vscode.Disposable.from(
    recording.onDidChangeState(lookSafely),
    registerCommand(log, 'tracewright.sessionsBySize', () => sessionsBySize(parts)),
    registerCommand(log, 'tracewright.measureStorage', () => look()),
    { dispose: () => clearInterval(timer) },
  );
}

function limitBytes(): number {
  const most = vscode.workspace.getConfiguration('tracewright').get<unknown>('storage.maxMegabytes', 2000);
  return typeof most === 'number' && most > 0 ? most * 1_000_000 : 0;
}

async function ask(bytes: number, limit: number): Promise<void> {
  const choose = vscode.l10n.t('Delete Sessions…');
  const goOn = vscode.l10n.t('Go On');
  const answer = await vscode.window.showWarningMessage(
    vscode.l10n.t(
      'Recording is paused: the recordings take {0}, the limit is {1}.',
      megabytes(bytes),
      megabytes(limit),
    ),
    choose,
    goOn,
  );
  if (answer === choose) await vscode.commands.executeCommand('tracewright.sessionsBySize');
  if (answer === goOn) await vscode.commands.executeCommand('tracewright.resumeRecording');
}

/** The sessions, the largest first; those that are chosen are deleted after a question. */
async function sessionsBySize({ storage, recording, size, extensionUri }: Parts): Promise<void> {
  const sessions = listSessions(storage.folder()).filter(({ id }) => id !== recording.status.id);
  const sized = await Promise.all(
    sessions.map(async (session) => ({ session, bytes: await folderSize(session.folder) })),
  );
  const items = sized
    .toSorted((a, b) => b.bytes - a.bytes)
    .map(({ session, bytes }) => ({ label: session.meta?.goal || session.id, description: megabytes(bytes), session }));
  const chosen = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Which sessions are to be deleted?'),
    canPickMany: true,
  });
  if (chosen === undefined || chosen.length === 0) return;
  for (const { session } of chosen)
    await vscode.commands.executeCommand('tracewright.deleteSession', { id: session.id });
  const asked = askWorker<boolean>(extensionUri, 'freeSpace', { folder: storage.folder() });
  const freed = await asked.answer;
  if (!freed) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t(
        'What the deleted sessions shared is removed once nothing is being recorded and sessions are deleted again.',
      ),
    );
  }
  await size.measure();
}
