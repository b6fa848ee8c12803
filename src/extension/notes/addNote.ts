import * as vscode from 'vscode';
import { TracewrightError } from '../../core/errors.ts';
import type { Log } from '../../core/ports.ts';
import { eventSchemas } from '../../core/session/event.ts';
import { registerCommand } from '../host/problems.ts';
import type { NotePlace, NoteType, Recording } from '../host/recording.ts';

/** What a script passes instead of being asked. */
interface NoteArguments {
  readonly text?: string;
  readonly type?: string;
}

/** The command that attaches somebody's reasoning to what is selected. */
export function startNotes({ log, recording }: { log: Log; recording: Recording }): vscode.Disposable {
  return registerCommand(log, 'tracewright.addNote', (given?: NoteArguments) => addNote(recording, given));
}

async function addNote(recording: Recording, given: NoteArguments | undefined): Promise<string | undefined> {
  if (recording.status.state !== 'recording') throw notRecording();
  // The place is what is selected now, not what is selected when the text has been typed.
  const places = selectedPlaces(vscode.window.activeTextEditor);
  const type = given?.type === undefined ? undefined : parseType(given.type);
  if (typeof given?.text === 'string') return recording.addNote({ type: type ?? 'why', text: given.text, places });
  const chosen = type ?? (await askType());
  if (chosen === undefined) return undefined;
  const text = await askText(chosen, places);
  if (text === undefined || text.trim() === '') return undefined;
  return recording.addNote({ type: chosen, text, places });
}

function notRecording(): TracewrightError {
  return new TracewrightError('not-recording', vscode.l10n.t('A note needs a recording that is running'), {
    kind: 'usage',
    remedy: vscode.l10n.t('start or resume recording first'),
  });
}

function parseType(type: string): NoteType {
  const parsed = eventSchemas.note.shape.type.safeParse(type);
  if (parsed.success) return parsed.data;
  throw new TracewrightError('note-type', vscode.l10n.t('There is no note type "{0}"', type), {
    kind: 'usage',
    remedy: vscode.l10n.t(
      'use one of {0}',
      noteTypes()
        .map(({ type: known }) => known)
        .join(', '),
    ),
  });
}

function selectedPlaces(editor: vscode.TextEditor | undefined): NotePlace[] {
  if (editor === undefined) return [];
  const { document } = editor;
  return editor.selections.map((selection) => {
    const range = selection.isEmpty ? document.lineAt(selection.active.line).range : selection;
    return {
      uri: document.uri,
      start: document.offsetAt(range.start),
      end: document.offsetAt(range.end),
      quote: document.getText(range),
    };
  });
}

async function askType(): Promise<NoteType | undefined> {
  const items = noteTypes();
  const chosen = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Add a note'),
    placeHolder: vscode.l10n.t('What kind of thought is it?'),
  });
  return chosen?.type;
}

function askText(type: NoteType, places: readonly NotePlace[]): Thenable<string | undefined> {
  const first = places[0]?.quote.trim().split('\n')[0] ?? '';
  return vscode.window.showInputBox({
    title: vscode.l10n.t('Note: {0}', noteTypes().find((item) => item.type === type)?.label ?? type),
    prompt: first === '' ? vscode.l10n.t('About the session') : vscode.l10n.t('About: {0}', first.slice(0, 80)),
    placeHolder: vscode.l10n.t('In your own words'),
    ignoreFocusOut: true,
  });
}

function noteTypes(): (vscode.QuickPickItem & { type: NoteType })[] {
  return [
    { type: 'why', label: vscode.l10n.t('Why'), description: vscode.l10n.t('the reason for what was done') },
    {
      type: 'decision',
      label: vscode.l10n.t('Decision'),
      description: vscode.l10n.t('what was chosen, and over what'),
    },
    { type: 'hypothesis', label: vscode.l10n.t('Hypothesis'), description: vscode.l10n.t('what may be true') },
    { type: 'evidence', label: vscode.l10n.t('Evidence'), description: vscode.l10n.t('what was seen') },
    { type: 'rejected', label: vscode.l10n.t('Rejected'), description: vscode.l10n.t('what was not done, and why') },
    { type: 'verification', label: vscode.l10n.t('Verification'), description: vscode.l10n.t('how it was checked') },
    { type: 'goal', label: vscode.l10n.t('Goal'), description: vscode.l10n.t('what is to be reached') },
  ];
}
