import * as vscode from 'vscode';
import { AnchoredText } from '../../core/session/anchoredText.ts';
import type { LivePlace, NotePlace } from '../host/recording.ts';

/** What is selected now; the line of a cursor that selects nothing. */
export function selectedPlaces(editor: vscode.TextEditor | undefined): NotePlace[] {
  if (editor === undefined) return [];
  const { document } = editor;
  return editor.selections.map((selection) =>
    placeIn(document, selection.isEmpty ? document.lineAt(selection.active.line).range : selection),
  );
}

/** True when some code is selected, and not just a cursor put somewhere. */
export function hasSelection(editor: vscode.TextEditor | undefined): boolean {
  return editor?.selections.some((selection) => !selection.isEmpty) === true;
}

export function placeIn(document: vscode.TextDocument, range: vscode.Range): NotePlace {
  return {
    uri: document.uri,
    start: document.offsetAt(range.start),
    end: document.offsetAt(range.end),
    quote: document.getText(range),
  };
}

/** A place in the document's text as it is now. */
export function rangeOf(document: vscode.TextDocument, { start, end }: Pick<LivePlace, 'start' | 'end'>): vscode.Range {
  return new vscode.Range(document.positionAt(start), document.positionAt(end));
}

/** A place that was taken a while ago, where its code is now: somebody typed, or asked an agent, meanwhile. */
export function placeNow(place: NotePlace): NotePlace {
  const document = vscode.workspace.textDocuments.find(({ uri }) => uri.toString() === place.uri.toString());
  if (document === undefined) return place;
  const text = new AnchoredText(place.start, place.quote);
  text.seek(document.getText());
  return text.lost ? place : { ...place, start: text.start, end: text.end };
}
