import type { Event, Uri } from 'vscode';
import type { SessionEventOf } from '../../core/session/event.ts';

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
}

/** The one recording of this window, as other features see it. */
export interface Recording {
  readonly status: RecordingStatus;
  /** The recording was started, paused, resumed or stopped, or a step of that began. */
  readonly onDidChangeState: Event<RecordingStatus>;
  /** Something was written: at most four times a second. */
  readonly onDidWrite: Event<RecordingStatus>;
  /** Writes a note; the answer is its id. Throws a TracewrightError when nothing is being recorded. */
  addNote(note: NewNote): string;
}
