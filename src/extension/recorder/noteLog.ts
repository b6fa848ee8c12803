import { randomUUID } from 'node:crypto';
import path from 'node:path';
import * as vscode from 'vscode';
import { type CurrentNote, CurrentNotes } from '../../core/session/currentNotes.ts';
import type { NewEvent, SessionEvent, SessionEventOf } from '../../core/session/event.ts';
import { NoteAnchors } from '../../core/session/noteAnchors.ts';
import type { Journal } from '../../node/recording/journal.ts';
import { placeOf } from '../../node/recording/place.ts';
import type { WorkspaceRoot } from '../../node/recording/workspaceRoot.ts';
import type { AskedQuestion, LastWork, LiveNote, LivePlace, NewNote, NotePlace } from '../host/recording.ts';
import type { DocumentLog } from './documentLog.ts';
import { type EditedRange, LastEdits } from './lastEdits.ts';

type Anchor = SessionEventOf<'note'>['anchors'][number];

/** The notes of the session that is recorded, with their code followed while it is edited. */
export class NoteLog {
  readonly #journal: Journal;
  readonly #documents: DocumentLog;
  readonly #roots: readonly WorkspaceRoot[];
  readonly #lastEdits = new LastEdits();
  readonly #notes = new CurrentNotes();
  readonly #anchors = new NoteAnchors();
  #lastEditAt = 0;

  constructor(journal: Journal, documents: DocumentLog, roots: readonly WorkspaceRoot[]) {
    this.#journal = journal;
    this.#documents = documents;
    this.#roots = roots;
  }

  /** An event was written. */
  wrote(event: NewEvent, seq: number): void {
    this.#lastEdits.wrote(event, seq);
    if (event.kind === 'edit') this.#lastEditAt = performance.now();
    const numbered = { ...event, seq, t: 0 } as SessionEvent;
    this.#notes.apply(numbered);
    this.#anchors.apply(numbered);
  }

  add(note: NewNote): string {
    const { id = randomUUID(), type, text, places, question, replyTo, answers, mark, expected, via } = note;
    const before = note.id === undefined ? undefined : this.#notes.get(note.id);
    const anchors = places.map((place) => this.#anchor(place));
    const about = note.about ?? (before === undefined ? this.#aboutNow(anchors, replyTo) : before.about);
    const alternatives = note.alternatives?.map((alternative) => ({ ...alternative }));
    this.#journal.append({
      kind: 'note',
      note: id,
      type,
      text,
      anchors,
      ...(about === undefined ? {} : { about: [about[0], about[1]] }),
      ...(question === undefined ? {} : { question }),
      ...(alternatives === undefined || alternatives.length === 0 ? {} : { alternatives }),
      ...(replyTo === undefined ? {} : { replyTo }),
      ...(answers === undefined ? {} : { answers }),
      ...(mark === undefined ? {} : { mark }),
      ...(expected === undefined ? {} : { expected }),
      ...(via === undefined ? {} : { via }),
    });
    return id;
  }

  remove(id: string): void {
    if (this.#notes.get(id) !== undefined) this.#journal.append({ kind: 'note-removed', note: id });
  }

  ask({ id, seam, text, about, state, place }: AskedQuestion): void {
    const anchor = place === undefined ? undefined : this.#anchor(place);
    this.#journal.append({
      kind: 'question',
      question: id,
      seam,
      text,
      about: [about[0], about[1]],
      state,
      ...(anchor === undefined
        ? {}
        : {
            anchor: {
              ...(anchor.doc === undefined ? {} : { doc: anchor.doc }),
              path: anchor.path,
              ...(anchor.root === undefined ? {} : { root: anchor.root }),
              range: [anchor.start, anchor.end],
            },
          }),
    });
  }

  notes(): LiveNote[] {
    return this.#notes.threads().map((note) => this.#live(note));
  }

  lastWork(): LastWork | undefined {
    const all = this.#lastEdits.all();
    if (all === undefined) return undefined;
    const files = all.docs.flatMap((doc) => {
      const uri = this.#documents.uriOf(doc);
      return uri === undefined ? [] : this.#pathOf(vscode.Uri.parse(uri, true));
    });
    return { files, edits: all.edits, ago: performance.now() - this.#lastEditAt, about: all.about };
  }

  lastPlace(doc?: number): NotePlace | undefined {
    return this.#placeOf(doc === undefined ? this.#lastEdits.inserted : this.#lastEdits.rangeIn(doc));
  }

  isRecorded(uri: vscode.Uri): boolean {
    return this.#documents.docOf(uri.toString()) !== undefined;
  }

  #aboutNow(anchors: readonly Anchor[], replyTo: string | undefined): [number, number] | undefined {
    return replyTo === undefined ? this.#lastEdits.of(anchors.flatMap(({ doc }) => doc ?? [])) : undefined;
  }

  #anchor({ uri, start, end, quote }: NotePlace): Anchor {
    const doc = this.#documents.docOf(uri.toString());
    const place = uri.scheme === 'file' ? placeOf(uri.fsPath, this.#roots) : undefined;
    return {
      ...(doc === undefined ? {} : { doc }),
      path: place?.path ?? this.#pathOf(uri),
      ...(place === undefined || place.root === 0 ? {} : { root: place.root }),
      start,
      end,
      // As it is recorded: what is hidden there is hidden here.
      quote: this.#documents.slice(uri.toString(), start, end) ?? quote,
    };
  }

  #pathOf(uri: vscode.Uri): string {
    const place = uri.scheme === 'file' ? placeOf(uri.fsPath, this.#roots) : undefined;
    return place?.path ?? uri.path.replace(/^\/+/, '');
  }

  #placeOf(range: EditedRange | undefined): NotePlace | undefined {
    const uri = range === undefined ? undefined : this.#documents.uriOf(range.doc);
    const document = vscode.workspace.textDocuments.find((candidate) => candidate.uri.toString() === uri);
    if (range === undefined || document === undefined) return undefined;
    const { start, end } = range;
    const quote = document.getText(new vscode.Range(document.positionAt(start), document.positionAt(end)));
    return { uri: document.uri, start, end, quote };
  }

  #live({ event, edited, replies }: CurrentNote): LiveNote {
    return {
      id: event.note,
      type: event.type,
      text: event.text,
      edited,
      record: event,
      places: this.#anchors.of(event.note).map((place): LivePlace => {
        const open = place.doc === undefined ? undefined : this.#documents.uriOf(place.doc);
        const { start, end, quote, lost } = place;
        return {
          uri: open === undefined ? this.#fileUri(place) : vscode.Uri.parse(open, true),
          start,
          end,
          quote,
          lost,
        };
      }),
      replies: replies.map((reply) => this.#live(reply)),
    };
  }

  #fileUri(place: { readonly path: string; readonly root: number }): vscode.Uri | undefined {
    const root = this.#roots[place.root];
    return root === undefined ? undefined : vscode.Uri.file(path.join(root.path, place.path));
  }
}
