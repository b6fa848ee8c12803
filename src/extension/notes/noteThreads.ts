import * as vscode from 'vscode';
import { QuietTimer } from '../../node/recording/quietTimer.ts';
import type { LiveNote, LivePlace, Recording, WrittenEvent } from '../host/recording.ts';
import { firstLine } from './aboutText.ts';
import { noteTypeLabel } from './noteTypes.ts';
import { rangeOf } from './places.ts';
import { noteComment } from './threadComment.ts';

/** Ranges are set right once typing has been quiet for this long. Milliseconds. */
const FOLLOW_MS = 300;

interface Shown {
  readonly thread: vscode.CommentThread;
  readonly note: LiveNote;
  /** What its comments say, so that they are made anew only when that is something else. */
  readonly says: string;
}

/**
 * The notes of the session that runs as comment threads on their code. The log is the truth: threads are made from it,
 * again after a pause, and moved to where the log says that their code is. They are there only while recording.
 */
export class NoteThreads {
  readonly #recording: Recording;
  readonly #controller: vscode.CommentController;
  readonly #shown = new Map<string, Shown>();
  readonly #follow = new QuietTimer(() => this.draw());
  readonly #listeners: vscode.Disposable;

  constructor(recording: Recording) {
    this.#recording = recording;
    this.#controller = vscode.comments.createCommentController('tracewright.notes', vscode.l10n.t('Tracewright notes'));
    this.#controller.options = {
      prompt: vscode.l10n.t('Why is this code so?'),
      placeHolder: vscode.l10n.t('In your own words, or "d: A instead of B because C" for a decision'),
    };
    this.#setRanges();
    this.#listeners = vscode.Disposable.from(
      recording.onDidWriteEvent((written) => this.#wrote(written)),
      // A resumed recording first catches up with what was edited meanwhile.
      recording.onDidChangeState(() => setTimeout(() => this.#stateChanged(), 0)),
    );
  }

  dispose(): void {
    this.#follow.dispose();
    this.#listeners.dispose();
    this.#controller.dispose();
  }

  /** The note that a thread began with; undefined for one that has no note yet. */
  noteOf(thread: vscode.CommentThread): LiveNote | undefined {
    return [...this.#shown.values()].find((shown) => shown.thread === thread)?.note;
  }

  threadOf(note: string): vscode.CommentThread | undefined {
    return this.#shown.get(note)?.thread;
  }

  /** Every thread that is shown, for scripts. */
  all(): vscode.CommentThread[] {
    return [...this.#shown.values()].map(({ thread }) => thread);
  }

  /** The thread that the editor made for a new note becomes that note's. */
  adopt(thread: vscode.CommentThread, id: string): void {
    const note = this.#recording.notes().find((candidate) => candidate.id === id);
    if (note !== undefined) this.#shown.set(id, { thread, note, says: '' });
    this.draw();
  }

  /** Shows what the log says now. */
  draw(): void {
    const { state } = this.#recording.status;
    const notes = state === 'recording' ? this.#recording.notes().filter((note) => this.#belongsOnCode(note)) : [];
    const there = new Set(notes.map(({ id }) => id));
    for (const [id, { thread }] of this.#shown) {
      if (there.has(id)) continue;
      thread.dispose();
      this.#shown.delete(id);
    }
    for (const note of notes) this.#drawNote(note);
  }

  /** A comment makes the editor open a panel the first time: only who writes on the code has asked for that. */
  #belongsOnCode({ record, replies }: LiveNote): boolean {
    if (record.via === 'thread' || replies.length > 0) return true;
    return vscode.workspace.getConfiguration('tracewright').get<boolean>('notes.allOnCode', false);
  }

  #drawNote(note: LiveNote): void {
    const [place] = note.places;
    if (place?.uri === undefined) return;
    const { uri } = place;
    const before = this.#shown.get(note.id);
    const same = before !== undefined && before.thread.uri.toString() === uri.toString();
    if (before !== undefined && !same) before.thread.dispose();
    const document = vscode.workspace.textDocuments.find((open) => open.uri.toString() === uri.toString());
    const range = document === undefined ? undefined : shownRange(document, rangeOf(document, place));
    // Where a line is cannot be told of a closed document, and opening it would be in the log: its thread can wait.
    if (!same && range === undefined) {
      this.#shown.delete(note.id);
      return;
    }
    const thread = same
      ? before.thread
      : this.#controller.createCommentThread(uri, range ?? new vscode.Range(0, 0, 0, 0), []);
    if (range !== undefined && thread.range?.isEqual(range) !== true) thread.range = range;
    this.#setComments(thread, note, place, same ? before.says : '');
  }

  #setComments(thread: vscode.CommentThread, note: LiveNote, { lost, quote }: LivePlace, said: string): void {
    const says = wordingOf(note);
    const isEdited = thread.comments.some(({ mode }) => mode === vscode.CommentMode.Editing);
    // Somebody is in the middle of writing: nothing is taken from under their hands.
    this.#shown.set(note.id, { thread, note, says: isEdited ? said : says });
    if (isEdited || said === says) return;
    thread.comments = [note, ...note.replies].map((one) => noteComment(one));
    thread.label = lost
      ? vscode.l10n.t('{0} · the code is gone: {1}', noteTypeLabel(note.type), firstLine(quote))
      : noteTypeLabel(note.type);
    thread.contextValue = note.type;
    thread.canReply = true;
  }

  #wrote({ event }: WrittenEvent): void {
    if (event.kind === 'note' || event.kind === 'note-removed') setTimeout(() => this.draw(), 0);
    else if (this.#shown.size > 0 && ['edit', 'resync', 'document-open', 'document-path', 'file'].includes(event.kind))
      this.#follow.poke(FOLLOW_MS, FOLLOW_MS * 4);
  }

  #stateChanged(): void {
    this.#setRanges();
    this.draw();
  }

  /** Every line of a recorded document takes a note. */
  #setRanges(): void {
    const recording = this.#recording;
    // Set anew, so that the editor asks again.
    this.#controller.commentingRangeProvider = {
      provideCommentingRanges: (document) =>
        recording.isRecorded(document.uri) ? [new vscode.Range(0, 0, document.lineCount - 1, 0)] : [],
    };
  }
}

/** Changes with every record of the thread, and when its code goes or comes back. */
function wordingOf(note: LiveNote): string {
  const records = [note, ...note.replies].map(({ record }) => record.seq);
  return `${records.join(' ')} ${note.places[0]?.lost}`;
}

/** Whole lines end with the last of them: a thread stands below the line that its range ends in. */
function shownRange(document: vscode.TextDocument, range: vscode.Range): vscode.Range {
  if (range.isSingleLine || range.end.character > 0) return range;
  return range.with(undefined, document.lineAt(range.end.line - 1).range.end);
}
