import type { Event, Uri } from 'vscode';
import type { NewEvent, SessionEventOf } from '../../core/session/event.ts';
import type { Alternative } from '../../core/session/noteText.ts';

export type RecordingState = 'off' | 'starting' | 'recording' | 'paused' | 'stopping';

/** What can be shown of the recording at this moment. */
export interface RecordingStatus {
  readonly state: RecordingState;
  /** Empty while off. */
  readonly id: string;
  readonly goal: string;
  /** Milliseconds since the session started; pauses included. */
  readonly elapsed: number;
  /** Events written so far. */
  readonly events: number;
  /** What a start or stop is busy with; empty otherwise. */
  readonly step: string;
}

export type NoteType = SessionEventOf<'note'>['type'];

/** A range of code that a note is about. Offsets are UTF-16 code units of the document's text now. */
export interface NotePlace {
  readonly uri: Uri;
  readonly start: number;
  readonly end: number;
  readonly quote: string;
}

export interface NewNote {
  readonly type: NoteType;
  readonly text: string;
  readonly places: readonly NotePlace[];
  /** The note that is written again; absent for a new one. */
  readonly id?: string;
  /** First and last event that it is about; absent: the last edits of the documents that it points at. */
  readonly about?: readonly [number, number];
  readonly question?: string;
  readonly alternatives?: readonly Alternative[];
  readonly replyTo?: string;
  readonly answers?: string;
  readonly mark?: SessionEventOf<'note'>['mark'];
  readonly expected?: string;
  readonly via?: SessionEventOf<'note'>['via'];
}

/** Where a note's code is now. */
export interface LivePlace {
  /** Undefined where no editor and no file has it. */
  readonly uri: Uri | undefined;
  readonly start: number;
  readonly end: number;
  readonly quote: string;
  /** The code is gone; `start` is where it was. */
  readonly lost: boolean;
}

/** A note of the session that runs, in its last wording. */
export interface LiveNote {
  readonly id: string;
  readonly type: NoteType;
  readonly text: string;
  readonly edited: boolean;
  readonly record: SessionEventOf<'note'>;
  readonly places: readonly LivePlace[];
  readonly replies: readonly LiveNote[];
}

/** What was edited just now. */
export interface LastWork {
  /** Paths, the last one first. */
  readonly files: readonly string[];
  readonly edits: number;
  /** Milliseconds since the last edit. */
  readonly ago: number;
  readonly about: readonly [number, number];
}

/** A question of ours, or what became of it. */
export interface AskedQuestion {
  readonly id: string;
  readonly seam: SessionEventOf<'question'>['seam'];
  readonly text: string;
  readonly about: readonly [number, number];
  readonly state: SessionEventOf<'question'>['state'];
  readonly place: NotePlace | undefined;
}

/** An event of the session that runs, just after it was written. */
export interface WrittenEvent {
  readonly event: NewEvent;
  readonly seq: number;
}

/** The one recording of this window, as other features see it. */
export interface Recording {
  readonly status: RecordingStatus;
  /** The recording was started, paused, resumed or stopped, or a step of that began. */
  readonly onDidChangeState: Event<RecordingStatus>;
  /** Something was written: at most four times a second. */
  readonly onDidWrite: Event<RecordingStatus>;
  /** Every event as it is written. Listeners are part of the cost of typing. */
  readonly onDidWriteEvent: Event<WrittenEvent>;
  /** Writes a note; the answer is its id. Throws a TracewrightError when nothing is being recorded. */
  addNote(note: NewNote): string;
  /** Takes a note back. Throws a TracewrightError when nothing is being recorded. */
  removeNote(id: string): void;
  /** Writes down what was asked, or what became of it. Nothing happens when nothing is being recorded. */
  writeQuestion(question: AskedQuestion): void;
  /** The first notes of all threads, in the order in which they were written; none when nothing is recorded. */
  notes(): readonly LiveNote[];
  lastWork(): LastWork | undefined;
  /** Where the last edit of a document was (`doc`), or where the last text of some length was inserted. */
  lastPlace(doc?: number): NotePlace | undefined;
  /** An open document whose text is in the log. */
  isRecorded(uri: Uri): boolean;
}
