import { apply } from '../../edit/apply.ts';
import type { LineHunk } from '../../edit/lineHunks.ts';
import { grouped } from '../../grouped.ts';
import type { MinedEdit } from '../../mining/minedEdit.ts';
import { splitLines } from '../editHunks.ts';
import { drawInteger, type Random } from '../random.ts';
import type { Origin } from '../sample.ts';
import { informationDelta, isBulk, isFormattingOnly, isReversal } from './editFilters.ts';
import { joinNear, lineChanges } from './lineChange.ts';
import type { NextEdit, PastEdit, ShownFile } from './nextEdit.ts';

/** A commit's edit of a file with the text before it. */
export interface MinedFile {
  readonly edit: MinedEdit;
  readonly language: string;
  readonly textBefore: string;
}

const NEAR = 6;
/** A commit with more places is a codebase-wide change, or no one thought. */
export const MOST_MINED_PLACES = 40;

interface Place {
  readonly file: number;
  readonly hunk: LineHunk;
}

/**
 * One next edit of a commit: by seed some of its places are done, one is next, the rest come later. The order inside a
 * commit is not known, and the row says so; files are taken one after the other, and each from the top. Earlier commits
 * are not history. Or the reason why there is none.
 */
export function minedNextEdit(
  files: readonly MinedFile[],
  source: string,
  origin: Origin,
  random: Random,
): NextEdit | { readonly dropped: string } {
  const texts = files.map(({ edit, textBefore }) => {
    const before = splitLines(textBefore);
    const after = splitLines(apply(textBefore, edit.changes.toReversed()));
    return { before, after, hunks: joinNear(lineChanges(before, after), NEAR) };
  });
  const order = files.map((_, file) => file);
  for (let at = order.length - 1; at > 0; at--) {
    const other = drawInteger(random, at + 1);
    [order[at], order[other]] = [order[other] ?? 0, order[at] ?? 0];
  }
  const places = order.flatMap((file): Place[] => (texts[file]?.hunks ?? []).map((hunk) => ({ file, hunk })));
  if (places.length < 2) return { dropped: 'single-edit' };
  if (places.length > MOST_MINED_PLACES) return { dropped: 'bulk' };
  const next = 1 + drawInteger(random, places.length - 1);
  const target = places[next];
  const file = target === undefined ? undefined : files[target.file];
  const text = target === undefined ? undefined : texts[target.file];
  if (target === undefined || file === undefined || text === undefined) return { dropped: 'single-edit' };
  const done = places.slice(0, next);
  const own = done.filter((place) => place.file === target.file).map(({ hunk }) => hunk);
  const before = withHunks(text.before, text.after, own);
  const shift = own.reduce((sum, { before: [a, b], after: [c, d] }) => sum + d - c - (b - a), 0);
  const hunk: LineHunk = {
    before: [target.hunk.before[0] + shift, target.hunk.before[1] + shift],
    after: target.hunk.after,
  };
  const after = withHunks(text.before, text.after, [...own, target.hunk]);
  const history = pastEdits(files, texts, done);
  const why = reason(before, after, hunk, history.at(-1));
  if (why !== null) return { dropped: why };
  const { commit, path, tree } = file.edit;
  return {
    source,
    ...(file.edit.parent === null ? {} : { shownSource: `${origin.repository ?? ''}@${file.edit.parent}` }),
    ...(origin.repository === undefined ? {} : { repo: origin.repository }),
    tree,
    level: 'mined',
    origin,
    history,
    path,
    language: file.language,
    before,
    after,
    hunk,
    cursor: lastPlace(files, texts, done),
    offset: null,
    context: otherFiles(files, texts, done, target.file),
    original: text.before.join(''),
    order: 'unknown',
    labels: { operation: 'commit', commit, place: next + 1, places: places.length },
  };
}

function reason(
  before: readonly string[],
  after: readonly string[],
  hunk: LineHunk,
  last: PastEdit | undefined,
): string | null {
  if (isFormattingOnly(before, after, hunk)) return 'formatting-only';
  if (isBulk(hunk)) return 'bulk';
  if (last === undefined) return null;
  const next = informationDelta(before, after, [hunk]);
  return isReversal(informationDelta(last.before, last.after, last.hunks), next) ? 'reversal' : null;
}

interface Texts {
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** The lines with some of the hunks applied. */
export function withHunks(before: readonly string[], after: readonly string[], hunks: readonly LineHunk[]): string[] {
  const out: string[] = [];
  let at = 0;
  for (const hunk of hunks) {
    out.push(...before.slice(at, hunk.before[0]), ...after.slice(...hunk.after));
    at = hunk.before[1];
  }
  return [...out, ...before.slice(at)];
}

function pastEdits(files: readonly MinedFile[], texts: readonly Texts[], done: readonly Place[]): PastEdit[] {
  const past: PastEdit[] = [];
  for (const [file, places] of grouped(done, (place) => place.file)) {
    const [named, text] = [files[file], texts[file]];
    if (named === undefined || text === undefined) continue;
    const hunks = places.map(({ hunk }) => hunk).filter((hunk) => !isBulk(hunk));
    if (hunks.length === 0) continue;
    past.push({ path: named.edit.path, before: text.before, after: text.after, hunks, accepted: false });
  }
  return past;
}

/** The end of the edit that was done last. */
function lastPlace(files: readonly MinedFile[], texts: readonly Texts[], done: readonly Place[]): NextEdit['cursor'] {
  const last = done.at(-1);
  const [file, text] = [files[last?.file ?? -1], texts[last?.file ?? -1]];
  if (last === undefined || file === undefined || text === undefined) return null;
  const own = done.filter((place) => place.file === last.file).map(({ hunk }) => hunk);
  const lines = withHunks(text.before, text.after, own);
  const offset = lines.slice(0, last.hunk.after[1]).join('').length;
  const joined = lines.join('');
  return { path: file.edit.path, text: joined, offset: Math.max(0, joined[offset - 1] === '\n' ? offset - 1 : offset) };
}

/** The commit's other files, as far as they are done. */
function otherFiles(
  files: readonly MinedFile[],
  texts: readonly Texts[],
  done: readonly Place[],
  target: number,
): ShownFile[] {
  return files.flatMap((named, file): ShownFile[] => {
    const text = texts[file];
    if (file === target || text === undefined) return [];
    const own = done.filter((place) => place.file === file).map(({ hunk }) => hunk);
    return [{ path: named.edit.path, text: withHunks(text.before, text.after, own).join(''), firstLine: 0 }];
  });
}
