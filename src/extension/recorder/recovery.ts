import * as vscode from 'vscode';
import type { Log } from '../../core/ports.ts';
import { type Recovery, recoverSession } from '../../node/store/recoverSession.ts';
import { listSessions } from '../../node/store/sessionList.ts';
import { sentenceOf } from '../host/problems.ts';
import type { WorkspaceStorage } from '../host/storage.ts';

/**
 * Puts sessions in order whose window died while it recorded: one quiet message, and a line in the log for each.
 * Returns the ids of those that were recovered.
 */
export function recoverSessions({ log, storage }: { log: Log; storage: WorkspaceStorage }): string[] {
  if (storage.roots().length === 0 || !vscode.workspace.isTrusted) return [];
  const recovered: Recovery[] = [];
  for (const session of listSessions(storage.folder())) {
    if (session.problem !== null) log.warn(session.problem.sentence);
    if (session.state !== 'died') continue;
    try {
      const recovery = recoverSession(session.folder);
      if (recovery === null) continue;
      recovered.push(recovery);
      log.info(`${sentence(recovery)} ${recovery.folder}`);
    } catch (error) {
      log.warn(`${session.id} could not be put in order: ${sentenceOf(error)}`);
    }
  }
  if (recovered.length > 0) void tell(recovered);
  return recovered.map(({ id }) => id);
}

function sentence({ id, events, tornBytes }: Recovery): string {
  return tornBytes === 0
    ? vscode.l10n.t('Recovered the session {0}: {1} events, nothing torn.', id, events)
    : vscode.l10n.t(
        'Recovered the session {0}: {1} events, {2} bytes of a torn record set aside.',
        id,
        events,
        tornBytes,
      );
}

async function tell(recovered: readonly Recovery[]): Promise<void> {
  const first = recovered[0];
  if (first === undefined) return;
  const open = vscode.l10n.t('Open the timeline');
  const text =
    recovered.length === 1
      ? sentence(first)
      : vscode.l10n.t('Recovered {0} sessions that ended with their window.', recovered.length);
  const answer = await vscode.window.showInformationMessage(text, open);
  if (answer === open) await vscode.commands.executeCommand('tracewright.openTimeline', { id: first.id });
}
