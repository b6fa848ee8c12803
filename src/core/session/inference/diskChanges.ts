import { counted } from '../../counted.ts';
import type { SessionEventOf } from '../event.ts';
import { type Draft, distinct, type Unclaimed } from './draft.ts';
import type { Facts } from './facts.ts';

/** Longest pause, in ms, inside one change on disk that touches several files. */
const PAUSE = 2000;

/**
 * What happened to files outside of documents: created and deleted in the editor, each for itself; everything that the
 * file watcher or a checkpoint found, in bursts, with the reloads of open documents that followed from it.
 */
export function diskChanges(facts: Facts, unclaimed: Unclaimed): Draft[] {
  const drafts: Draft[] = [];
  let burst: SessionEventOf<'file'>[] = [];
  const finish = () => {
    if (burst.length > 0) drafts.push(fromOutside(burst, facts, unclaimed));
    burst = [];
  };
  for (const event of facts.events) {
    if (event.kind !== 'file' || !unclaimed.has(event.seq)) continue;
    if (event.source === 'editor' && event.op !== 'change') {
      drafts.push(inEditor(event));
      continue;
    }
    const last = burst[burst.length - 1];
    if (last !== undefined && event.t - last.t > PAUSE) finish();
    burst.push(event);
  }
  finish();
  for (const { seqs } of drafts) unclaimed.claim(seqs);
  return drafts;
}

function inEditor({ op, path, folder, seq }: SessionEventOf<'file'>): Draft {
  const what = folder === true ? 'folder ' : '';
  return {
    kind: op === 'delete' ? 'delete-file' : 'create-file',
    title: `${op === 'delete' ? 'Delete' : 'Create'} ${what}\`${path}\``,
    seqs: [seq],
    files: [path],
    confidence: 1,
    evidence: ['the editor told of it'],
  };
}

function near(file: SessionEventOf<'file'>, edit: SessionEventOf<'edit'>): boolean {
  return Math.abs(file.t - edit.t) <= PAUSE;
}

function fromOutside(burst: readonly SessionEventOf<'file'>[], facts: Facts, unclaimed: Unclaimed): Draft {
  const seqs = new Set(burst.map(({ seq }) => seq));
  const reloads = facts.edits.filter(
    ({ reloadOf, event, words, path }) =>
      unclaimed.has(event.seq) &&
      (reloadOf === null
        ? words.source === 'reloadFromDisk' && burst.some((file) => file.path === path && near(file, event))
        : seqs.has(reloadOf)),
  );
  const files = distinct(burst.flatMap(({ path, to }) => (to === undefined ? [path] : [path, to])));
  const [first] = files;
  const what = files.length === 1 ? `\`${first}\`` : counted(files.length, 'file');
  const back = burst.map(({ seq }) => facts.disk.broughtBack(seq));
  const saves = burst.filter(({ seq }) => facts.disk.saveOf(seq) !== null).length;
  const reverted = back.every((t) => t !== null);
  return {
    kind: reverted ? 'revert' : 'disk-change',
    title: reverted ? `Revert ${what} on disk` : `${what} changed on disk`,
    seqs: [...seqs, ...reloads.map(({ event }) => event.seq)],
    files,
    confidence: 1,
    evidence: [
      `told by the ${distinct(burst.map(({ source }) => source)).join(' and the ')}`,
      ...(reverted ? ['every file has the bytes again that it had earlier in the session'] : []),
      ...(saves === 0 ? [] : [`${counted(saves, 'report')} only of what was saved just before`]),
      ...(reloads.length === 0 ? [] : [`${counted(reloads.length, 'edit')} brought it into the editor: reloaded`]),
    ],
  };
}
