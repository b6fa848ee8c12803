import * as vscode from 'vscode';
import { TracewrightError } from '../../core/errors.ts';
import type { Log } from '../../core/ports.ts';
import { registerCommand } from '../host/problems.ts';
import type { NotePlace, Recording } from '../host/recording.ts';
import { firstLine } from './aboutText.ts';
import { EXPECTED_SCHEME, ExpectedDocuments } from './expectedDocuments.ts';
import { askOneLine } from './oneLine.ts';
import { hasSelection, placeNow, selectedPlaces } from './places.ts';

/** A mark is confirmed in the status bar for so long. Milliseconds. */
const CONFIRM_MS = 4_000;

/** What a script passes instead of being asked. */
interface MarkArguments {
  readonly expected?: string;
  readonly text?: string;
}

/**
 * The marks on an edit of an agent or a completion: what the person would have put there, or that nothing should have
 * been edited. They are about what is selected, else about the last insertion.
 */
export function counterfactualMarks(log: Log, recording: Recording): vscode.Disposable {
  const drafts = new ExpectedDocuments();
  const keep = (uri: vscode.Uri) => {
    const pending = drafts.take(uri);
    if (pending === undefined) return;
    mark(recording, pending.place, { mark: 'would-have-done', expected: pending.expected });
  };
  return vscode.Disposable.from(
    vscode.workspace.registerFileSystemProvider(EXPECTED_SCHEME, drafts, { isCaseSensitive: true }),
    vscode.workspace.onDidSaveTextDocument(({ uri }) => {
      // Without a recording it stays open, with what was typed.
      if (uri.scheme !== EXPECTED_SCHEME || recording.status.state !== 'recording') return;
      keep(uri);
      void closeTab(uri);
    }),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => {
      if (uri.scheme === EXPECTED_SCHEME) drafts.take(uri);
    }),
    registerCommand(log, 'tracewright.noEditExpected', (given?: MarkArguments) =>
      mark(recording, placeToMark(recording), { mark: 'no-edit-expected', text: textOf(given) }),
    ),
    registerCommand(log, 'tracewright.wouldHaveDone', (given?: MarkArguments) =>
      wouldHaveDone(recording, drafts, given),
    ),
    registerCommand(log, 'tracewright.saveExpected', () => vscode.window.activeTextEditor?.document.save()),
  );
}

async function wouldHaveDone(
  recording: Recording,
  drafts: ExpectedDocuments,
  given: MarkArguments | undefined,
): Promise<string | undefined> {
  const place = placeToMark(recording);
  if (typeof given?.expected === 'string') {
    return mark(recording, place, { mark: 'would-have-done', expected: given.expected, text: textOf(given) });
  }
  if (!place.quote.includes('\n')) {
    const answer = await askOneLine({
      title: vscode.l10n.t('What I Would Have Done Here'),
      prompt: vscode.l10n.t('Instead of: {0}', firstLine(place.quote)),
      placeholder: vscode.l10n.t('The code that you would have put'),
      value: drafts.typed?.quote === place.quote ? drafts.typed.value : place.quote,
      buttons: [{ icon: 'split-horizontal', tooltip: vscode.l10n.t('Write it in an editor'), outcome: 'editor' }],
    });
    // What was typed is offered again for the same code, until it is kept.
    drafts.typed = { quote: place.quote, value: answer.value };
    if (answer.kind === 'away') return undefined;
    const id =
      answer.kind === 'text'
        ? mark(recording, place, { mark: 'would-have-done', expected: answer.value })
        : await drafts.edit(place, answer.value);
    drafts.typed = undefined;
    return id;
  }
  await drafts.edit(place, place.quote);
  return undefined;
}

function textOf(given: MarkArguments | undefined): string {
  return typeof given?.text === 'string' ? given.text : '';
}

function mark(
  recording: Recording,
  place: NotePlace,
  given: { readonly mark: 'would-have-done' | 'no-edit-expected'; readonly expected?: string; readonly text?: string },
): string {
  const { text = '', ...marked } = given;
  const id = recording.addNote({ type: 'counterfactual', text, places: [placeNow(place)], via: 'command', ...marked });
  const said =
    given.mark === 'no-edit-expected'
      ? vscode.l10n.t('Marked: no edit expected here')
      : vscode.l10n.t('Marked: what you would have done');
  vscode.window.setStatusBarMessage(`$(check) ${said}`, CONFIRM_MS);
  return id;
}

/** What is selected, else the last insertion of more than one character. Throws when there is neither. */
function placeToMark(recording: Recording): NotePlace {
  if (recording.status.state !== 'recording') {
    throw new TracewrightError('not-recording', vscode.l10n.t('A mark needs a recording that is running'), {
      kind: 'usage',
      remedy: vscode.l10n.t('start or resume recording first'),
    });
  }
  const editor = vscode.window.activeTextEditor;
  const [selected] = hasSelection(editor) ? selectedPlaces(editor) : [];
  const place = selected ?? recording.lastPlace();
  if (place !== undefined) return place;
  throw new TracewrightError('nothing-to-mark', vscode.l10n.t('There is no code to mark'), {
    kind: 'usage',
    remedy: vscode.l10n.t('select the code that you mean'),
  });
}

async function closeTab(uri: vscode.Uri): Promise<void> {
  const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
  const own = tabs.filter(
    ({ input }) => input instanceof vscode.TabInputText && input.uri.toString() === uri.toString(),
  );
  if (own.length > 0) await vscode.window.tabGroups.close(own);
}
