import type { Step } from '../../core/trajectory/atif.ts';
import type { Memory } from './memory.ts';
import type { Hit } from './ranking.ts';
import { cut, type Remembered } from './remembered.ts';
import { plain } from './trajectoryTexts.ts';

/** UTF-16 code units of one answer, and of one text in it. */
const MOST_ANSWER = 40_000;
const MOST_TEXT = 2_000;

/** A part of a longer list; `next` is the offset of the rest. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly total: number;
  readonly next: number | null;
}

/** As many items from `offset` on, as `tell` tells them, as `limit` and the size of one answer allow; at least one. */
export function page<Item, Told>(
  all: readonly Item[],
  offset: number,
  limit: number,
  tell: (item: Item) => Told,
): Page<Told> {
  const items: Told[] = [];
  let length = 0;
  for (const item of all.slice(offset, offset + limit)) {
    const told = tell(item);
    length += JSON.stringify(told).length;
    if (items.length > 0 && length > MOST_ANSWER) break;
    items.push(told);
  }
  const end = offset + items.length;
  return { items, total: all.length, next: end < all.length ? end : null };
}

export function listAnswer(memory: Memory, { id, kind, title, startedAt, state, problem, texts }: Remembered) {
  const counts = (wanted: string) => texts.filter((text) => text.kind === wanted).length;
  return {
    id,
    kind,
    title: memory.shown(cut(title, 300)),
    startedAt,
    state,
    ...(kind === 'trajectory' ? {} : { notes: counts('note') }),
    ...(problem === undefined ? {} : { problem }),
  };
}

export function hitAnswer(memory: Memory, { of, score, texts }: Hit) {
  return {
    ...listAnswer(memory, of),
    score: Math.round(score * 1000) / 1000,
    found: texts.map(({ kind, at, text }) => ({ kind, at, text: memory.shown(cut(text, 400)) })),
  };
}

export function recallAnswer(memory: Memory, remembered: Remembered, offset: number, limit: number) {
  const { items, total, next } = page(remembered.texts, offset, limit, ({ kind, at, text }) => ({
    kind,
    at,
    text: memory.shown(cut(text, MOST_TEXT)),
  }));
  return {
    ...listAnswer(memory, remembered),
    items,
    total,
    next,
  };
}

export function stepAnswer(memory: Memory, step: Step) {
  const shown = (text: string) => memory.shown(cut(text, MOST_TEXT));
  return {
    step: step.step_id,
    source: step.source,
    ...(step.timestamp ? { timestamp: step.timestamp } : {}),
    message: shown(plain(step.message)),
    ...(step.reasoning_content ? { reasoning: shown(step.reasoning_content) } : {}),
    ...(step.tool_calls?.length
      ? {
          calls: step.tool_calls.map(({ function_name, arguments: given }) => ({
            name: function_name,
            arguments: shown(JSON.stringify(given)),
          })),
        }
      : {}),
    ...(step.observation ? { results: step.observation.results.map(({ content }) => shown(plain(content))) } : {}),
  };
}
