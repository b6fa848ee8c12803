import type { Digest, Tokenizer } from '../../ports.ts';
import { familyById } from '../../render/family.ts';
import { forgedSentinel } from '../../render/forgery.ts';
import { SpanText } from '../../render/spanText.ts';
import { type SiteEdit, writeSites } from '../../score/sites.ts';
import { splitLines } from '../editHunks.ts';
import { leaksMiddle } from '../fimParts.ts';
import { languageOfPath } from '../languageOfPath.ts';
import { lineChanges, unifiedHunks } from '../nextEdit/lineChange.ts';
import { drawInteger, type Random } from '../random.ts';
import { SAMPLE_VERSION, type Sample } from '../sample.ts';
import type { Site, SiteChange, SiteFile } from './siteChange.ts';

export interface RemainingSitesOptions {
  readonly family: string;
  readonly maxTokens: number;
  readonly tokenizer: Tokenizer;
}

/**
 * The first k sites of a change as diffs, every line of the repository that holds its word as candidates, and as the
 * answer the sites that are left. The state is that in which just the first k are done: places are counted in it.
 * A line is done as a whole. Dropped: `one-line`, `too-many-sites` (with all of them the row is too long), `answer-in-context`, `sentinel-forgery`,
 * `lone-surrogate`, `site-not-listed` (a site's line does not hold the word). Lines that were not to be touched go
 * first where it gets too long.
 */
export function remainingSitesSample(
  change: SiteChange,
  options: RemainingSitesOptions,
  random: Random,
  digest: Digest,
): { readonly sample: Sample } | { readonly dropped: string } {
  const family = familyById(options.family);
  const total = change.files.reduce((sum, { sites }) => sum + sites.length, 0);
  const k = wholeLines(change.files, 1 + drawInteger(random, Math.max(1, Math.floor(total / 2))));
  if (k >= total) return { dropped: 'one-line' };
  const states = stateWith(change.files, k);
  const answer = writeSites(states.flatMap(({ left }) => left));
  const done = states.map(({ path, before, text }) => diffOf(path, before, text)).join('');
  const listed = candidates(change, states);
  const needed = listed.filter(({ site }) => site);
  const expected = new Set(states.flatMap(({ left }) => left.map(({ file, range }) => `${file}:${range[0]}`)));
  if (needed.length < expected.size) return { dropped: 'site-not-listed' };
  let shown = listed;
  for (;;) {
    const rest = shown.filter(({ site }) => !site);
    if (count(options, change, done, shown, answer) <= options.maxTokens) break;
    if (rest.length === 0) return { dropped: 'too-many-sites' };
    const keep = new Set(rest.slice(0, Math.floor(rest.length / 2)));
    shown = shown.filter((line) => line.site || keep.has(line));
  }
  const foreign = [done, listing(shown), answer, change.word];
  if (foreign.some((text) => !text.isWellFormed())) return { dropped: 'lone-surrogate' };
  if (foreign.some((text) => forgedSentinel(family, text) !== null)) return { dropped: 'sentinel-forgery' };
  if (leaksMiddle(done + listing(shown), answer)) return { dropped: 'answer-in-context' };
  const { text, spans } = written(change, done, shown, answer, family.end ?? '');
  const after = states.map(({ path, after: then }) => [path, digest('sha256', then)]);
  const { source, tree, level, origin, seqs, files, order } = change;
  return {
    sample: {
      version: SAMPLE_VERSION,
      id: digest('sha256', JSON.stringify([source, seqs, change.word, k, digest('sha256', text)])).slice(0, 16),
      kind: 'remaining-sites',
      family: options.family,
      language: languageOfPath(files[0]?.path ?? '') ?? '',
      text,
      spans,
      proof: {
        source,
        sha256: digest('sha256', JSON.stringify(after)),
        level,
        ...(tree === undefined ? {} : { tree }),
      },
      origin,
      labels: {
        ...change.labels,
        order,
        done: k,
        sites: total,
        files: files.length,
        decoys: shown.filter(({ site }) => !site).length,
        decoysLeftOut: listed.length - shown.length,
      },
    },
  };
}

/** So many sites that the last one's line is done as a whole. */
function wholeLines(files: readonly SiteFile[], k: number): number {
  const places = files.flatMap(({ path, before, sites }) =>
    sites.map(({ start }) => `${path}:${before.lastIndexOf('\n', start - 1)}`),
  );
  let count = k;
  while (count < places.length && places[count] === places[count - 1]) count++;
  return count;
}

interface FileState {
  readonly path: string;
  readonly before: string;
  /** With what is done. */
  readonly text: string;
  /** With everything done. */
  readonly after: string;
  /** What is left, in places of `text`. */
  readonly left: readonly SiteEdit[];
}

/** The files with the first k sites done, one file after the other. */
export function stateWith(files: readonly SiteFile[], k: number): FileState[] {
  let open = k;
  return files.map(({ path, before, sites }): FileState => {
    const done = sites.slice(0, open);
    open = Math.max(0, open - sites.length);
    const text = replaced(before, done);
    const shift = done.reduce((sum, site) => sum + site.text.length - (site.end - site.start), 0);
    const left = sites.slice(done.length).map((site): SiteEdit => {
      const [startLine, startColumn] = placeOf(text, site.start + shift);
      const [endLine, endColumn] = placeOf(text, site.end + shift);
      return { file: path, range: [startLine, startColumn, endLine, endColumn], edit: site.text };
    });
    return { path, before, text, after: replaced(before, sites), left };
  });
}

function replaced(text: string, sites: readonly Site[]): string {
  let result = '';
  let at = 0;
  for (const site of sites) {
    result += text.slice(at, site.start) + site.text;
    at = site.end;
  }
  return result + text.slice(at);
}

function placeOf(text: string, offset: number): [line: number, column: number] {
  let line = 1;
  let start = 0;
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) {
    line++;
    start = at + 1;
  }
  return [line, offset - start + 1];
}

function diffOf(path: string, before: string, after: string): string {
  if (before === after) return '';
  const [old, now] = [splitLines(before), splitLines(after)];
  return `--- a/${path}\n+++ b/${path}\n${unifiedHunks(old, now, lineChanges(old, now), 1)}`;
}

interface Candidate {
  readonly path: string;
  /** From 1. */
  readonly line: number;
  readonly text: string;
  readonly site: boolean;
}

/** Lines that hold the word, in the state in which the first sites are done, by path. */
function candidates({ word, others, files }: SiteChange, states: readonly FileState[]): Candidate[] {
  const wanted = new Set(states.flatMap(({ left }) => left.map(({ file, range }) => `${file}:${range[0]}`)));
  const texts = [...others, ...states].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  const otherwise = new Map(files.map((file) => [file.path, new Set(file.otherwise)]));
  return texts.flatMap(({ path, text }) =>
    text.split('\n').flatMap((line, at): Candidate[] => {
      if (!hasWord(line, word)) return [];
      const site = wanted.has(`${path}:${at + 1}`);
      // A name has no line end: the lines of a rename are counted the same before and after.
      if (!site && otherwise.get(path)?.has(at + 1) === true) return [];
      return [{ path, line: at + 1, text: line, site }];
    }),
  );
}

/** Whether a text holds a name as a whole. */
export function hasWord(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    if (!/[\p{L}\p{N}_$]/u.test(text[at - 1] ?? '') && !/[\p{L}\p{N}_$]/u.test(text[at + word.length] ?? ''))
      return true;
  }
  return false;
}

const LONGEST_LINE = 300;

function listing(shown: readonly Candidate[]): string {
  let path = '';
  const out: string[] = [];
  for (const line of shown) {
    if (line.path !== path) out.push(`${line.path}\n`);
    path = line.path;
    out.push(`${line.line}| ${line.text.length > LONGEST_LINE && !line.site ? '…' : line.text}\n`);
  }
  return out.join('');
}

function written(change: SiteChange, done: string, shown: readonly Candidate[], answer: string, end: string) {
  const { source, shownSource, seqs, tree } = change;
  const state = tree === undefined ? {} : { tree };
  const first = seqs === undefined ? 0 : Math.max(0, seqs[0] - 1);
  const seen =
    shownSource !== undefined
      ? { source: shownSource }
      : { source, ...state, ...(seqs === undefined ? {} : { seqs: [first, first] as [number, number] }) };
  return new SpanText()
    .add('markup', '## Done\n', 0)
    .add('context', done, 0, seen)
    .add('markup', '## Candidates\n', 0)
    .add('context', listing(shown), 0, seen)
    .add('markup', '## Remaining sites\n', 0)
    .add('middle', answer, 1, {
      source,
      ...state,
      ...(seqs === undefined ? {} : { seqs: [seqs[0], seqs[1]] as [number, number] }),
    })
    .add('stop', end, 1)
    .finish();
}

function count(
  { tokenizer, family }: RemainingSitesOptions,
  change: SiteChange,
  done: string,
  shown: readonly Candidate[],
  answer: string,
): number {
  return tokenizer.count(written(change, done, shown, answer, familyById(family).end ?? '').text);
}
