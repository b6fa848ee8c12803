import * as vscode from 'vscode';
import type { Log } from '../../core/ports.ts';
import { registerCommand } from '../host/problems.ts';
import type { Recording, RecordingStatus } from '../host/recording.ts';
import { type SessionTarget, sessionTarget } from '../host/sessionTarget.ts';
import type { WorkspaceStorage } from '../host/storage.ts';
import { SESSION_SCHEME, SessionDiffs } from './sessionDiffs.ts';
import { TimelinePanel } from './timelinePanel.ts';

interface Parts {
  readonly log: Log;
  readonly storage: WorkspaceStorage;
  readonly extensionUri: vscode.Uri;
  readonly recording: Recording;
}

/** Of which session, and which event of it is to be selected. */
interface TimelineTarget extends SessionTarget {
  readonly seq?: number;
}

/** The command that opens a session's timeline, one tab a session; the one being recorded is followed. */
export function startTimeline(parts: Parts): vscode.Disposable {
  const { log, storage, extensionUri, recording } = parts;
  const diffs = new SessionDiffs(extensionUri);
  const panels = new Map<string, TimelinePanel>();
  let live = recording.status.id;

  async function open(target: TimelineTarget | undefined): Promise<void> {
    const session = await sessionTarget(storage, target, recording.status.id);
    if (session === undefined) return;
    const known = panels.get(session.id);
    if (known !== undefined) {
      known.show(target?.seq);
      return;
    }
    const stateOf = () => (recording.status.id === session.id ? recording.status.state : 'off');
    const panel = new TimelinePanel({ log, extensionUri, diffs, session, stateOf, seq: target?.seq });
    panels.set(session.id, panel);
    panel.onDidDispose(() => {
      panels.delete(session.id);
      diffs.of(session.folder).dispose();
    });
  }

  function stateChanged(status: RecordingStatus): void {
    void panels.get(live)?.refresh();
    live = status.id;
  }

  return vscode.Disposable.from(
    diffs,
    vscode.workspace.registerTextDocumentContentProvider(SESSION_SCHEME, diffs),
    recording.onDidChangeState(stateChanged),
    recording.onDidWrite(({ id }) => panels.get(id)?.changed()),
    registerCommand(log, 'tracewright.openTimeline', open),
    { dispose: () => vscode.Disposable.from(...panels.values()).dispose() },
  );
}
