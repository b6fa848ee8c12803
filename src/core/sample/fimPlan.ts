import { splitsCharacter } from '../edit/codePoint.ts';
import { splitLines } from './editHunks.ts';
import { drawInteger, type Random } from './random.ts';

/** A middle's UTF-16 offsets. */
export type HoleRange = readonly [start: number, end: number];

/** The nodes of a text's syntax tree that may be a hole, in any order. */
export type NodeSpans = (text: string) => readonly HoleRange[];

export type SplitRule = 'random-char' | 'line-span' | 'syntax-node';

/**
 * Up to `count` holes in a plain source text, different from each other.
 * `random-char`: two uniform cut points (Bavarian et al. 2022; BigCode's `permute`).
 * `line-span`: a line span of at most `maxLines` lines, drawn uniformly (see lineSpans).
 * `syntax-node`: a node of more than five code units, drawn in proportion to its size (AST-FIM, arXiv 2506.00204).
 * Without `nodeSpans`, `syntax-node` has no holes.
 */
export function planSplits(
  text: string,
  plan: {
    readonly rule: SplitRule;
    readonly count: number;
    readonly maxLines?: number;
    readonly nodeSpans?: NodeSpans;
  },
  random: Random,
): HoleRange[] {
  const draw = drawer(text, plan, random);
  const found = new Map<string, HoleRange>();
  for (let tries = 0; tries < plan.count * 8 && found.size < plan.count; tries++) {
    const range = draw();
    if (range !== null && range[1] > range[0]) found.set(range.join(), range);
  }
  return [...found.values()].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
}

/**
 * Every run of 1 to `maxLines` whole lines whose first and last line are not blank: the rule of
 * openai/human-eval-infilling's single-line (maxLines 1) and multi-line sets.
 */
export function lineSpans(text: string, maxLines: number): HoleRange[] {
  const lines = splitLines(text);
  const starts = [0];
  for (const line of lines) starts.push((starts.at(-1) ?? 0) + line.length);
  const spans: HoleRange[] = [];
  for (let first = 0; first < lines.length; first++) {
    if (isBlank(lines[first])) continue;
    for (let last = first; last < Math.min(lines.length, first + maxLines); last++) {
      if (!isBlank(lines[last])) spans.push([starts[first] ?? 0, starts[last + 1] ?? text.length]);
    }
  }
  return spans;
}

const isBlank = (line: string | undefined) => line === undefined || line.trim() === '';

function drawer(text: string, plan: Parameters<typeof planSplits>[1], random: Random): () => HoleRange | null {
  switch (plan.rule) {
    case 'random-char':
      return () => {
        const a = safeCut(text, drawInteger(random, text.length + 1));
        const b = safeCut(text, drawInteger(random, text.length + 1));
        return a <= b ? [a, b] : [b, a];
      };
    case 'line-span': {
      const spans = lineSpans(text, plan.maxLines ?? 12);
      return () => spans[drawInteger(random, spans.length)] ?? null;
    }
    case 'syntax-node': {
      const spans = (plan.nodeSpans?.(text) ?? []).filter(([start, end]) => end - start > 5);
      const total = spans.reduce((sum, [start, end]) => sum + end - start, 0);
      return () => {
        let left = random() * total;
        for (const span of spans) {
          left -= span[1] - span[0];
          if (left < 0) return span;
        }
        return null;
      };
    }
  }
}

const safeCut = (text: string, offset: number) => (splitsCharacter(text, offset) ? offset - 1 : offset);
