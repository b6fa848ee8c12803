import { counted } from '../../counted.ts';
import { saysAgent } from './agentEdits.ts';
import { type Draft, shown, type Unclaimed } from './draft.ts';
import type { EditFact, Facts } from './facts.ts';
import { isReload, isTakenBack } from './typingRuns.ts';

/** Longest pause, in ms, between two edits of one stream. */
const PAUSE = 1500;
/** A stream has at least so many edits, and nobody types so many code units a second. */
const FEWEST = 6;
const FASTEST = 60;
const LINE = 20;
/** Where all edits have one time, in ms, their times are not known. */
const SHORTEST = 200;

/**
 * A document that is rewritten line after line, faster than anybody types: how an answer of a model is applied while it
 * comes in. A cursor may be carried along with it. Who asked for it is another question.
 */
export function streams(facts: Facts, unclaimed: Unclaimed): Draft[] {
  const drafts: Draft[] = [];
  let run: EditFact[] = [];
  const finish = () => {
    const draft = streamDraft(run);
    if (draft !== null) {
      unclaimed.claim(draft.seqs);
      drafts.push(draft);
    }
    run = [];
  };
  for (const edit of facts.edits) {
    const last = run.at(-1);
    const fits = unclaimed.has(edit.event.seq) && isPart(edit);
    if (last !== undefined && (!fits || edit.event.doc !== last.event.doc || edit.event.t - last.event.t > PAUSE))
      finish();
    if (fits) run.push(edit);
  }
  finish();
  return drafts;
}

function isPart(edit: EditFact): boolean {
  if (isTakenBack(edit) || isReload(edit) || edit.madeBySave !== null || saysAgent(edit)) return false;
  return edit.words.source === undefined && edit.sites.length > 0;
}

function streamDraft(run: readonly EditFact[]): Draft | null {
  const first = run[0];
  const last = run.at(-1);
  if (first === undefined || last === undefined || run.length < FEWEST) return null;
  const inserted = run.reduce((sum, edit) => sum + edit.inserted, 0);
  const deleted = run.reduce((sum, edit) => sum + edit.deleted, 0);
  const seconds = Math.max(1, (last.event.t - first.event.t) / 1000);
  if (inserted / seconds < FASTEST || inserted / run.length < LINE) return null;
  if (last.event.t - first.event.t < SHORTEST) return null;
  const longest = run.reduce((most, edit) => (edit.inserted > most.inserted ? edit : most));
  return {
    kind: 'edit',
    title: `Rewrite parts of \`${first.path}\`: \`${shown(longest.sites.map((site) => site.inserted).join(' '), 40)}\``,
    seqs: run.map(({ event }) => event.seq),
    files: [first.path],
    confidence: 0.7,
    streamed: true,
    evidence: [
      `${counted(run.length, 'edit')} within ${Math.round(seconds)} s: ${counted(inserted, 'code unit')} in, ${deleted} out`,
      'faster than anybody types: text that came in line after line',
    ],
  };
}
