import { type Draft, Unclaimed } from './draft.ts';
import type { EditFact, Facts } from './facts.ts';
import { isTakenBack, typingRuns } from './typingRuns.ts';

interface State {
  readonly key: string;
  readonly t: number;
}

/** Larger documents are not compared, in code units. */
const LONG = 500_000;
/** What was so a moment ago, in ms, is no earlier state. */
const MOMENT = 5000;

/**
 * Stretches of edits after which a document is what it was earlier: undone over more than one stretch, or typed back. To
 * undo one stretch is no more than that, and what is typed and taken back in one stretch was never there.
 */
export function reverts(facts: Facts, unclaimed: Unclaimed): Draft[] {
  const states = statesOf(facts);
  const drafts: Draft[] = [];
  for (const run of typingRuns(facts.edits, unclaimed)) {
    const draft = revert(run, facts, states);
    if (draft === null) continue;
    unclaimed.claim(draft.seqs);
    drafts.push(draft);
  }
  return drafts;
}

/** What each document was before each stretch of edits, whoever has taken it. */
function statesOf(facts: Facts): Map<number, State[]> {
  const states = new Map<number, State[]>();
  for (const [first] of typingRuns(facts.edits, new Unclaimed())) {
    if (first === undefined) continue;
    const { doc, seq, t } = first.event;
    const key = keyOf(facts, doc, seq);
    if (key === null) continue;
    const known = states.get(doc);
    if (known === undefined) states.set(doc, [{ key, t }]);
    else if (known.at(-1)?.key !== key) known.push({ key, t });
  }
  return states;
}

function revert(run: readonly EditFact[], facts: Facts, all: ReadonlyMap<number, readonly State[]>): Draft | null {
  const first = run[0];
  const last = run.at(-1);
  if (first === undefined || last === undefined || first.reloadOf !== null) return null;
  const { doc } = first.event;
  const before = keyOf(facts, doc, first.event.seq);
  const after = keyOf(facts, doc, last.event.seq + 1);
  if (after === null || before === after) return null;
  const past = (all.get(doc) ?? []).filter(({ t }) => t < first.event.t - MOMENT);
  const back = past.findLastIndex(({ key }) => key === after);
  if (back < 0) return null;
  const undoing = run.every(isTakenBack);
  const steps = (all.get(doc) ?? []).filter(({ t }) => t < first.event.t).length - back;
  if (undoing && steps <= 1) return null;
  const at = past[back]?.t ?? 0;
  const ago = Math.round((first.event.t - at) / 1000);
  return {
    kind: 'revert',
    title: `Revert \`${first.path}\` to what it was ${ago} s before`,
    seqs: run.map(({ event }) => event.seq),
    files: [first.path],
    confidence: undoing ? 1 : 0.85,
    evidence: [
      `the text is again the one of ${Math.round(at / 1000)} s, ${steps} stretches of edits ago`,
      undoing ? `by undoing, ${run.length} times` : 'by editing it back',
    ],
  };
}

function keyOf(facts: Facts, doc: number, seq: number): string | null {
  const text = facts.texts.before(doc, seq);
  if (text === undefined || text.length > LONG) return null;
  const whole = text.toString();
  let a = 0x811c9dc5;
  let b = 5381;
  for (let at = 0; at < whole.length; at++) {
    const unit = whole.charCodeAt(at);
    a = Math.imul(a ^ unit, 0x01000193);
    b = Math.imul(b, 33) ^ unit;
  }
  return `${whole.length}:${a}:${b}`;
}
