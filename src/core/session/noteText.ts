import type { SessionEventOf } from './event.ts';

type Note = SessionEventOf<'note'>;
export type NoteType = Note['type'];
export type Alternative = NonNullable<Note['alternatives']>[number];

/** The types that can be written before a note's text, each with its letter. */
export const notePrefixes = {
  why: 'w',
  decision: 'd',
  hypothesis: 'h',
  evidence: 'e',
  rejected: 'r',
  verification: 'v',
  plan: 'p',
  goal: 'g',
  step: 's',
} as const satisfies Partial<Record<NoteType, string>>;

/** `decision: A`, `d: A` and the like as a type and the text behind it; text without such a start has no type. */
export function parseNoteText(typed: string): { readonly type?: NoteType; readonly text: string } {
  const found = /^\s*([a-z]+)\s*:\s+(.*)$|^\s*([a-z]+)\s*:$/is.exec(typed);
  const word = (found?.[1] ?? found?.[3] ?? '').toLowerCase();
  for (const [type, letter] of Object.entries(notePrefixes)) {
    if (word === type || word === letter) return { type: type as NoteType, text: (found?.[2] ?? '').trim() };
  }
  return { text: typed.trim() };
}

/** What a decision's own words say: `Which? A instead of B because C`. */
export interface DecisionParts {
  readonly question?: string;
  readonly chosen: string;
  readonly alternatives: readonly Alternative[];
}

const INSTEAD = /,?\s*(?:\band\s+)?\b(?:instead of|rather than)\s+/i;

/** Takes a decision apart. Where it names nothing else that was weighed, there are no alternatives. */
export function parseDecision(text: string): DecisionParts {
  const asked = /^([^?]{2,}\?)\s+(\S.*)$/s.exec(text.trim());
  const [chosen = '', ...others] = (asked?.[2] ?? text).trim().split(INSTEAD);
  return {
    ...(asked?.[1] === undefined ? {} : { question: asked[1] }),
    chosen: chosen.trim(),
    alternatives: others.map(parseAlternative).filter(({ option }) => option !== ''),
  };
}

/** `B because C`, also with the words before it that make it an alternative. */
export function parseAlternative(text: string): Alternative {
  const bare = text.trim().replace(/^(?:instead of|rather than)\s+/i, '');
  const [option = '', ...reasons] = bare.split(/,?\s*\b(?:because|since)\s+/i);
  const reason = reasons.join(' because ').trim();
  return { option: option.trim(), ...(reason === '' ? {} : { reason }) };
}

/** True of a text that only says what was not chosen: it goes on with the decision before it. */
export function continuesDecision(text: string): boolean {
  return /^\s*(?:instead of|rather than)\s+\S/i.test(text);
}

/** A note in words, as its author could have said it in one go: with the question and the alternatives. */
export function noteInWords(note: {
  readonly text: string;
  readonly question?: string | undefined;
  readonly alternatives?: readonly Alternative[] | undefined;
}): string {
  const { text, question, alternatives = [] } = note;
  const asked = question === undefined || question === '' || text.includes(question) ? '' : `${question} `;
  const others = alternatives
    .filter(({ option }) => !text.includes(option))
    .map(({ option, reason }) => `Not ${option}${reason === undefined || reason === '' ? '' : `, because ${reason}`}.`);
  return [`${asked}${text}`, ...others].filter((line) => line !== '').join('\n');
}
