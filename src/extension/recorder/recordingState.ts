import * as vscode from 'vscode';
import type { NewEvent } from '../../core/session/event.ts';
import type {
  AskedQuestion,
  LastWork,
  LiveNote,
  NewNote,
  NotePlace,
  Recording,
  RecordingState,
  RecordingStatus,
  WrittenEvent,
} from '../host/recording.ts';
import type { NoteLog } from './noteLog.ts';

/** "Written" is told at most this often. Milliseconds. */
const WRITE_MS = 250;

const off: RecordingStatus = { state: 'off', id: '', goal: '', elapsed: 0, events: 0, step: '' };

/** What the recorder tells of a session that is there. */
export interface SessionFacts {
  readonly id: string;
  readonly goal: string;
  readonly startedAt: number;
  readonly events: number;
  readonly notes: NoteLog;
}

/** The state of this window's recording, as other features see it, and as menus see it through a context key. */
export class RecordingStateHolder implements Recording {
  readonly #state = new vscode.EventEmitter<RecordingStatus>();
  readonly #write = new vscode.EventEmitter<RecordingStatus>();
  readonly #event = new vscode.EventEmitter<WrittenEvent>();
  readonly onDidWriteEvent = this.#event.event;
  readonly onDidChangeState = this.#state.event;
  readonly onDidWrite = this.#write.event;
  readonly #noSession: () => Error;
  #facts: SessionFacts | undefined;
  #current: RecordingState = 'off';
  #step = '';
  #timer: NodeJS.Timeout | undefined;

  constructor(noSession: () => Error) {
    this.#noSession = noSession;
    this.#setContext();
  }

  get status(): RecordingStatus {
    if (this.#current === 'off') return off;
    const { id = '', goal = '', startedAt = Date.now(), events = 0 } = this.#facts ?? {};
    return { state: this.#current, id, goal, elapsed: Date.now() - startedAt, events, step: this.#step };
  }

  set(state: RecordingState, step = ''): void {
    this.#current = state;
    this.#step = step;
    if (state === 'off') this.#facts = undefined;
    this.#setContext();
    this.#state.fire(this.status);
  }

  setSession(facts: SessionFacts): void {
    this.#facts = facts;
  }

  wrote(event: NewEvent, seq: number): void {
    this.#event.fire({ event, seq });
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      if (this.#current !== 'off') this.#write.fire(this.status);
    }, WRITE_MS);
  }

  addNote(note: NewNote): string {
    return this.#running().add(note);
  }

  removeNote(id: string): void {
    this.#running().remove(id);
  }

  writeQuestion(question: AskedQuestion): void {
    this.#facts?.notes.ask(question);
  }

  notes(): readonly LiveNote[] {
    return this.#facts?.notes.notes() ?? [];
  }

  lastWork(): LastWork | undefined {
    return this.#facts?.notes.lastWork();
  }

  lastPlace(doc?: number): NotePlace | undefined {
    return this.#facts?.notes.lastPlace(doc);
  }

  isRecorded(uri: vscode.Uri): boolean {
    return this.#current === 'recording' && this.#facts?.notes.isRecorded(uri) === true;
  }

  #running(): NoteLog {
    if (this.#facts === undefined || this.#current !== 'recording') throw this.#noSession();
    return this.#facts.notes;
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#state.dispose();
    this.#write.dispose();
    this.#event.dispose();
  }

  #setContext(): void {
    const busy = this.#current === 'starting' || this.#current === 'stopping';
    void vscode.commands.executeCommand('setContext', 'tracewright.recording', busy ? 'busy' : this.#current);
  }
}
