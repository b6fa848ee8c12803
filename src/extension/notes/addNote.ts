import * as vscode from 'vscode';
import { TracewrightError } from '../../core/errors.ts';
import {
  type Alternative,
  continuesDecision,
  parseAlternative,
  parseDecision,
  parseNoteText,
} from '../../core/session/noteText.ts';
import type { LiveNote, NewNote, NotePlace, NoteType, Recording } from '../host/recording.ts';
import { aboutText, JUST_NOW_MS } from './aboutText.ts';
import { askNoteType, noteTypeLabel, noteTypes, parseNoteType } from './noteTypes.ts';
import { askOneLine, type LineButton } from './oneLine.ts';
import { hasSelection, placeNow, selectedPlaces } from './places.ts';

/** More than this was hardly weighed. */
const MOST_ALTERNATIVES = 5;
/** The types with a button of their own; the others are behind the last button. */
const WITH_BUTTON: readonly NoteType[] = ['why', 'decision', 'hypothesis', 'evidence', 'rejected', 'verification'];

/** What a script passes instead of being asked. */
export interface NoteArguments {
  readonly text?: string;
  readonly type?: string;
  /** What the line has in it when it opens. */
  readonly typed?: string;
}

/** What was typed and not yet kept: it is offered again. Forgotten with the recording. */
export interface Drafts {
  note: string;
  alternative: string;
}

/** Attaches somebody's reasoning to what is selected, or to what was just done. The answer is the note's id. */
export async function addNote(
  recording: Recording,
  drafts: Drafts,
  given: NoteArguments | undefined,
): Promise<string | undefined> {
  if (recording.status.state !== 'recording') throw noteNeedsRecording();
  const editor = vscode.window.activeTextEditor;
  // The place is what is selected now, not what is selected when the text has been typed.
  const [places, selected, work] = [selectedPlaces(editor), hasSelection(editor), recording.lastWork()];
  const type = given?.type === undefined ? undefined : parseNoteType(given.type);
  if (typeof given?.text === 'string') return keepNote(recording, given.text, type, { places, via: 'command' });
  const justDone = !selected && work !== undefined && work.ago < JUST_NOW_MS;
  const typed = await typeNote(drafts, given?.typed ?? drafts.note, type ?? 'why', aboutText(places, selected, work));
  if (typed === undefined || recording.status.state !== 'recording') return undefined;
  drafts.note = '';
  return keepTyped(recording, drafts, typed.text, typed.type, {
    places,
    via: 'key',
    ...(justDone ? { about: work.about } : {}),
  });
}

/** Where a note belongs, whatever it says. */
type NoteGround = Pick<NewNote, 'places' | 'via' | 'about' | 'answers'>;

/** Keeps a typed note, and asks what a decision was made over where it does not say. Empty text is no note. */
export async function keepTyped(
  recording: Recording,
  drafts: Drafts,
  text: string,
  type: NoteType | undefined,
  ground: NoteGround,
): Promise<string | undefined> {
  const id = keepNote(recording, text, type, { ...ground, places: ground.places.map(placeNow) });
  const note = id === undefined ? undefined : recording.notes().find((candidate) => candidate.id === id);
  if (note?.type === 'decision' && (note.record.alternatives ?? []).length === 0) {
    await askAlternatives(recording, drafts, note, ground.places);
  }
  return id;
}

/** Writes a note of what was typed: its type may stand before the text, a decision's alternatives in it. */
export function keepNote(
  recording: Recording,
  typed: string,
  type: NoteType | undefined,
  ground: NoteGround,
): string | undefined {
  const parsed = type === undefined ? parseNoteText(typed) : { text: typed.trim() };
  if (parsed.text === '') return undefined;
  const last = recording.notes().findLast((note) => note.type === 'decision');
  if (parsed.type === undefined && type === undefined && last !== undefined && continuesDecision(parsed.text)) {
    return again(recording, last, [...(last.record.alternatives ?? []), parseAlternative(parsed.text)]);
  }
  const chosen = parsed.type ?? type ?? 'why';
  const parts = chosen === 'decision' ? parseDecision(parsed.text) : undefined;
  return recording.addNote({
    ...ground,
    type: chosen,
    text: parsed.text,
    ...(parts?.question === undefined ? {} : { question: parts.question }),
    ...(parts === undefined ? {} : { alternatives: parts.alternatives }),
  });
}

function noteNeedsRecording(): TracewrightError {
  return new TracewrightError('not-recording', vscode.l10n.t('A note needs a recording that is running'), {
    kind: 'usage',
    remedy: vscode.l10n.t('start or resume recording first'),
  });
}

async function typeNote(
  drafts: Drafts,
  value: string,
  first: NoteType,
  about: string,
): Promise<{ readonly text: string; readonly type: NoteType | undefined } | undefined> {
  let type = first;
  let text = value;
  for (;;) {
    const answer = await askOneLine({
      title: noteTypeLabel(type),
      prompt: about,
      placeholder: vscode.l10n.t('In your own words, or "d: A instead of B because C" for a decision'),
      value: text,
      buttons: typeButtons(),
      retitle: (typed) => noteTypeLabel(parseNoteText(typed).type ?? type),
    });
    drafts.note = answer.value;
    if (answer.kind === 'away') return undefined;
    const parsed = parseNoteText(answer.value);
    if (answer.kind === 'text') {
      return { text: answer.value, type: parsed.type === undefined && type !== 'why' ? type : undefined };
    }
    // The button says it better than what stands before the text.
    text = parsed.text;
    type = (answer.outcome === '' ? await askNoteType() : (answer.outcome as NoteType)) ?? type;
  }
}

function typeButtons(): LineButton[] {
  const own = noteTypes().filter(({ type }) => WITH_BUTTON.includes(type));
  return [
    ...own.map(({ type, icon, label, description }) => ({ icon, tooltip: `${label}: ${description}`, outcome: type })),
    { icon: 'ellipsis', tooltip: vscode.l10n.t('Another kind of note'), outcome: '' },
  ];
}

/** The decision is kept already: every step may be skipped. */
async function askAlternatives(
  recording: Recording,
  drafts: Drafts,
  note: LiveNote,
  places: readonly NotePlace[],
): Promise<void> {
  const alternatives: Alternative[] = [];
  while (alternatives.length < MOST_ALTERNATIVES) {
    const answer = await askOneLine({
      title: vscode.l10n.t('Decision: {0}', note.text),
      prompt: vscode.l10n.t('Instead of what, and why not? Leave it empty to go on.'),
      placeholder: vscode.l10n.t('B because C'),
      value: drafts.alternative,
      step: alternatives.length + 1,
      buttons: [],
    });
    drafts.alternative = answer.kind === 'text' ? '' : answer.value;
    const alternative = parseAlternative(answer.value);
    if (answer.kind !== 'text' || alternative.option === '' || recording.status.state !== 'recording') return;
    alternatives.push(alternative);
    again(recording, note, alternatives, places);
  }
}

function again(
  recording: Recording,
  { id, record, places }: LiveNote,
  alternatives: readonly Alternative[],
  at?: readonly NotePlace[],
): string {
  return recording.addNote({
    id,
    type: record.type,
    text: record.text,
    places: at ?? places.flatMap(({ uri, ...place }) => (uri === undefined ? [] : { uri, ...place })),
    alternatives,
    ...(record.question === undefined ? {} : { question: record.question }),
    ...(record.answers === undefined ? {} : { answers: record.answers }),
    ...(record.via === undefined ? {} : { via: record.via }),
  });
}
