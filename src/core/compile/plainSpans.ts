import type { CompileTarget } from './compileTarget.ts';

/** The text with its trained ranges, for a trainer of one's own: any mask can be said. */
export const plainSpans: CompileTarget = {
  id: 'jsonl',
  title: 'Plain JSON Lines: text and trained ranges',
  needsTokenizer: false,
  settings: { rows: 'trained: [start, end, weight] in code points, as Python slices text[start:end]' },
  compile({ id, kind, text, spans }) {
    let points = 0;
    const trained = spans.flatMap(({ start, end, weight }) => {
      const from = points;
      points += [...text.slice(start, end)].length;
      return weight > 0 ? [[from, points, weight]] : [];
    });
    return [{ part: 'rows', value: { id, kind, text, trained } }];
  },
};
