import { rm } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { TracewrightError } from '../../core/errors.ts';
import type { Log } from '../../core/ports.ts';
import { registerCommand } from '../host/problems.ts';
import type { Recording } from '../host/recording.ts';
import { type SessionTarget, sessionTarget } from '../host/sessionTarget.ts';
import type { WorkspaceStorage } from '../host/storage.ts';
import { storeVerdict } from '../host/verdicts.ts';
import { SessionTree } from './sessionTree.ts';

interface Parts {
  readonly log: Log;
  readonly storage: WorkspaceStorage;
  readonly recording: Recording;
  readonly memory: vscode.Memento;
}

/** How often the elapsed time of the live row is drawn anew. */
const CLOCK_MS = 1_000;

/** The Sessions view and what can be done with a session in it. */
export function startSessions(parts: Parts): vscode.Disposable {
  const { log, recording } = parts;
  const tree = new SessionTree(parts);
  const view = vscode.window.createTreeView('tracewright.sessions', { treeDataProvider: tree });
  const badge = () => {
    const on = recording.status.state === 'recording' || recording.status.state === 'paused';
    view.badge = on ? { value: 1, tooltip: vscode.l10n.t('Recording') } : undefined;
    tree.refresh();
  };
  const clock = setInterval(() => {
    if (view.visible && recording.status.state === 'recording') tree.refreshLive();
  }, CLOCK_MS);
  return vscode.Disposable.from(
    tree,
    view,
    recording.onDidChangeState(badge),
    vscode.workspace.onDidChangeWorkspaceFolders(() => tree.refresh()),
    registerCommand(log, 'tracewright.refreshSessions', () => tree.refresh()),
    registerCommand(log, 'tracewright.revealSession', (target?: SessionTarget) => reveal(parts, target)),
    registerCommand(log, 'tracewright.deleteSession', async (target?: SessionTarget & { confirmed?: boolean }) => {
      await remove(parts, target);
      tree.refresh();
    }),
    { dispose: () => clearInterval(clock) },
  );
}

async function reveal({ storage, recording }: Parts, target: SessionTarget | undefined): Promise<void> {
  const session = await sessionTarget(storage, target, recording.status.id);
  if (session === undefined) return;
  const uri = vscode.Uri.file(path.join(session.folder, 'session.json'));
  if (vscode.env.remoteName === undefined) await vscode.commands.executeCommand('revealFileInOS', uri);
  else await vscode.window.showTextDocument(uri, { preview: true });
}

async function remove(
  { storage, recording, memory }: Parts,
  target: (SessionTarget & { confirmed?: boolean }) | undefined,
): Promise<void> {
  const session = await sessionTarget(storage, target);
  if (session === undefined) return;
  if (recording.status.state !== 'off' && recording.status.id === session.id) {
    throw new TracewrightError('session-live', vscode.l10n.t('This session is still being recorded'), {
      kind: 'usage',
      remedy: vscode.l10n.t('stop recording first'),
    });
  }
  const yes = vscode.l10n.t('Delete');
  const answer =
    target?.confirmed === true
      ? yes
      : await vscode.window.showWarningMessage(
          vscode.l10n.t('Delete the session "{0}"?', session.meta?.goal || session.id),
          { modal: true, detail: vscode.l10n.t('Its recording is removed from the disk. This cannot be undone.') },
          yes,
        );
  if (answer !== yes) return;
  await rm(session.folder, { recursive: true, force: true });
  await storeVerdict(memory, session.id, undefined);
}
