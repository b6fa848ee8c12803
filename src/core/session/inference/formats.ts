import { counted } from '../../counted.ts';
import { type Draft, distinct, type Unclaimed } from './draft.ts';
import type { EditFact, Facts } from './facts.ts';
import { around } from './surroundings.ts';

/** Longest pause, in ms, between two edits of one formatting. */
const PAUSE = 1000;

/** Names that VS Code itself gives to what a formatter and its own clean-up on saving do. */
const COMMANDS: ReadonlySet<string> = new Set([
  'formatEditsCommand',
  'insertFinalNewLine',
  'trimTrailingWhitespace',
  'trimFinalNewLines',
  'trimTrailingWhitespaceParticipant',
]);

/** Edits that only lay a text out anew: by a save, by a formatter's own word, or in several places at once. */
export function formats(facts: Facts, unclaimed: Unclaimed): Draft[] {
  const drafts: Draft[] = [];
  let group: EditFact[] = [];
  const finish = () => {
    if (group.length > 0) drafts.push(formatDraft(group, facts, unclaimed));
    group = [];
  };
  for (const edit of facts.edits) {
    if (!unclaimed.has(edit.event.seq) || !isFormat(edit)) continue;
    const last = group.at(-1);
    if (last !== undefined && edit.event.t - last.event.t > PAUSE) finish();
    group.push(edit);
  }
  finish();
  return drafts;
}

/** Whether the editor names a formatter, or its own clean-up when saving, as the source. */
export function saysFormat({ words }: EditFact): boolean {
  return words.name !== undefined && COMMANDS.has(words.name);
}

function isFormat(edit: EditFact): boolean {
  if (edit.event.reason !== undefined || edit.reloadOf !== null) return false;
  if (edit.madeBySave !== null || saysFormat(edit)) return true;
  return (
    edit.layoutOnly && !/^(cursor|eolChange)$/.test(edit.words.source ?? '') && !isIndenting(edit) && !isLineBreak(edit)
  );
}

/** The same white space put in or taken out at every place: somebody moves lines to the right or left. */
function isIndenting({ sites }: EditFact): boolean {
  const [first] = sites;
  return sites.every(
    ({ deleted, inserted }) =>
      (deleted + inserted).trim() === '' && deleted === first?.deleted && inserted === first.inserted,
  );
}

/** What the Enter key does, with the indentation that the editor adds and takes away. */
function isLineBreak({ sites, deleted, inserted }: EditFact): boolean {
  const blank = sites.every((site) => (site.deleted + site.inserted).trim() === '');
  return blank && sites.length < 3 && deleted + inserted < 80;
}

function formatDraft(group: readonly EditFact[], facts: Facts, unclaimed: Unclaimed): Draft {
  const files = distinct(group.map(({ path }) => path));
  const named = group.filter(saysFormat).length;
  const bySave = group.filter(({ madeBySave }) => madeBySave !== null).length;
  const kept = group.filter(keepsTokens).length;
  const [path] = files;
  const what = files.length === 1 ? `\`${path}\`` : counted(files.length, 'file');
  const seqs = bySave > 0 ? around(facts, group, unclaimed, PAUSE) : group.map(({ event }) => event.seq);
  unclaimed.claim(seqs);
  return {
    kind: 'format',
    title: kept === group.length || named === group.length ? `Format ${what}` : `Tidy ${what} on save`,
    seqs,
    files,
    confidence: named + bySave > 0 ? 0.95 : 0.8,
    evidence: [
      ...(bySave > 0 ? [`${counted(bySave, 'edit')} made by saving, before the file was written`] : []),
      ...(named > 0 ? [`the editor names a formatter as the source of ${counted(named, 'edit')}`] : []),
      ...(kept > 0 ? [`${counted(kept, 'edit')} changed only white space, quotes, semicolons or last commas`] : []),
    ],
  };
}

function keepsTokens({ layoutOnly, sites }: EditFact): boolean {
  return layoutOnly || sites.every(({ deleted, inserted }) => (deleted + inserted).trim() === '');
}
