import * as vscode from 'vscode';
import type { Log } from '../../core/ports.ts';
import { registerCommand } from '../host/problems.ts';
import type { Recording } from '../host/recording.ts';
import { type SessionTarget, sessionTarget } from '../host/sessionTarget.ts';
import type { WorkspaceStorage } from '../host/storage.ts';
import { storeVerdict } from '../host/verdicts.ts';
import type { VerificationReport } from '../host/verification.ts';
import { askWorker } from '../host/worker.ts';

interface Parts {
  readonly log: Log;
  readonly storage: WorkspaceStorage;
  readonly memory: vscode.Memento;
  readonly extensionUri: vscode.Uri;
  readonly recording: Recording;
}

/** The command that proves a session: replaying its log must give every text and every tree again. */
export function startVerify(parts: Parts): vscode.Disposable {
  return registerCommand(parts.log, 'tracewright.verifySession', (target?: SessionTarget) => verify(parts, target));
}

async function verify(parts: Parts, target: SessionTarget | undefined): Promise<VerificationReport | undefined> {
  const { storage, memory, extensionUri, recording, log } = parts;
  const session = await sessionTarget(storage, target, recording.status.id);
  if (session === undefined) return undefined;
  const name = session.meta?.goal || session.id;
  const report = await vscode.window.withProgress(
    { location: { viewId: 'tracewright.sessions' }, title: vscode.l10n.t('Verifying "{0}"', name) },
    async () => {
      const title = vscode.l10n.t('Verifying "{0}"', name);
      const status = vscode.window.setStatusBarMessage(`$(sync~spin) ${title}`);
      const asked = askWorker<VerificationReport>(extensionUri, 'verify', { folder: session.folder });
      return asked.answer.finally(() => status.dispose());
    },
  );
  await storeVerdict(memory, session.id, { ok: report.ok, events: report.events, at: new Date().toISOString() });
  await vscode.commands.executeCommand('tracewright.refreshSessions');
  log.info(`verified ${session.id}: ${report.ok ? 'ok' : failureOf(report)}`);
  void tell(name, session.id, report);
  return report;
}

async function tell(name: string, id: string, report: VerificationReport): Promise<void> {
  const open = vscode.l10n.t('Open the timeline');
  const { checked } = report.checkpoints;
  const answer = report.ok
    ? await vscode.window.showInformationMessage(
        vscode.l10n.t(
          'Verified "{0}": {1} events replay to the same bytes, and {2} checkpoints to the same git trees.',
          name,
          report.events,
          checked,
        ),
        open,
      )
    : await vscode.window.showWarningMessage(
        vscode.l10n.t('"{0}" cannot be proved: {1}', name, failureOf(report)),
        open,
      );
  if (answer === open) await vscode.commands.executeCommand('tracewright.openTimeline', { id });
}

function failureOf({ firstDivergence, problems }: VerificationReport): string {
  if (firstDivergence === null) return problems[0] ?? vscode.l10n.t('the last record is torn');
  const { seq, path, why } = firstDivergence;
  return path === '' ? vscode.l10n.t('event {0}: {1}', seq, why) : vscode.l10n.t('event {0}, {1}: {2}', seq, path, why);
}
