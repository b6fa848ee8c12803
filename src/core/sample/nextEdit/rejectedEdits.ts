import type { CurrentNote } from '../../session/currentNotes.ts';
import { splitLines } from '../editHunks.ts';
import { joinNear, lineChanges } from './lineChange.ts';
import type { NextEdit, PastEdit } from './nextEdit.ts';
import { common, originalOf, pastOf, type SessionFacts } from './sessionNextEdits.ts';
import type { SessionStep } from './sessionSteps.ts';

const HISTORY = 25;
/** So many steps later what was suggested may still be taken back. */
const REACH = 12;

/**
 * Preference pairs. A completion or an agent's edit that was taken back to the letter stands against what was done in
 * its place; with a note that says so, against no edit or against what the person would have written.
 */
export function* rejectedEdits(
  steps: Iterable<SessionStep>,
  facts: SessionFacts,
  notes: readonly CurrentNote[],
): Generator<NextEdit> {
  const history: PastEdit[] = [];
  let open: { step: SessionStep; past: readonly PastEdit[]; age: number; back: boolean }[] = [];
  for (const step of steps) {
    for (const one of open) {
      if (one.step.path !== step.path) continue;
      if (one.back) yield* pair(one.step, one.past, step.after, 'instead', facts, step.seqs);
    }
    open = open.filter((one) => !(one.back && one.step.path === step.path) && ++one.age <= REACH);
    for (const one of open) {
      if (one.step.path === step.path && sameLines(one.step.before, step.after)) one.back = true;
    }
    if (isSuggested(step)) {
      const past = history.slice(-HISTORY);
      const noted = fromNotes(step, notes);
      if (noted === null) open.push({ step, past, age: 0, back: false });
      else yield* pair(step, past, noted.after, noted.why, facts, step.seqs);
    }
    history.push(...pastOf(step));
    history.splice(0, Math.max(0, history.length - 2 * HISTORY));
  }
}

function isSuggested({ operation: { kind, actor } }: SessionStep): boolean {
  return (
    kind === 'accept-completion' || kind === 'agent-edit' || (actor === 'agent' && kind !== 'undo' && kind !== 'revert')
  );
}

/** What the person's note says should have been done instead of a step; null: no note says so. */
function fromNotes(step: SessionStep, notes: readonly CurrentNote[]): { after: readonly string[]; why: string } | null {
  for (const { event } of notes) {
    const { mark, about, expected, anchors } = event;
    if (mark === undefined || about === undefined) continue;
    if (about[1] < step.seqs[0] || about[0] > step.seqs[1]) continue;
    if (mark === 'no-edit-expected') return { after: step.before, why: mark };
    const anchor = anchors.find(({ path }) => path === step.path);
    const text = step.after.join('');
    if (expected === undefined || anchor === undefined || anchor.quote === '') continue;
    const exact = text.startsWith(anchor.quote, anchor.start);
    const start = exact ? anchor.start : text.indexOf(anchor.quote);
    if (start < 0 || (!exact && text.indexOf(anchor.quote, start + 1) >= 0)) continue;
    const wanted = text.slice(0, start) + expected + text.slice(start + anchor.quote.length);
    return { after: splitLines(wanted), why: mark };
  }
  return null;
}

function* pair(
  step: SessionStep,
  past: readonly PastEdit[],
  after: readonly string[],
  why: string,
  facts: SessionFacts,
  seqs: readonly [number, number],
): Generator<NextEdit> {
  const places = joinNear(lineChanges(step.before, after), Number.POSITIVE_INFINITY);
  const hunk = places[0] ?? null;
  if (sameLines(after, step.after) || (hunk === null && why === 'instead')) return;
  yield {
    ...common(step, facts),
    seqs,
    history: past,
    path: step.path,
    language: step.language,
    before: step.before,
    after,
    hunk,
    rejected: step.after,
    cursor: step.left,
    offset: step.offset,
    original: originalOf(step.path, past, step.before),
    order: 'recorded',
    labels: { operation: step.operation.kind, preference: why, ...(hunk === null ? { noEditWhy: why } : {}) },
  };
}

function sameLines(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((line, at) => line === b[at]);
}
