import { counted } from '../../counted.ts';
import { type Draft, shown, type Unclaimed } from './draft.ts';
import type { EditFact, Facts } from './facts.ts';
import { Requests } from './requests.ts';

/** So long, in ms, after somebody asked for it does a paste, and a completion, come. */
const PASTE = 1000;
const COMPLETION = 10_000;
/** A completion is longer than what one key puts in, in code units. */
const WORDS = 12;

/** Text that came in at once: pasted, or a completion that was accepted. */
export function pastes(facts: Facts, unclaimed: Unclaimed): Draft[] {
  const asked = new Requests(facts.events);
  const drafts: Draft[] = [];
  for (const edit of facts.edits) {
    const { event, sites, reloadOf } = edit;
    if (!unclaimed.has(event.seq) || event.reason !== undefined || reloadOf !== null || sites.length === 0) continue;
    const draft = accepted(edit) ?? pasted(edit, asked) ?? completed(edit, asked);
    if (draft === null) continue;
    unclaimed.claim(draft.seqs);
    drafts.push(draft);
  }
  return drafts;
}

function accepted(edit: EditFact): Draft | null {
  if (edit.words.source?.startsWith('inlineCompletion') !== true) return null;
  return completion(edit, 1, `the editor’s word: ${edit.words.source}`);
}

function completed(edit: EditFact, asked: Requests): Draft | null {
  const [site] = edit.sites;
  if (edit.words.source !== undefined || edit.atCursor === false || edit.sites.length !== 1 || site === undefined)
    return null;
  if (site.inserted.trim().length < WORDS || !/\s/.test(site.inserted.trim())) return null;
  const request = asked.last('completion', edit.event, COMPLETION, true);
  if (request === undefined && edit.words.atOnce !== undefined && edit.copied === null)
    return completion(edit, 0.5, 'it came at the cursor in one piece, and nobody had asked to paste');
  if (request === undefined) return null;
  const ago = Math.round(edit.event.t - request.t);
  return completion(edit, 0.6, `it came in at once, ${ago} ms after a completion was asked for`);
}

function completion(edit: EditFact, confidence: number, evidence: string): Draft {
  return {
    kind: 'accept-completion',
    title: `Accept completion in \`${edit.path}\`${excerpt(edit)}`,
    seqs: [edit.event.seq],
    files: [edit.path],
    confidence,
    evidence: [evidence, `${counted(edit.inserted, 'code unit')} in, ${edit.deleted} out`],
  };
}

function pasted(edit: EditFact, asked: Requests): Draft | null {
  const said = edit.words.source === 'cursor' && edit.words.kind === 'paste';
  const request = edit.words.paste === undefined ? asked.last('paste', edit.event, PASTE, true) : edit.words;
  const copied = edit.words.source === undefined && isWorthWhile(edit) ? edit.copied : null;
  if (!said && (request === undefined || edit.inserted < 2) && copied === null) return null;
  if (!said && edit.words.source === 'cursor' && edit.words.kind === 'type') return null;
  const text = edit.sites.map(({ inserted }) => inserted).join('');
  const lines = text.split('\n').length;
  const from = edit.copied;
  const source =
    from === null ? [] : [`the same text was ${from.how} in \`${from.path}\` ${seconds(edit.event.t - from.t)} before`];
  return {
    kind: 'paste',
    title: `Paste ${lines > 1 ? `${lines} lines ` : ''}into \`${edit.path}\`${excerpt(edit)}`,
    seqs: [edit.event.seq],
    files: [edit.path],
    confidence: said ? 1 : request !== undefined ? 0.9 : 0.75,
    evidence: [
      ...(said ? ['the editor’s word: paste'] : []),
      ...(request === undefined ? [] : ['somebody asked to paste just before']),
      ...source,
      `${counted(edit.inserted, 'code unit')} in, ${edit.deleted} out`,
    ],
  };
}

/** A name or a few words that stood somewhere before are typed again as often as pasted: part of the typing. */
function isWorthWhile({ sites }: EditFact): boolean {
  const text = sites[0]?.inserted.trim() ?? '';
  return text.length >= 24 || text.includes('\n');
}

function excerpt({ sites }: EditFact): string {
  const text = sites.reduce((longest, { inserted }) => (inserted.length > longest.length ? inserted : longest), '');
  const line = shown(text, 40);
  return line.length < 3 ? '' : `: \`${line}\``;
}

function seconds(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${Math.round(ms / 1000)} s`;
}
