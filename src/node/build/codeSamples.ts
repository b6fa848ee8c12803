import type { ContextFile } from '../../core/render/renderFim.ts';
import { fimSample } from '../../core/sample/fim.ts';
import type { FimOptions } from '../../core/sample/fimHole.ts';
import { planSplits, type SplitRule } from '../../core/sample/fimPlan.ts';
import type { HoleRange } from '../../core/sample/fimRange.ts';
import type { FimHoles, FimSetting } from '../../core/sample/fimSetting.ts';
import type { SyntaxOutline } from '../../core/sample/fimSyntax.ts';
import { fimChunks } from '../../core/sample/fimWindow.ts';
import { drawInteger, type Random, seededRandom, seedFor } from '../../core/sample/random.ts';
import type { Sample } from '../../core/sample/sample.ts';
import { nodeDigest } from '../store/digest.ts';
import type { CodeFile } from './source.ts';

/** AST-FIM's share of random character spans, and of single nodes among the others (arXiv 2506.00204, section 3). */
const RANDOM_SHARE = 0.1;
const NODE_SHARE = 0.5;

/**
 * Fill-in-the-middle samples from one plain source file: one for every `spacing` bytes. Unless told otherwise one in
 * ten has a random character span, and of the others half have a syntax node and half a run of siblings; line spans
 * take their place where there is no grammar.
 */
export function* codeSamples(
  file: CodeFile,
  options: FimOptions,
  { holes, level, spacing }: FimSetting,
  seed: number,
  drop: (reason: string, times?: number) => void,
  syntax: SyntaxOutline | null,
  around: { readonly repo?: string; readonly context?: readonly ContextFile[] } = {},
): Generator<Sample> {
  const random = seededRandom(seedFor(seed, file.name));
  const { name: source, path, language, text } = file;
  const areas = level === 'context' ? fimChunks(text, rowSize(text, options)) : [[0, text.length] as const];
  for (const area of areas) {
    const count = options.fimRate === 0 ? 1 : Math.ceil(Buffer.byteLength(text.slice(...area)) / spacing);
    for (const { rule, range } of planned(text, count, area, holes, syntax, random, drop)) {
      const hole = {
        source,
        path,
        language,
        text,
        start: range[0],
        end: range[1],
        ...(level === 'context' ? { window: { start: area[0], end: area[1] } } : {}),
        ...(syntax === null ? {} : { syntax }),
        ...around,
        labels: { hole: rule },
      };
      const result = fimSample(hole, options, random, nodeDigest);
      if ('sample' in result) yield result.sample;
      else drop(result.dropped);
    }
  }
}

/** UTF-16 code units of the file that a row holds about. */
function rowSize(text: string, { maxChars, budget }: FimOptions): number {
  if (budget === undefined) return maxChars;
  const beginning = text.slice(0, 8000);
  const ratio = beginning.length / Math.max(1, budget.tokenizer.count(beginning));
  return Math.max(1, Math.min(maxChars, Math.floor(budget.tokens * ratio * 0.95)));
}

interface Planned {
  readonly rule: SplitRule;
  readonly range: HoleRange;
}

/** `count` holes in an area, of the kinds that were asked for; `no-hole` is counted for those that are missing. */
export function planned(
  text: string,
  count: number,
  area: HoleRange,
  holes: readonly FimHoles[] | null,
  syntax: SyntaxOutline | null,
  random: Random,
  drop: (reason: string, times?: number) => void,
): Planned[] {
  const rules = Array.from({ length: count }, () => drawRule(holes, syntax !== null, random));
  const found = (['syntax-node', 'aligned-span', 'line-span', 'random-char'] as const).flatMap((rule): Planned[] => {
    const wanted = rules.filter((one) => one === rule).length;
    if (wanted === 0) return [];
    const plan = { rule, count: wanted, area, ...(syntax === null ? {} : { syntax }) };
    return planSplits(text, plan, random).map((range) => ({ rule, range }));
  });
  if (count > found.length) drop('no-hole', count - found.length);
  return found;
}

/** Null where nothing of what was asked for can be drawn in a plain text. */
function drawRule(holes: readonly FimHoles[] | null, hasSyntax: boolean, random: Random): SplitRule | null {
  const syntactic = () => (!hasSyntax ? 'line-span' : random() < NODE_SHARE ? 'syntax-node' : 'aligned-span');
  if (holes === null) return random() < RANDOM_SHARE ? 'random-char' : syntactic();
  const plain = holes.filter((one) => one !== 'edit');
  switch (plain[drawInteger(random, plain.length)]) {
    case 'ast':
      return hasSyntax ? syntactic() : null;
    case 'line':
      return 'line-span';
    case 'char':
      return 'random-char';
    default:
      return null;
  }
}
