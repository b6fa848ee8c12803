import type { ChunkedText } from '../../edit/chunkedText.ts';
import { type Draft, distinct, shown, type Unclaimed } from './draft.ts';
import type { EditFact, Facts } from './facts.ts';
import { type ImportDiff, importDiff } from './importDiff.ts';
import { isReload, isTakenBack, typingRuns } from './typingRuns.ts';

/** Larger documents are not looked at, in code units. */
const LONG = 500_000;
/** So far above a change, in code units, may the statement begin that it is in. */
const ABOVE = 600;
const MOST_PLACES = 20;
const IMPORT = /\b(import|require|use|using|include|from)\b/;

/** Stretches of edits, and single edits, that change nothing but what a file imports. */
export function importEdits(facts: Facts, unclaimed: Unclaimed): Draft[] {
  const drafts: Draft[] = [];
  const take = (edits: readonly EditFact[]): boolean => {
    const draft = importDraft(edits, facts);
    if (draft === null) return false;
    unclaimed.claim(draft.seqs);
    drafts.push(draft);
    return true;
  };
  for (const run of typingRuns(facts.edits, unclaimed)) {
    if (take(run)) continue;
    for (const edit of run) if (edit.inserted + edit.deleted > 8) take([edit]);
  }
  return drafts;
}

function importDraft(edits: readonly EditFact[], facts: Facts): Draft | null {
  const first = edits[0];
  const last = edits.at(-1);
  if (first === undefined || last === undefined || edits.some((edit) => isTakenBack(edit) || isReload(edit)))
    return null;
  const { doc, seq } = first.event;
  const before = facts.texts.before(doc, seq);
  if (before === undefined || before.length > LONG || !edits.every((edit) => isNearImports(edit, before))) return null;
  const old = before.toString();
  const now = facts.texts.after(doc, last.event.seq)?.toString() ?? '';
  const diff = importDiff(old, now, first.path);
  if (diff === null) return null;
  return {
    kind: kindOf(diff),
    title: `${titleOf(diff)} in \`${first.path}\``,
    seqs: distinct(edits.map(({ event }) => event.seq)),
    files: [first.path],
    confidence: 0.9,
    evidence: ['only statements that import differ before and after'],
  };
}

/** A cheap look before whole texts are compared: an import stands in what the edit changed, or a little above. */
function isNearImports({ event, sites }: EditFact, text: ChunkedText): boolean {
  return event.changes.slice(0, MOST_PLACES).every(([offset, deleted, inserted]) => {
    const around = text.slice(Math.max(0, offset - ABOVE), offset + Math.min(deleted, ABOVE) + 80);
    return sites.some(({ inImport }) => inImport) || IMPORT.test(inserted) || IMPORT.test(around);
  });
}

/** The same names out of the same modules in another order: somebody had them sorted. */
function kindOf({ added, removed, source }: ImportDiff): Draft['kind'] {
  if (added.length === 0 && removed.length > 0) return 'remove-import';
  return added.length === 0 && source === null ? 'format' : 'add-import';
}

function titleOf({ added, removed, source }: ImportDiff): string {
  const list = (names: readonly string[]) => {
    const some = names.slice(0, 3).map((name) => `\`${name}\``);
    return some.join(', ') + (names.length > 3 ? ` and ${names.length - 3} more` : '');
  };
  const from = source === null || added.includes(source) ? '' : ` from \`${shown(source)}\``;
  if (added.length > 0 && removed.length > 0) return `Import ${list(added)} instead of ${list(removed)}`;
  if (added.length > 0) return `Import ${list(added)}${from}`;
  if (removed.length > 0) return `Remove import of ${list(removed)}`;
  return source === null ? 'Organize imports' : `Change the import${from}`;
}
