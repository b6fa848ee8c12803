import * as vscode from 'vscode';
import type { Log } from '../../core/ports.ts';
import { clockOf } from '../host/duration.ts';
import { plainText } from '../host/plainText.ts';
import { registerCommand } from '../host/problems.ts';
import type { Recording, RecordingStatus } from '../host/recording.ts';
import { megabytes, type StorageSize } from '../host/storageSize.ts';

interface Parts {
  readonly log: Log;
  readonly recording: Recording;
  readonly size: StorageSize;
}

/** One status item, there only while something is recorded; a click offers what can be done about it. */
export function startStatus({ log, recording, size }: Parts): vscode.Disposable {
  const item = vscode.window.createStatusBarItem('tracewright.recording', vscode.StatusBarAlignment.Left, 1000);
  item.name = vscode.l10n.t('Tracewright recording');
  item.command = 'tracewright.recordingActions';
  const draw = () => show(item, recording.status, size.bytes);
  const clock = setInterval(() => {
    if (recording.status.state === 'recording') draw();
  }, 1000);
  draw();
  return vscode.Disposable.from(
    item,
    recording.onDidChangeState(draw),
    recording.onDidWrite(draw),
    size.onDidMeasure(draw),
    registerCommand(log, 'tracewright.recordingActions', () => chooseAction(recording.status)),
    { dispose: () => clearInterval(clock) },
  );
}

/** @param bytes what all recordings of the folder take on disk, when it is known */
function show(item: vscode.StatusBarItem, status: RecordingStatus, bytes: number | undefined): void {
  if (status.state === 'off') {
    item.hide();
    return;
  }
  const time = clockOf(status.elapsed);
  const events = vscode.l10n.t('{0} events', status.events);
  const busy = status.state === 'starting' || status.state === 'stopping';
  const paused = status.state === 'paused';
  if (busy) item.text = `$(sync~spin) ${status.step}`;
  else if (paused) item.text = `$(debug-pause) ${vscode.l10n.t('Paused')} ${time}`;
  else
    item.text = ['$(record) ', [time, events, ...(bytes === undefined ? [] : [megabytes(bytes)])].join(' · ')].join('');
  item.backgroundColor = paused ? new vscode.ThemeColor('statusBarItem.warningBackground') : undefined;
  item.tooltip = tooltip(status, time, events);
  item.accessibilityInformation = {
    role: 'button',
    label: busy
      ? status.step
      : paused
        ? vscode.l10n.t('Tracewright recording is paused, {0}. Activate for actions.', events)
        : vscode.l10n.t('Tracewright is recording, {0}, {1}. Activate for actions.', time, events),
  };
  item.show();
}

function tooltip(status: RecordingStatus, time: string, events: string): vscode.MarkdownString {
  const text = new vscode.MarkdownString();
  text.appendMarkdown(`**${vscode.l10n.t('Tracewright')}** · ${plainText(`${time} · ${events}`)}\n\n`);
  text.appendMarkdown(plainText(status.goal === '' ? vscode.l10n.t('No goal given') : status.goal));
  return text;
}

async function chooseAction(status: RecordingStatus): Promise<void> {
  const pick = (icon: string, label: string, command: string) => ({ label: `$(${icon}) ${label}`, command });
  const items = [
    ...(status.state === 'recording'
      ? [
          pick('comment', vscode.l10n.t('Add a note'), 'tracewright.addNote'),
          pick('debug-pause', vscode.l10n.t('Pause recording'), 'tracewright.pauseRecording'),
        ]
      : []),
    ...(status.state === 'paused'
      ? [pick('play', vscode.l10n.t('Resume recording'), 'tracewright.resumeRecording')]
      : []),
    pick('debug-stop', vscode.l10n.t('Stop recording'), 'tracewright.stopRecording'),
    pick('history', vscode.l10n.t('Open the timeline'), 'tracewright.openTimeline'),
  ];
  const chosen = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Tracewright recording'),
    placeHolder: status.goal,
  });
  if (chosen !== undefined) await vscode.commands.executeCommand(chosen.command);
}
