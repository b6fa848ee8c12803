import { splitsCharacter } from '../edit/codePoint.ts';
import { splitLines } from './editHunks.ts';
import { codePointLength, codeUnitOf } from './fimPermutation.ts';
import type { HoleRange } from './fimRange.ts';
import { SyntaxHoles, type SyntaxOutline } from './fimSyntax.ts';
import { drawInteger, type Random } from './random.ts';

export type SplitRule = 'random-char' | 'line-span' | 'syntax-node' | 'aligned-span';

export interface SplitPlan {
  readonly rule: SplitRule;
  readonly count: number;
  /** Where the holes shall lie, from a line start to a line start or an end of the text. Absent: anywhere. */
  readonly area?: HoleRange;
  readonly maxLines?: number;
  /** Without it `syntax-node` and `aligned-span` have no holes. */
  readonly syntax?: SyntaxOutline;
}

/**
 * Up to `count` holes in a plain source text, different from each other.
 * `random-char`: two uniform cut points among the code points, both ends included (Bavarian et al. 2022; BigCode's
 * `permute`); a cut between `\r` and `\n` moves in front of both, and empty holes are drawn again.
 * `line-span`: a line span of at most `maxLines` lines, drawn uniformly (see lineSpans).
 * `syntax-node` and `aligned-span`: the two kinds of AST-FIM (see SyntaxHoles).
 */
export function planSplits(text: string, plan: SplitPlan, random: Random): HoleRange[] {
  const area = plan.area ?? [0, text.length];
  const draw = drawer(text, plan, area, random);
  const found = new Map<string, HoleRange>();
  for (let tries = 0; tries < plan.count * 8 && found.size < plan.count; tries++) {
    const range = draw();
    if (range !== null && range[1] > range[0] && range[0] >= area[0] && range[1] <= area[1]) {
      found.set(range.join(), range);
    }
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

function drawer(text: string, plan: SplitPlan, [from, to]: HoleRange, random: Random): () => HoleRange | null {
  switch (plan.rule) {
    case 'random-char': {
      const part = text.slice(from, to);
      const length = codePointLength(part);
      const cut = () => {
        const drawn = drawInteger(random, length + 1);
        const offset = from + (length === part.length ? drawn : codeUnitOf(part, drawn));
        return splitsCharacter(text, offset) ? offset - 1 : offset;
      };
      return () => {
        const a = cut();
        const b = cut();
        return a <= b ? [a, b] : [b, a];
      };
    }
    case 'line-span': {
      const spans = lineSpans(text.slice(from, to), plan.maxLines ?? 12);
      return () => {
        const span = spans[drawInteger(random, spans.length)];
        return span === undefined ? null : [span[0] + from, span[1] + from];
      };
    }
    case 'syntax-node':
    case 'aligned-span': {
      if (plan.syntax === undefined) return () => null;
      const holes = new SyntaxHoles(text, plan.syntax, [from, to]);
      return plan.rule === 'syntax-node' ? () => holes.node(random) : () => holes.aligned(random);
    }
  }
}
