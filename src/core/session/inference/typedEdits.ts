import { counted } from '../../counted.ts';
import { normalise } from '../../edit/compose.ts';
import { type Draft, distinct, shown, type Unclaimed } from './draft.ts';
import { editSource } from './editSource.ts';
import type { EditFact, Facts } from './facts.ts';

/** Longest pause, in ms, inside one stretch of typing. */
const PAUSE = 5000;
/** An edit that puts in or takes out more code units than this was not typed. */
const SMALL = 400;

/** Of a run with more changes no excerpt is made. */
const MOST_CHANGES = 2000;

/** All edits that no other rule took: stretches of typing, lone undoing, and single large edits. */
export function typedEdits(facts: Facts, unclaimed: Unclaimed): Draft[] {
  const drafts: Draft[] = [];
  let run: EditFact[] = [];
  const finish = () => {
    if (run.length > 0) drafts.push(describe(run));
    run = [];
  };
  for (const edit of facts.edits) {
    if (!unclaimed.has(edit.event.seq)) {
      finish();
      continue;
    }
    const last = run[run.length - 1];
    if (last !== undefined && !continues(last, edit)) finish();
    run.push(edit);
  }
  finish();
  for (const event of facts.events) {
    // An edit of a document that was never opened: it belongs somewhere all the same.
    if (event.kind === 'edit' && unclaimed.has(event.seq) && !facts.paths.has(event.seq))
      drafts.push(orphan(event.seq));
  }
  for (const { seqs } of drafts) unclaimed.claim(seqs);
  return drafts;
}

function continues(last: EditFact, next: EditFact): boolean {
  if (next.event.doc !== last.event.doc || next.event.t - last.event.t >= PAUSE) return false;
  if (isReload(last) !== isReload(next)) return false;
  return (isSmall(last) || isTakenBack(last)) && (isSmall(next) || isTakenBack(next));
}

function isSmall({ deleted, inserted }: EditFact): boolean {
  return deleted <= SMALL && inserted <= SMALL;
}

function isReload({ event }: EditFact): boolean {
  return editSource(event) === 'reloadFromDisk';
}

function isTakenBack({ event }: EditFact): boolean {
  return event.reason !== undefined;
}

function describe(run: readonly EditFact[]): Draft {
  const seqs = run.map(({ event }) => event.seq);
  const files = distinct(run.map(({ path }) => path));
  const [path = ''] = files;
  const undone = run.filter(({ event }) => event.reason === 'undo').length;
  const redone = run.filter(({ event }) => event.reason === 'redo').length;
  const taken = [...(undone > 0 ? [`${undone} undone`] : []), ...(redone > 0 ? [`${redone} redone`] : [])];
  if (undone + redone === run.length) {
    const verb = undone === 0 ? 'Redo' : 'Undo';
    return { kind: 'undo', title: `${verb} in \`${path}\``, seqs, files, confidence: 1, evidence: taken };
  }
  if (run.every(isReload)) {
    const evidence = ['the editor says that it reloaded the file'];
    return { kind: 'disk-change', title: `\`${path}\` changed on disk`, seqs, files, confidence: 1, evidence };
  }
  const inserted = run.reduce((sum, edit) => sum + edit.inserted, 0);
  const deleted = run.reduce((sum, edit) => sum + edit.deleted, 0);
  const cursors = run.reduce((most, edit) => Math.max(most, edit.cursors > 1 ? edit.event.changes.length : 1), 1);
  const typed = run.every((edit) => isSmall(edit) || isTakenBack(edit));
  return {
    kind: typed ? 'typed-edit' : 'edit',
    title: `Edit \`${path}\`${cursors > 1 ? ` at ${cursors} cursors` : ''}${excerpt(run)}`,
    seqs,
    files,
    confidence: typed ? 0.8 : 0.6,
    evidence: [
      `${counted(run.length, 'edit')}: ${counted(inserted, 'code unit')} in, ${deleted} out`,
      ...(cursors > 1 ? [`typed with ${cursors} cursors`] : []),
      ...taken,
    ],
  };
}

/** What was put in when all is done and undone, when it says something by itself. */
function excerpt(run: readonly EditFact[]): string {
  const changes = run.flatMap(({ event }) => event.changes);
  if (changes.length > MOST_CHANGES) return '';
  const texts = normalise(changes).map(([, , inserted]) => inserted);
  const line = shown(
    texts.reduce((longest, text) => (text.length >= longest.length ? text : longest), ''),
    40,
  );
  return line.length < 3 ? '' : `: \`${line}\``;
}

function orphan(seq: number): Draft {
  const evidence = ['its document was never opened in this log'];
  return { kind: 'edit', title: 'Edit of an unknown document', seqs: [seq], files: [], confidence: 0.1, evidence };
}
