import { counted } from '../../counted.ts';
import { type Draft, distinct, shown, type Unclaimed } from './draft.ts';
import type { EditFact, Facts } from './facts.ts';
import { around } from './surroundings.ts';

/** Longest pause, in ms, between two edits of one answer of an agent. */
const PAUSE = 10_000;

/** Whether the editor names a chat or an agent as the source of an edit. */
export function saysAgent({ words: { source = '' } }: Pick<EditFact, 'words'>): boolean {
  return /^(chat|inlinechat|agent)\b/i.test(source);
}

/** What an agent changed through the editor, one operation a request, as far as no other rule saw a meaning in it. */
export function agentEdits(facts: Facts, unclaimed: Unclaimed): Draft[] {
  const groups: EditFact[][] = [];
  for (const edit of facts.edits) {
    if (!unclaimed.has(edit.event.seq) || edit.event.reason !== undefined || !saysAgent(edit)) continue;
    const group = groups.at(-1);
    const last = group?.at(-1);
    const goesOn =
      last !== undefined &&
      edit.event.t - last.event.t <= PAUSE &&
      (last.words.request ?? edit.words.request) === (edit.words.request ?? last.words.request);
    if (goesOn) group?.push(edit);
    else groups.push([edit]);
  }
  return groups.map((group) => {
    const draft = agentDraft(group, facts, unclaimed);
    unclaimed.claim(draft.seqs);
    return draft;
  });
}

function agentDraft(group: readonly EditFact[], facts: Facts, unclaimed: Unclaimed): Draft {
  const files = distinct(group.map(({ path }) => path));
  const models = distinct(group.flatMap(({ words }) => words.model ?? []));
  const longest = group
    .flatMap(({ sites }) => sites.map(({ inserted }) => inserted))
    .reduce((most, text) => (text.length > most.length ? text : most), '');
  const line = shown(longest, 40);
  const where = files.length === 1 ? `\`${files[0]}\`` : counted(files.length, 'file');
  return {
    kind: 'agent-edit',
    title: `Agent edits ${where}${line.length < 3 ? '' : `: \`${line}\``}`,
    seqs: around(facts, group, unclaimed, 2000),
    files,
    confidence: 1,
    evidence: [
      `the editor’s word for ${counted(group.length, 'edit')}: ${distinct(group.map(({ words }) => words.source)).join(', ')}`,
      ...(models.length === 0 ? [] : [`model ${models.join(', ')}`]),
    ],
  };
}
