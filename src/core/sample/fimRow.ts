import { familyById } from '../render/family.ts';
import type { FimLayout } from '../render/fimLayout.ts';
import { refuseForgery } from '../render/forgery.ts';
import { type ContextFile, type FimMode, renderFim } from '../render/renderFim.ts';
import { SpanText } from '../render/spanText.ts';
import { bavarianLayout } from './fimBavarian.ts';
import { fimContext } from './fimContext.ts';
import type { FimHole, FimOptions } from './fimHole.ts';
import { type FimWindow, fimWindow } from './fimWindow.ts';
import type { Provenance, Span } from './sample.ts';

/** A row's text, and what of the file and of other files is in it. */
export interface FimRow {
  readonly text: string;
  readonly spans: readonly Span[];
  readonly variant: FimLayout['variant'] | 'l2r';
  readonly window: FimWindow;
  readonly contextFiles: number;
}

/** Characters that sentinels and paths take about; only a first guess. */
const OVERHEAD = 160;
const MOST_TRIES = 10;

/**
 * A hole written in a family's form within the options' budget: context goes first, then the far ends of prefix and
 * suffix, and never any of the middle. Null: the middle alone is too long.
 * @throws what renderFim throws
 */
export function fimRow(hole: FimHole, options: FimOptions, mode: FimMode | 'l2r'): FimRow | null {
  const middle = hole.end - hole.start;
  const { budget, maxChars } = options;
  if (budget === undefined) return middle > maxChars ? null : rowWithin(hole, options, mode, maxChars);
  let chars = Math.min(maxChars, firstGuess(hole, budget));
  for (let tries = 0; tries < MOST_TRIES && chars >= middle; tries++) {
    const row = rowWithin(hole, options, mode, chars);
    const tokens = budget.tokenizer.count(row.text);
    if (tokens <= budget.tokens) return row;
    const most = Math.min(chars, row.text.length);
    chars = Math.min(chars - 1, Math.floor((most * budget.tokens) / tokens) - (tries < 1 ? 0 : OVERHEAD));
    if (chars < middle && most > middle + OVERHEAD) chars = middle;
  }
  return null;
}

/** By what the text around the hole has: code of one language has about as many characters a token everywhere. */
function firstGuess({ text, start, end }: FimHole, { tokens, tokenizer }: NonNullable<FimOptions['budget']>): number {
  const part = text.slice(Math.max(0, start - 1000), end + 1000);
  const ratio = part.length / Math.max(1, tokenizer.count(part));
  return Math.max(end - start, Math.floor(tokens * ratio) - OVERHEAD);
}

function rowWithin(hole: FimHole, options: FimOptions, mode: FimMode | 'l2r', maxChars: number): FimRow {
  const family = familyById(options.family);
  const { text, start, end } = hole;
  const middle = text.slice(start, end);
  const limits = hole.window ?? { start: 0, end: text.length };
  const inner = fimWindow(
    text.slice(limits.start, limits.end),
    start - limits.start,
    end - limits.start,
    maxChars - middle.length,
  );
  const window = { start: inner.start + limits.start, end: inner.end + limits.start };
  const at = (from: number, to: number): Provenance => ({
    source: hole.source,
    path: hole.path,
    range: [from, to],
    ...(hole.seqs === undefined ? {} : { seqs: [hole.seqs[0], hole.seqs[1]] }),
    ...(hole.tree === undefined ? {} : { tree: hole.tree }),
  });
  if (mode === 'l2r') {
    const shown = text.slice(window.start, window.end);
    refuseForgery(family, 'text', shown);
    const out = new SpanText().add('middle', shown, 1, at(window.start, window.end)).add('stop', family.end ?? '', 1);
    return { ...out.finish(), variant: 'l2r', window, contextFiles: 0 };
  }
  const room = maxChars - (window.end - window.start);
  const context: readonly ContextFile[] =
    family.fim?.context === undefined ? [] : fimContext(hole.context ?? [], room, middle);
  const layout = mode === 'spm' && options.spmVariant === 1 ? bavarianLayout(family) : null;
  const rendered = renderFim({
    family: options.family,
    mode,
    ...(layout === null ? {} : { layout }),
    prefix: text.slice(window.start, start),
    middle,
    suffix: text.slice(end, window.end),
    path: hole.path,
    language: hole.language,
    context,
    ...(hole.repo !== undefined && family.fim?.context?.repo !== undefined ? { repo: hole.repo } : {}),
    from: { prefix: at(window.start, start), middle: at(start, end), suffix: at(end, window.end) },
  });
  return { ...rendered, window, contextFiles: context.length };
}
