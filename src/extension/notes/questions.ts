import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { parseNoteText } from '../../core/session/noteText.ts';
import { type Seam, SeamDetector } from '../../core/session/seams.ts';
import { QuietTimer } from '../../node/recording/quietTimer.ts';
import type { AskedQuestion, Recording, WrittenEvent } from '../host/recording.ts';
import { type Drafts, keepNote, keepTyped } from './addNote.ts';
import { askOneLine } from './oneLine.ts';
import { answerType, questionText } from './questionTexts.ts';

/** So long without an edit ends what was going on. Milliseconds. */
const QUIET_MS = 2_000;

/** What a script passes instead of being asked. */
export interface AnswerArguments {
  readonly text?: string;
  readonly state?: 'postponed' | 'dismissed';
}

interface Open {
  readonly seam: Seam;
  readonly asked: AskedQuestion;
  draft: string;
}

/**
 * Asks for the reason where the work has a seam: one quiet item in the status bar, at most one question at a time, and
 * not again for some minutes. Nothing pops up, nothing waits for an answer.
 */
export class Questions {
  readonly #recording: Recording;
  readonly #drafts: Drafts;
  readonly #item: vscode.StatusBarItem;
  readonly #quiet = new QuietTimer(() => this.#offer(this.#seams.quiet()));
  readonly #muted = new Set<Seam['seam']>();
  readonly #listeners: vscode.Disposable;
  #seams = new SeamDetector();
  #session = '';
  #lastAsked = Number.NEGATIVE_INFINITY;
  #open: Open | undefined;

  constructor(recording: Recording, drafts: Drafts) {
    this.#recording = recording;
    this.#drafts = drafts;
    this.#item = vscode.window.createStatusBarItem('tracewright.question', vscode.StatusBarAlignment.Left, 999);
    this.#item.name = vscode.l10n.t('Tracewright question');
    this.#item.command = 'tracewright.answerQuestion';
    this.#listeners = vscode.Disposable.from(
      recording.onDidWriteEvent((written) => this.#wrote(written)),
      recording.onDidChangeState(() => this.#stateChanged()),
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration('tracewright.questions') && !this.#enabled) this.#end('postponed');
      }),
    );
  }

  dispose(): void {
    this.#quiet.dispose();
    this.#listeners.dispose();
    this.#item.dispose();
  }

  /** Asks for the answer to the open question, in one line. The answer is the note's id. */
  async answer(given: AnswerArguments | undefined): Promise<string | undefined> {
    const open = this.#open;
    if (open === undefined) return undefined;
    if (given?.state !== undefined) {
      this.#end(given.state);
      return undefined;
    }
    const ground = {
      places: open.asked.place === undefined ? [] : [open.asked.place],
      about: open.asked.about,
      answers: open.asked.id,
      via: 'question' as const,
    };
    if (given?.text !== undefined) {
      const { type, text } = this.#typed(open, given.text);
      const id = keepNote(this.#recording, text, type, ground);
      if (id !== undefined) this.#end('answered');
      return id;
    }
    const answer = await askOneLine({
      title: open.asked.text,
      prompt: vscode.l10n.t('Your answer is kept with the recording'),
      placeholder: vscode.l10n.t('In your own words'),
      value: open.draft,
      buttons: [
        { icon: 'clock', tooltip: vscode.l10n.t('Later'), outcome: 'postponed' },
        { icon: 'bell-slash', tooltip: vscode.l10n.t('Do not ask this kind of question again'), outcome: 'dismissed' },
      ],
    });
    open.draft = answer.value;
    if (answer.kind === 'button') {
      // What was typed before is not lost: the next note begins with it.
      if (answer.value.trim() !== '') this.#drafts.note = answer.value;
      if (this.#open === open) this.#end(answer.outcome === 'dismissed' ? 'dismissed' : 'postponed');
      return undefined;
    }
    if (answer.kind === 'away' || answer.value.trim() === '') return undefined;
    if (this.#recording.status.state !== 'recording') {
      this.#drafts.note = answer.value;
      return undefined;
    }
    // Answered before anything else is asked, and also when a newer question has taken its place meanwhile.
    if (this.#open === open) this.#end('answered');
    else this.#recording.writeQuestion({ ...open.asked, state: 'answered' });
    const { type, text } = this.#typed(open, answer.value);
    return keepTyped(this.#recording, this.#drafts, text, type, ground);
  }

  #typed({ seam }: Open, value: string) {
    const parsed = parseNoteText(value);
    return { type: parsed.type ?? answerType(seam), text: parsed.text };
  }

  get #enabled(): boolean {
    return vscode.workspace.getConfiguration('tracewright').get<boolean>('questions.enabled', true);
  }

  #wrote({ event, seq }: WrittenEvent): void {
    if (event.kind === 'note' || event.kind === 'question') return;
    const seam = this.#seams.wrote(event, seq, performance.now());
    if (event.kind === 'edit') this.#quiet.poke(QUIET_MS, QUIET_MS * 30);
    // The event is still being written: what is asked comes after it.
    if (seam !== undefined) setTimeout(() => this.#offer(seam), 0);
  }

  #offer(seam: Seam | undefined): void {
    if (seam === undefined || this.#recording.status.state !== 'recording' || !this.#enabled) return;
    const minutes = vscode.workspace.getConfiguration('tracewright').get<number>('questions.minutesBetween', 5);
    const now = performance.now();
    if (this.#muted.has(seam.seam) || now - this.#lastAsked < minutes * 60_000) return;
    this.#end('postponed');
    this.#lastAsked = now;
    const asked: AskedQuestion = {
      id: randomUUID(),
      seam: seam.seam,
      text: questionText(seam),
      about: seam.about,
      state: 'asked',
      place: seam.doc === undefined ? undefined : this.#recording.lastPlace(seam.doc),
    };
    this.#open = { seam, asked, draft: '' };
    this.#recording.writeQuestion(asked);
    this.#show(asked.text);
  }

  #show(text: string): void {
    this.#item.text = `$(question) ${vscode.l10n.t('Why?')}`;
    this.#item.tooltip = text;
    this.#item.accessibilityInformation = {
      role: 'button',
      label: vscode.l10n.t('Tracewright asks: {0} Activate to answer.', text),
    };
    this.#item.show();
    void vscode.commands.executeCommand('setContext', 'tracewright.question', 'open');
  }

  /** The open question is no longer open. */
  #end(state: 'answered' | 'postponed' | 'dismissed'): void {
    const open = this.#open;
    if (open === undefined) return;
    this.#open = undefined;
    if (state === 'dismissed') this.#muted.add(open.seam.seam);
    if (state !== 'answered' && open.draft.trim() !== '') this.#drafts.note = open.draft;
    this.#recording.writeQuestion({ ...open.asked, state });
    this.#hide();
  }

  #hide(): void {
    this.#item.hide();
    void vscode.commands.executeCommand('setContext', 'tracewright.question', undefined);
  }

  #stateChanged(): void {
    const { state, id } = this.#recording.status;
    // It waits through a pause, and is postponed with the end.
    if (state === 'paused') this.#hide();
    else if (state !== 'recording') this.#end('postponed');
    else if (this.#open !== undefined && id === this.#session) this.#show(this.#open.asked.text);
    if (state === 'off' || (state === 'recording' && id !== this.#session)) {
      this.#session = id;
      this.#seams = new SeamDetector();
      this.#muted.clear();
      this.#lastAsked = Number.NEGATIVE_INFINITY;
    }
  }
}
