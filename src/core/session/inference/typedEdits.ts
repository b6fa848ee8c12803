import { counted } from '../../counted.ts';
import { normalise } from '../../edit/compose.ts';
import { type Draft, distinct, shown, type Unclaimed } from './draft.ts';
import type { EditFact, Facts } from './facts.ts';
import { isReload, isSmall, isTakenBack, typingRuns } from './typingRuns.ts';

/** Of a run with more changes no excerpt is made. */
const MOST_CHANGES = 2000;

/** All edits that no other rule took: stretches of typing, lone undoing, and single large edits. */
export function typedEdits(facts: Facts, unclaimed: Unclaimed): Draft[] {
  const drafts = typingRuns(facts.edits, unclaimed).map((run) => describe(run, facts));
  for (const event of facts.events) {
    // An edit of a document that was never opened: it belongs somewhere all the same.
    if (event.kind === 'edit' && unclaimed.has(event.seq) && !facts.paths.has(event.seq))
      drafts.push(orphan(event.seq));
  }
  for (const { seqs } of drafts) unclaimed.claim(seqs);
  return drafts;
}

function describe(run: readonly EditFact[], facts: Facts): Draft {
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
    const evidence = ['the editor reloaded the file'];
    return { kind: 'disk-change', title: `\`${path}\` changed on disk`, seqs, files, confidence: 1, evidence };
  }
  if (run.every(({ words }) => words.source === 'eolChange')) {
    const evidence = ['the editor’s word: eolChange'];
    return { kind: 'edit', title: `Change the line ends of \`${path}\``, seqs, files, confidence: 1, evidence };
  }
  const inserted = run.reduce((sum, edit) => sum + edit.inserted, 0);
  const deleted = run.reduce((sum, edit) => sum + edit.deleted, 0);
  const cursors = run.reduce((most, edit) => Math.max(most, edit.cursors > 1 ? edit.event.changes.length : 1), 1);
  const typed = run.every((edit) => isSmall(edit) || isTakenBack(edit) || edit.inserted === 0);
  const helped = run.filter(({ words }) => words.source === 'suggest' || words.source === 'snippet').length;
  return {
    kind: typed ? 'typed-edit' : 'edit',
    title: `Edit \`${path}\`${cursors > 1 ? ` at ${cursors} cursors` : ''}${result(run, facts)}`,
    seqs,
    files,
    confidence: typed ? 0.8 : 0.6,
    evidence: [
      `${counted(run.length, 'edit')}: ${counted(inserted, 'code unit')} in, ${deleted} out`,
      ...(cursors > 1 ? [`typed with ${cursors} cursors`] : []),
      ...(helped > 0 ? [`${counted(helped, 'suggestion')} of the editor taken`] : []),
      ...taken,
    ],
  };
}

/** What came of it when all is done and undone, as far as it says something by itself. */
function result(run: readonly EditFact[], facts: Facts): string {
  const changes = run.flatMap(({ event }) => event.changes);
  const [first] = run;
  if (changes.length > MOST_CHANGES || first === undefined) return '';
  const net = normalise(changes);
  const longest = net.reduce((most, [, , text]) => (text.length >= most.length ? text : most), '');
  const line = shown(longest, 40);
  if (line.length >= 3) return `: \`${line}\``;
  const text = facts.texts.before(first.event.doc, first.event.seq);
  const gone = net
    .map(([offset, length]) => text?.slice(offset, offset + length) ?? '')
    .reduce((most, piece) => (piece.length > most.length ? piece : most), '');
  const lines = gone.trim().split('\n').length;
  const old = shown(gone, 40);
  if (old.length >= 3)
    return line === '' ? `: ${lines > 1 ? `${lines} lines ` : ''}\`${old}\` removed` : `: \`${old}\` to \`${line}\``;
  if (net.length === 0) return ' and take it back';
  if (line !== '') return '';
  return old === '' ? ': white space' : `: \`${old}\` removed`;
}

function orphan(seq: number): Draft {
  const evidence = ['its document was never opened in this log'];
  return { kind: 'edit', title: 'Edit of an unknown document', seqs: [seq], files: [], confidence: 0.1, evidence };
}
