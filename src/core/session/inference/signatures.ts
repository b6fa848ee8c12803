import { counted } from '../../counted.ts';
import { normalise } from '../../edit/compose.ts';
import { type Callee, calleeAt } from './calleeAt.ts';
import { type Draft, distinct, type Unclaimed } from './draft.ts';
import type { EditFact, Facts } from './facts.ts';
import { isReload, isTakenBack, typingRuns } from './typingRuns.ts';

/** Calls are put right so long, in ms, after the parameters changed, or before. */
const AFTER = 180_000;
const BEFORE = 30_000;
/** Stretches with more changes are not looked at. */
const MOST = 40;

interface Unit {
  readonly edits: readonly EditFact[];
  readonly name: string;
  readonly declares: boolean;
}

/** Changes inside the parameters of a declaration that was there before, and inside the arguments of its calls. */
export function signatures(facts: Facts, unclaimed: Unclaimed): Draft[] {
  if (!facts.syntax.there) return [];
  const units = typingRuns(facts.edits, unclaimed).flatMap((run) => unitOf(run, facts) ?? []);
  const drafts: Draft[] = [];
  for (const unit of units) {
    if (!unit.declares || !isFree(unit, unclaimed) || !isConfirmed(unit, facts)) continue;
    const t = unit.edits[0]?.event.t ?? 0;
    const related = units.filter((other) => {
      const at = other.edits[0]?.event.t ?? 0;
      return (
        other !== unit && other.name === unit.name && at > t - BEFORE && at < t + AFTER && isFree(other, unclaimed)
      );
    });
    const draft = signatureDraft(unit, related);
    unclaimed.claim(draft.seqs);
    drafts.push(draft);
  }
  return drafts;
}

function isFree({ edits }: Unit, unclaimed: Unclaimed): boolean {
  return edits.every(({ event }) => unclaimed.has(event.seq));
}

/** A stretch that lies, all of it, inside lists of one name. */
function unitOf(run: readonly EditFact[], facts: Facts): Unit | null {
  const [first] = run;
  if (first === undefined || run.some((edit) => isTakenBack(edit) || isReload(edit))) return null;
  const raw = run.flatMap(({ event }) => event.changes);
  if (raw.length > 400) return null;
  const changes = normalise(raw);
  if (changes.length === 0 || changes.length > MOST || changes.some(([, , text]) => text.length > 300)) return null;
  const text = facts.texts.before(first.event.doc, first.event.seq);
  if (text === undefined) return null;
  const callees: Callee[] = [];
  for (const [offset] of changes) {
    const callee = calleeAt(text, offset);
    if (callee === null || (callees[0] !== undefined && callees[0].name !== callee.name)) return null;
    callees.push(callee);
  }
  const [{ name } = { name: '' }] = callees;
  return { edits: run, name, declares: callees.some(({ declares }) => declares) };
}

/** The syntax says that the declaration was there before and is there after, and that the edits are in its head. */
function isConfirmed({ edits, name }: Unit, facts: Facts): boolean {
  const first = edits[0];
  const last = edits.at(-1);
  if (first === undefined || last === undefined) return false;
  const { doc } = first.event;
  const before = facts.texts.before(doc, first.event.seq)?.toString() ?? '';
  const offset = first.event.changes[0]?.[0] ?? 0;
  const was = facts.syntax
    .definitions(first.path, before)
    .some((tag) => tag.name === name && tag.start <= offset && offset <= tag.end && tag.nameStart < offset);
  if (!was) return false;
  const after = facts.texts.after(doc, last.event.seq)?.toString() ?? '';
  return facts.syntax.definitions(first.path, after).some((tag) => tag.name === name);
}

function signatureDraft(unit: Unit, related: readonly Unit[]): Draft {
  const calls = related.filter(({ declares }) => !declares);
  const edits = [unit, ...related].flatMap((one) => one.edits);
  const path = unit.edits[0]?.path ?? '';
  const follow = calls.length === 0 ? '' : `, ${counted(calls.length, 'call')} follow${calls.length === 1 ? 's' : ''}`;
  return {
    kind: 'change-signature',
    title: `Change signature of \`${unit.name}\` in \`${path}\`${follow}`,
    seqs: edits.map(({ event }) => event.seq),
    files: distinct(edits.map((edit) => edit.path)),
    confidence: calls.length > 0 ? 0.9 : 0.7,
    evidence: [
      `the parameters of \`${unit.name}\` changed, which was declared before and after`,
      ...(calls.length === 0
        ? []
        : [`and so did the arguments at ${counted(calls.length, 'place')} where it is called`]),
    ],
  };
}
