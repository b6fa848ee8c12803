import { counted } from '../../counted.ts';
import type { SessionEventOf } from '../event.ts';
import { type Draft, distinct, type Unclaimed } from './draft.ts';
import type { EditFact, Facts } from './facts.ts';
import { around, eventsBetween } from './surroundings.ts';

/** How long, in ms, before and after the move, and after one another, edits of imports count as part of it. */
const WINDOW = 2000;

/** Moves and renamings of files and folders in the editor, with the edits that put the imports right. */
export function moves(facts: Facts, unclaimed: Unclaimed): Draft[] {
  const drafts: Draft[] = [];
  for (const event of facts.events) {
    if (event.kind !== 'file' || event.op !== 'rename' || event.source !== 'editor' || !unclaimed.has(event.seq))
      continue;
    const draft = move(event, facts, unclaimed);
    unclaimed.claim(draft.seqs);
    drafts.push(draft);
  }
  return drafts;
}

function move(event: SessionEventOf<'file'>, facts: Facts, unclaimed: Unclaimed): Draft {
  const { path, to = path } = event;
  const edits = importEdits(event, facts, unclaimed);
  const files = distinct([path, to, ...edits.map((edit) => edit.path)]);
  const inFiles = distinct(edits.map((edit) => edit.path)).length;
  const paths = eventsBetween(facts.events, event.t - WINDOW, event.t + WINDOW).filter(
    (near) =>
      near.kind === 'document-path' && (near.path === to || near.path.startsWith(`${to}/`)) && unclaimed.has(near.seq),
  );
  const seqs = distinct([
    event.seq,
    ...paths.map(({ seq }) => seq),
    ...(edits.length === 0 ? [] : around(facts, edits, unclaimed, WINDOW)),
  ]);
  return {
    kind: 'move-file',
    title: `Move \`${path}\` to \`${to}\`${edits.length === 0 ? '' : `, with imports in ${counted(inFiles, 'file')}`}`,
    seqs,
    files,
    confidence: 1,
    evidence: [
      `the editor told of the ${event.folder === true ? 'folder' : 'file'} renaming`,
      ...(edits.length === 0 ? [] : [`${counted(edits.length, 'edit')} near it in time touch only lines that import`]),
    ],
  };
}

function importEdits(event: SessionEventOf<'file'>, facts: Facts, unclaimed: Unclaimed): EditFact[] {
  const isPart = (edit: EditFact) =>
    unclaimed.has(edit.event.seq) &&
    edit.event.reason === undefined &&
    edit.words.source !== 'cursor' &&
    edit.sites.length > 0 &&
    edit.sites.every(({ inImport }) => inImport);
  const found: EditFact[] = [];
  let t = event.t;
  for (const edit of facts.edits) {
    if (edit.event.seq < event.seq) {
      if (event.t - edit.event.t <= WINDOW && isPart(edit)) found.push(edit);
    } else {
      if (edit.event.t - t > WINDOW) break;
      if (!isPart(edit)) continue;
      found.push(edit);
      t = edit.event.t;
    }
  }
  return found;
}
