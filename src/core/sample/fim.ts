import { splitsCharacter } from '../edit/codePoint.ts';
import { TracewrightError } from '../errors.ts';
import type { Digest } from '../ports.ts';
import { familyById } from '../render/family.ts';
import { type ContextFile, type FimMode, fimModes, renderFim } from '../render/renderFim.ts';
import { editHunks, survivingShare } from './editHunks.ts';
import { leaksMiddle, repeatsMiddle } from './fimParts.ts';
import { fimWindow } from './fimWindow.ts';
import type { Random } from './random.ts';
import { type Provenance, SAMPLE_VERSION, type Sample } from './sample.ts';

export interface FimOptions {
  readonly family: string;
  /** Absent: drawn among the modes that the family can express. */
  readonly mode?: FimMode;
  /** Most UTF-16 code units of a row's code: prefix, middle, suffix and context together. */
  readonly maxChars: number;
  /** Shorter middles are dropped. */
  readonly minMiddleChars: number;
  /** Keep text that was deleted again later in the session. */
  readonly keepUndone: boolean;
}

export const FIM_DEFAULTS = { maxChars: 16_000, minMiddleChars: 4, keepUndone: false };

/** A text with a hole in it, and where it is from. */
export interface FimHole {
  readonly source: string;
  readonly path: string;
  readonly language: string;
  /** The whole file with the middle in place. */
  readonly text: string;
  /** UTF-16 offsets of the middle. */
  readonly start: number;
  readonly end: number;
  readonly tree?: string;
  readonly seqs?: readonly [number, number];
  readonly repo?: string;
  /** Other files as they were at that moment, the most relevant one last: what does not fit goes from the front. */
  readonly context?: readonly ContextFile[];
  readonly labels?: Readonly<Record<string, string | number | boolean>>;
}

/** One edit of one document: what stood there before and after it, and at the end of the session. */
export interface RecordedEdit extends Omit<FimHole, 'text' | 'start' | 'end'> {
  readonly textBefore: string;
  readonly textAfter: string;
  /** The document's text when the session ended; null: it was gone. Absent: not known. */
  readonly textAtEnd?: string | null;
}

export interface FimOutcome {
  readonly samples: readonly Sample[];
  /** Reason and how often. */
  readonly dropped: Readonly<Record<string, number>>;
}

/**
 * Samples from what a developer really inserted: one for each net insertion between the text before and after
 * an edit. Prefix and suffix are the document's state right after the edit, never a later one.
 * A replaced word counts as a whole: the hole widens to the identifier's ends, because it was chosen as one.
 * Text of which less than half is there at the end of the session is `undone`.
 */
export function fimFromEdit(edit: RecordedEdit, options: FimOptions, random: Random, digest: Digest): FimOutcome {
  const { textBefore, textAfter, textAtEnd, ...rest } = edit;
  const samples: Sample[] = [];
  const dropped: Record<string, number> = {};
  const later = textAtEnd === undefined ? undefined : editHunks(textAfter, textAtEnd ?? '');
  for (const hunk of editHunks(textBefore, textAfter)) {
    if (hunk.toEnd === hunk.to) continue;
    const [start, end] = hunk.fromEnd > hunk.from ? wordRange(textAfter, hunk.to, hunk.toEnd) : [hunk.to, hunk.toEnd];
    const share = later === undefined ? undefined : survivingShare(start, end, later);
    const survived = share === undefined || share >= 0.5;
    if (!survived && !options.keepUndone) {
      count(dropped, 'undone');
      continue;
    }
    const labels = { ...rest.labels, hole: 'edit', ...(share === undefined ? {} : { survived }) };
    const result = fimSample({ ...rest, text: textAfter, start, end, labels }, options, random, digest);
    if ('sample' in result) samples.push(result.sample);
    else count(dropped, result.dropped);
  }
  return { samples, dropped };
}

/**
 * One sample from one hole, or the reason why there is none: `middle-blank`, `middle-too-short`, `middle-too-long`,
 * `middle-repeated`, `sentinel-forgery`, `cr-after-sentinel`, `lone-surrogate`.
 * @throws TracewrightError when the family cannot express the mode at all, or has no end token.
 */
export function fimSample(
  hole: FimHole,
  options: FimOptions,
  random: Random,
  digest: Digest,
): { readonly sample: Sample } | { readonly dropped: string } {
  const family = familyById(options.family);
  const modes = fimModes(family);
  const drawn = modes[Math.floor(random() * modes.length)];
  const mode = options.mode ?? drawn ?? 'psm';

  const { text, start, end } = hole;
  const middle = text.slice(start, end);
  if (middle.trim() === '') return { dropped: 'middle-blank' };
  if (middle.length < options.minMiddleChars) return { dropped: 'middle-too-short' };
  if (middle.length > options.maxChars) return { dropped: 'middle-too-long' };
  if (!text.isWellFormed() || splitsCharacter(text, start) || splitsCharacter(text, end)) {
    return { dropped: 'lone-surrogate' };
  }
  if (repeatsMiddle(text.slice(end), middle)) return { dropped: 'middle-repeated' };

  const window = fimWindow(text, start, end, options.maxChars - middle.length);
  const trimmed = window.start > 0 || window.end < text.length;
  const room = options.maxChars - (window.end - window.start);
  const context = family.fim?.context === undefined ? [] : contextWithin(hole.context ?? [], room, middle);
  const at = (from: number, to: number): Provenance => ({
    source: hole.source,
    path: hole.path,
    range: [from, to],
    ...(hole.seqs === undefined ? {} : { seqs: [hole.seqs[0], hole.seqs[1]] }),
    ...(hole.tree === undefined ? {} : { tree: hole.tree }),
  });
  const shown = text.slice(window.start, window.end);

  try {
    const rendered = renderFim({
      family: options.family,
      mode,
      prefix: text.slice(window.start, start),
      middle,
      suffix: text.slice(end, window.end),
      path: hole.path,
      language: hole.language,
      context,
      ...(hole.repo !== undefined && family.fim?.context?.repo !== undefined ? { repo: hole.repo } : {}),
      from: { prefix: at(window.start, start), middle: at(start, end), suffix: at(end, window.end) },
    });
    const proof = { source: hole.source, path: hole.path, sha256: digest('sha256', text) };
    const name = JSON.stringify([proof.sha256, hole.source, hole.path, start, end, hole.seqs, mode, options.family]);
    return {
      sample: {
        version: SAMPLE_VERSION,
        id: digest('sha256', name).slice(0, 16),
        kind: 'fim',
        family: options.family,
        language: hole.language,
        text: rendered.text,
        spans: [...rendered.spans],
        proof: hole.tree === undefined ? proof : { ...proof, tree: hole.tree },
        labels: {
          mode,
          variant: rendered.variant,
          ...hole.labels,
          middleChars: middle.length,
          contextFiles: context.length,
          ...(trimmed ? { trimmed, windowSha256: digest('sha256', shown) } : {}),
        },
      },
    };
  } catch (error) {
    if (error instanceof TracewrightError && droppable.has(error.code)) return { dropped: error.code };
    throw error;
  }
}

const droppable = new Set(['sentinel-forgery', 'cr-after-sentinel']);

/** The last files that fit, none of which gives the middle away. */
function contextWithin(files: readonly ContextFile[], room: number, middle: string): ContextFile[] {
  const kept: ContextFile[] = [];
  let left = room;
  for (const file of [...files].reverse()) {
    if (file.text.length > left || leaksMiddle(file.text, middle) || !file.text.isWellFormed()) continue;
    kept.unshift(file);
    left -= file.text.length;
  }
  return kept;
}

const wordCharacter = /[\p{L}\p{N}_$]/u;

function wordRange(text: string, start: number, end: number): [number, number] {
  let from = start;
  let to = end;
  while (from > 0 && wordCharacter.test(text[from] ?? '') && wordCharacter.test(text[from - 1] ?? '')) from--;
  while (to < text.length && wordCharacter.test(text[to - 1] ?? '') && wordCharacter.test(text[to] ?? '')) to++;
  return [from, to];
}

function count(counts: Record<string, number>, reason: string): void {
  counts[reason] = (counts[reason] ?? 0) + 1;
}
