import * as vscode from 'vscode';
import type { Log } from '../../core/ports.ts';
import { registerCommand } from '../host/problems.ts';
import type { LiveNote, NotePlace, NoteType, Recording } from '../host/recording.ts';
import { type Drafts, keepNote } from './addNote.ts';
import type { NoteThreads } from './noteThreads.ts';
import { askNoteType, parseNoteType } from './noteTypes.ts';
import { placeIn } from './places.ts';
import { type NoteComment, noteComment } from './threadComment.ts';

/** What can be done in and with a thread. Each takes what the editor's menus hand over. */
export function threadCommands(
  log: Log,
  recording: Recording,
  threads: NoteThreads,
  drafts: Drafts,
): vscode.Disposable {
  return vscode.Disposable.from(
    registerCommand(log, 'tracewright.thread.list', () => {
      threads.draw();
      return threads.all();
    }),
    registerCommand(log, 'tracewright.thread.add', (reply: vscode.CommentReply) => add(recording, threads, reply)),
    registerCommand(log, 'tracewright.thread.noEditExpected', (reply: vscode.CommentReply) =>
      noEditExpected(recording, threads, reply),
    ),
    registerCommand(log, 'tracewright.thread.edit', (comment: NoteComment) => setMode(threads, comment, 'edit')),
    registerCommand(log, 'tracewright.thread.cancel', (comment: NoteComment) => {
      const typed = bodyText(comment);
      if (typed.trim() !== '' && typed !== comment.note.text) drafts.note = typed;
      setMode(threads, comment, 'show');
    }),
    registerCommand(log, 'tracewright.thread.save', (comment: NoteComment) => {
      const note = currentOf(recording, comment.note.id) ?? comment.note;
      setMode(threads, comment, 'show');
      writeAgain(recording, note, { text: bodyText(comment).trim() });
      threads.draw();
    }),
    registerCommand(log, 'tracewright.thread.delete', (comment: NoteComment) => {
      recording.removeNote(comment.note.id);
      threads.draw();
    }),
    registerCommand(
      log,
      'tracewright.thread.changeType',
      (target: vscode.CommentThread | NoteComment, given?: string) => changeType(recording, threads, target, given),
    ),
  );
}

/** A new note on a thread without one, else a reply. The answer is its id. */
async function add(
  recording: Recording,
  threads: NoteThreads,
  { thread, text }: vscode.CommentReply,
): Promise<string | undefined> {
  const root = threads.noteOf(thread);
  if (root !== undefined) {
    if (text.trim() === '') return undefined;
    const id = recording.addNote({
      type: root.type,
      text: text.trim(),
      places: placesOf(root),
      replyTo: root.id,
      via: 'thread',
    });
    threads.draw();
    return id;
  }
  const document = await vscode.workspace.openTextDocument(thread.uri);
  const range = wholeLines(document, thread.range ?? new vscode.Range(0, 0, 0, 0));
  const id = keepNote(recording, text, undefined, { places: [placeIn(document, range)], via: 'thread' });
  if (id === undefined) return undefined;
  if (recording.notes().some((note) => note.id === id && note.places[0]?.uri?.toString() === thread.uri.toString())) {
    threads.adopt(thread, id);
  }
  return id;
}

/** A new thread that says that its code should not have been edited; with a reason if one was typed. */
async function noEditExpected(
  recording: Recording,
  threads: NoteThreads,
  { thread, text }: vscode.CommentReply,
): Promise<string> {
  const document = await vscode.workspace.openTextDocument(thread.uri);
  const range = wholeLines(document, thread.range ?? new vscode.Range(0, 0, 0, 0));
  const id = recording.addNote({
    type: 'counterfactual',
    text: text.trim(),
    places: [placeIn(document, range)],
    mark: 'no-edit-expected',
    via: 'thread',
  });
  threads.adopt(thread, id);
  return id;
}

/** The editor names a commented range by its lines. */
function wholeLines(document: vscode.TextDocument, range: vscode.Range): vscode.Range {
  if (!range.isEmpty && range.end.character > 0) return range;
  return new vscode.Range(range.start.with(undefined, 0), document.lineAt(range.end.line).range.end);
}

async function changeType(
  recording: Recording,
  threads: NoteThreads,
  target: vscode.CommentThread | NoteComment,
  given: string | undefined,
): Promise<void> {
  const id = 'note' in target ? target.note.id : threads.noteOf(target)?.id;
  const type = typeof given === 'string' ? parseNoteType(given) : await askNoteType();
  const note = id === undefined ? undefined : currentOf(recording, id);
  if (note === undefined || type === undefined || type === note.type) return;
  writeAgain(recording, note, { type });
  threads.draw();
}

/** A later record with the same id, with the code where it is now. */
function writeAgain(
  recording: Recording,
  note: LiveNote,
  change: { readonly text?: string; readonly type?: NoteType },
): void {
  const { question, alternatives, replyTo, answers, mark, expected, via } = note.record;
  const text = change.text ?? note.text;
  if (text === '' || (text === note.text && change.type === undefined)) return;
  recording.addNote({
    id: note.id,
    type: change.type ?? note.type,
    text,
    places: placesOf(note),
    ...(question === undefined ? {} : { question }),
    ...(alternatives === undefined ? {} : { alternatives }),
    ...(replyTo === undefined ? {} : { replyTo }),
    ...(answers === undefined ? {} : { answers }),
    ...(mark === undefined ? {} : { mark }),
    ...(expected === undefined ? {} : { expected }),
    ...(via === undefined ? {} : { via }),
  });
}

/** Where a note's code is, with the text that is there now; the old quote where the code is gone. */
function placesOf({ places }: LiveNote): NotePlace[] {
  return places.flatMap(({ uri, start, end, quote, lost }) => {
    if (uri === undefined) return [];
    const document = vscode.workspace.textDocuments.find((candidate) => candidate.uri.toString() === uri.toString());
    if (document === undefined || lost) return [{ uri, start, end, quote }];
    const range = new vscode.Range(document.positionAt(start), document.positionAt(end));
    return [placeIn(document, range)];
  });
}

function currentOf(recording: Recording, id: string): LiveNote | undefined {
  return recording
    .notes()
    .flatMap((note) => [note, ...note.replies])
    .find((note) => note.id === id);
}

function bodyText({ body }: vscode.Comment): string {
  return typeof body === 'string' ? body : body.value;
}

function setMode(threads: NoteThreads, { note }: NoteComment, mode: 'edit' | 'show'): void {
  const thread = threads.threadOf(note.record.replyTo ?? note.id);
  if (thread === undefined) return;
  const wanted = mode === 'edit' ? vscode.CommentMode.Editing : vscode.CommentMode.Preview;
  thread.comments = thread.comments.map((shown) => {
    const comment = shown as NoteComment;
    return comment.note.id === note.id ? noteComment(comment.note, wanted) : comment;
  });
}
