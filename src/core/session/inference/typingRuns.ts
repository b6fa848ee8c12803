import type { Unclaimed } from './draft.ts';
import type { EditFact } from './facts.ts';

/** Longest pause, in ms, inside one stretch of typing. */
const PAUSE = 5000;
/** An edit that puts in or takes out more code units than this was not typed. */
export const SMALL = 400;
/** After a pause of `BREATH` ms at a place further away than `FAR` code units another stretch begins. */
const BREATH = 1000;
const FAR = 1500;

/** The edits that nobody has yet, in stretches: one document, without a pause, nothing large in between. */
export function typingRuns(edits: readonly EditFact[], unclaimed: Unclaimed): EditFact[][] {
  const runs: EditFact[][] = [];
  let run: EditFact[] | undefined;
  for (const edit of edits) {
    if (!unclaimed.has(edit.event.seq)) {
      run = undefined;
      continue;
    }
    const last = run?.at(-1);
    if (run !== undefined && last !== undefined && continues(last, edit)) run.push(edit);
    else {
      run = [edit];
      runs.push(run);
    }
  }
  return runs;
}

function continues(last: EditFact, next: EditFact): boolean {
  const pause = next.event.t - last.event.t;
  if (next.event.doc !== last.event.doc || pause >= PAUSE) return false;
  if (isReload(last) !== isReload(next) || sourceClass(last) !== sourceClass(next)) return false;
  if (pause > BREATH && distance(last, next) > FAR) return false;
  return (isSmall(last) || isTakenBack(last)) && (isSmall(next) || isTakenBack(next));
}

export function isSmall({ deleted, inserted }: EditFact): boolean {
  return deleted <= SMALL && inserted <= SMALL;
}

/** By the editor's word, or because the text is just what a change on disk had left. */
export function isReload({ words, reloadOf }: EditFact): boolean {
  return words.source === 'reloadFromDisk' || reloadOf !== null;
}

export function isTakenBack({ event }: EditFact): boolean {
  return event.reason !== undefined;
}

/** What a person does at the cursor and what comes from elsewhere are not mixed: they may have different actors. */
function sourceClass({ words, event, active }: EditFact): string {
  if (event.reason !== undefined || words.source === undefined) return active === false ? 'elsewhere' : 'here';
  return /^(cursor|snippet|suggest|applyEdits)$/.test(words.source) ? 'here' : words.source;
}

function distance(last: EditFact, next: EditFact): number {
  const place = (edit: EditFact) => edit.event.changes[0]?.[0] ?? 0;
  return Math.abs(place(last) - place(next));
}
