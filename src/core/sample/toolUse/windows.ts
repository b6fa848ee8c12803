import { type Turn, untrainedTurn } from '../../render/conversation.ts';

/** A part of a conversation that fits. */
export interface Window {
  readonly turns: readonly Turn[];
  /** Turns between the beginning and the window that are not shown. */
  readonly omitted: number;
}

/** Share of a window that earlier steps may take as context. */
const CONTEXT_SHARE = 0.4;

/**
 * A conversation that is too long, as windows of whole steps. Each begins as the conversation does (its messages before
 * the model's first turn), goes on with the last earlier steps as untrained context, and trains the steps that no window
 * before it trained. Steps that fit into no window are told.
 * @param size tokens of turns as they are rendered, without tool definitions
 * @param room tokens that there are for turns
 */
export function conversationWindows(
  turns: readonly Turn[],
  size: (turns: readonly Turn[]) => number,
  room: number,
): { readonly windows: readonly Window[]; readonly tooLong: readonly number[] } {
  const begin = Math.max(
    turns.findIndex(({ role }) => role === 'assistant'),
    0,
  );
  const head = turns.slice(0, begin);
  const groups = stepGroups(turns.slice(begin));
  const sizes = groups.map(size);
  const left = room - (head.length === 0 ? 0 : size(head));
  const windows: Window[] = [];
  const tooLong: number[] = [];
  for (let at = 0; at < groups.length; ) {
    const own = sizes[at] ?? 0;
    if (own > left) {
      tooLong.push(groups[at]?.[0]?.step ?? 0);
      at++;
      continue;
    }
    let from = at;
    let used = 0;
    while (from > 0 && used + (sizes[from - 1] ?? 0) <= Math.min(left * CONTEXT_SHARE, left - own)) {
      used += sizes[--from] ?? 0;
    }
    let to = at;
    while (to < groups.length && used + (sizes[to] ?? 0) <= left) used += sizes[to++] ?? 0;
    const context = groups.slice(from, at).flat().map(untrainedTurn);
    const omitted = groups.slice(0, from).reduce((sum, group) => sum + group.length, 0);
    windows.push({ turns: [...head, ...context, ...groups.slice(at, to).flat()], omitted });
    at = to;
  }
  return { windows, tooLong };
}

/** Turns of one step stay together, and what a person says goes with the step that answers it. */
function stepGroups(turns: readonly Turn[]): Turn[][] {
  const groups: Turn[][] = [];
  let open = false;
  for (const turn of turns) {
    const last = groups.at(-1);
    const starts = turn.role === 'assistant' ? !open : turn.role !== 'tool' && !open;
    if (last === undefined || starts) groups.push([turn]);
    else last.push(turn);
    open = turn.role === 'user' || turn.role === 'system';
  }
  return groups;
}
