import { splitsCharacter } from '../edit/codePoint.ts';
import { TracewrightError } from '../errors.ts';
import type { Digest } from '../ports.ts';
import { type Family, familyById } from '../render/family.ts';
import { type FimMode, fimModes } from '../render/renderFim.ts';
import { editHunks, survivingShare } from './editHunks.ts';
import { estimatedTokens } from './estimatedTokens.ts';
import { atBoundary, wholeWords } from './fimBoundary.ts';
import type { FimHole, FimOptions } from './fimHole.ts';
import { followsItself, repeatsMiddle } from './fimParts.ts';
import type { HoleRange } from './fimRange.ts';
import { type FimRow, fimRow } from './fimRow.ts';
import type { Random } from './random.ts';
import { SAMPLE_VERSION, type Sample } from './sample.ts';

export const FIM_DEFAULTS = { maxChars: 16_000, minMiddleChars: 4, keepUndone: false };

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
 * A replaced word counts as a whole: the hole widens to the identifier's ends, because it was chosen as one; with the
 * boundary `edit` it does not. Text of which less than half is there at the end of the session is `undone`.
 */
export function fimFromEdit(edit: RecordedEdit, options: FimOptions, random: Random, digest: Digest): FimOutcome {
  const { textBefore, textAfter, textAtEnd, ...rest } = edit;
  const samples: Sample[] = [];
  const dropped: Record<string, number> = {};
  const later = textAtEnd === undefined ? undefined : editHunks(textAfter, textAtEnd ?? '');
  for (const hunk of editHunks(textBefore, textAfter)) {
    if (hunk.toEnd === hunk.to) continue;
    const inserted: HoleRange = [hunk.to, hunk.toEnd];
    const replaced = hunk.fromEnd > hunk.from && options.boundary !== 'edit' && options.boundary !== 'char';
    const [start, end] = replaced ? wholeWords(textAfter, inserted) : inserted;
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
 * One sample from one hole, or the reason why there is none: `no-boundary`, `middle-blank`, `middle-too-short`,
 * `middle-too-long`, `middle-repeated`, `sentinel-forgery`, `cr-after-sentinel`, `lone-surrogate`.
 * @throws TracewrightError when the family cannot express the mode at all, or has no end token.
 */
export function fimSample(
  hole: FimHole,
  options: FimOptions,
  random: Random,
  digest: Digest,
): { readonly sample: Sample } | { readonly dropped: string } {
  const mode = drawMode(familyById(options.family), options, random);
  const { text } = hole;
  const tokenizer = options.budget?.tokenizer ?? estimatedTokens;
  const facts = { tokenizer, ...(hole.syntax === undefined ? {} : { syntax: hole.syntax }) };
  const range = atBoundary(options.boundary ?? null, text, [hole.start, hole.end], facts);
  if (range === null) return { dropped: 'no-boundary' };
  const [start, end] = range;
  const middle = text.slice(start, end);
  if (middle.trim() === '') return { dropped: 'middle-blank' };
  if (middle.length < options.minMiddleChars) return { dropped: 'middle-too-short' };
  if (!text.isWellFormed() || splitsCharacter(text, start) || splitsCharacter(text, end)) {
    return { dropped: 'lone-surrogate' };
  }
  if (repeatsMiddle(text.slice(end, end + middle.length), middle) || followsItself(text.slice(0, start), middle)) {
    return { dropped: 'middle-repeated' };
  }
  const row = rowOrReason({ ...hole, start, end }, options, mode);
  if (typeof row === 'string') return { dropped: row };

  const { source, path, tree, level } = hole;
  const sha256 = digest('sha256', text);
  const name = JSON.stringify([sha256, source, path, start, end, hole.seqs, mode, options.family]);
  const { window } = row;
  const trimmed = window.start > 0 || window.end < text.length;
  const trained = mode === 'l2r' ? text.slice(window.start, window.end) : middle;
  return {
    sample: {
      version: SAMPLE_VERSION,
      id: digest('sha256', name).slice(0, 16),
      kind: 'fim',
      family: options.family,
      language: hole.language,
      text: row.text,
      spans: [...row.spans],
      proof: {
        source,
        path,
        sha256,
        ...(tree === undefined ? {} : { tree }),
        ...(level === undefined ? {} : { level }),
      },
      ...(hole.origin === undefined ? {} : { origin: hole.origin }),
      labels: {
        mode,
        variant: row.variant,
        ...hole.labels,
        ...(mode === 'l2r' ? { hole: 'none' } : {}),
        ...(options.boundary == null ? {} : { boundary: options.boundary }),
        middleChars: trained.length,
        middleTokens: tokenizer.count(trained),
        contextFiles: row.contextFiles,
        ...(trimmed ? { trimmed, windowSha256: digest('sha256', text.slice(window.start, window.end)) } : {}),
      },
    },
  };
}

function drawMode(family: Family, options: FimOptions, random: Random): FimMode | 'l2r' {
  const modes = fimModes(family);
  const drawn = random() < (options.spmRate ?? 0.5) ? 'spm' : 'psm';
  const { fimRate = 1 } = options;
  if (fimRate < 1 && random() >= fimRate) return 'l2r';
  return options.mode ?? (modes.includes(drawn) ? drawn : (modes[0] ?? 'psm'));
}

const droppable = new Set(['sentinel-forgery', 'cr-after-sentinel']);

function rowOrReason(hole: FimHole, options: FimOptions, mode: FimMode | 'l2r'): FimRow | string {
  try {
    return fimRow(hole, options, mode) ?? 'middle-too-long';
  } catch (error) {
    if (error instanceof TracewrightError && droppable.has(error.code)) return error.code;
    throw error;
  }
}

function count(counts: Record<string, number>, reason: string): void {
  counts[reason] = (counts[reason] ?? 0) + 1;
}
