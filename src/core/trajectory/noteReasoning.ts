import type { Alternative, NoteType } from '../session/noteText.ts';
import { noteInWords, parseDecision } from '../session/noteText.ts';

/** A note as reasoning: in its last wording, with what was answered in its thread. */
export interface RecordedNote {
  readonly id: string;
  readonly type: NoteType;
  readonly text: string;
  readonly question?: string;
  readonly alternatives?: readonly Alternative[];
  readonly replies?: readonly { readonly id: string; readonly text: string }[];
  readonly mark?: 'no-edit-expected' | 'would-have-done';
  readonly expected?: string;
  /** The code that it is about, at the time of writing. */
  readonly path?: string;
  readonly quote?: string;
}

/** What a person would have done instead, for the step's `extra`: no reasoning of what was done. */
export interface Counterfactual {
  readonly note: string;
  readonly mark: 'no-edit-expected' | 'would-have-done';
  readonly expected?: string;
  readonly text?: string;
  readonly path?: string;
  readonly quote?: string;
}

/** A decision with what else was weighed, for the step's `extra`. */
export interface WeighedDecision {
  readonly note: string;
  readonly question?: string;
  readonly chosen: string;
  readonly alternatives: readonly Alternative[];
}

/** What a step's notes come to. */
export interface StepReasoning {
  readonly text: string;
  /** The notes that the text was made of, so that each can be traced. */
  readonly notes: readonly { readonly id: string; readonly type: NoteType }[];
  readonly counterfactuals: readonly Counterfactual[];
  readonly decisions: readonly WeighedDecision[];
}

/** Of the notes on one step, this is the order in which somebody thinks them; in one type, as they were written. */
const ORDER: readonly NoteType[] = [
  'goal',
  'evidence',
  'verification',
  'hypothesis',
  'plan',
  'rejected',
  'decision',
  'why',
  'step',
];

/** What stands in front of a step's calls, and beside them. */
export function stepReasoning(notes: readonly RecordedNote[]): StepReasoning {
  const thought = notes
    .filter(({ type }) => type !== 'counterfactual')
    .sort((a, b) => ORDER.indexOf(a.type) - ORDER.indexOf(b.type));
  const told = thought.filter((note) => inWords(note) !== '');
  return {
    text: told.map(inWords).join('\n\n'),
    notes: told.flatMap(({ id, type, replies = [] }) => [
      { id, type },
      ...replies.map((reply) => ({ id: reply.id, type })),
    ]),
    counterfactuals: notes.flatMap(counterfactual),
    decisions: notes.flatMap(decision),
  };
}

/** An operation that notes are about, as far as it decides where they are told. */
interface Reasoned {
  readonly kind: string;
  readonly notes: readonly RecordedNote[];
}

/**
 * The notes that every step begins with; the last list is for after all steps. Reasons come before what they explain.
 * A verification comes after: with the tests that follow if nothing else is done before them, else with the next step.
 * What is said of a test run stays with it.
 */
export function notesInOrder(operations: readonly Reasoned[]): RecordedNote[][] {
  const steps = Array.from({ length: operations.length + 1 }, (): RecordedNote[] => []);
  operations.forEach(({ kind, notes }, index) => {
    for (const note of notes) {
      const later = note.type === 'verification' && kind !== 'run-tests' && kind !== 'note';
      steps[later ? checkedAt(operations, index) : index]?.push(note);
    }
  });
  return steps;
}

function checkedAt(operations: readonly Reasoned[], index: number): number {
  const idle = ['run-command', 'git', 'note', 'disk-change'];
  const next = operations.findIndex(({ kind }, at) => at > index && !idle.includes(kind));
  return operations[next]?.kind === 'run-tests' ? next : index + 1;
}

function inWords(note: RecordedNote): string {
  return [noteInWords(note), ...(note.replies ?? []).map(({ text }) => text)].filter((text) => text !== '').join('\n');
}

function decision({ id, type, text, question, alternatives = [] }: RecordedNote): WeighedDecision[] {
  if (type !== 'decision' || alternatives.length === 0) return [];
  const { chosen } = parseDecision(text);
  const asked = question === undefined || question === '' ? {} : { question };
  return [{ note: id, ...asked, chosen, alternatives }];
}

function counterfactual({ id, mark, expected, text, path, quote }: RecordedNote): Counterfactual[] {
  if (mark === undefined) return [];
  return [
    {
      note: id,
      mark,
      ...(expected === undefined ? {} : { expected }),
      ...(text === '' ? {} : { text }),
      ...(path === undefined ? {} : { path }),
      ...(quote === undefined ? {} : { quote }),
    },
  ];
}
