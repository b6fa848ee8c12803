import type { Digest } from '../ports.ts';
import { blobId } from '../session/gitObject.ts';
import type { FileDiff } from '../session/timeline.ts';
import type { CallGround } from './atif.ts';
import { uniqueEdits } from './uniqueEdits.ts';

/** A tool call with what it shows and the ground it stood on. */
export interface GroundedCall {
  readonly name: string;
  readonly given: Record<string, unknown>;
  readonly seen: string;
  readonly ground: CallGround;
}

/**
 * Calls in the recorder's dialect that make `diffs` happen, in an order in which each can be done: what goes makes
 * room first, then moves, then new files and edits.
 */
export function editCalls(diffs: readonly FileDiff[], digest: Digest): GroundedCall[] {
  const id = (text: string | null) => (text === null ? null : blobId(new TextEncoder().encode(text), digest));
  const deleted = diffs.filter(({ before, after, from }) => after === null && before !== null && from === undefined);
  const moved = diffs.filter(({ from, path }) => from !== undefined && from !== path);
  const rest = diffs.filter((diff) => !deleted.includes(diff));
  return [
    ...deleted.map(({ path, before }) => ({
      name: 'delete_file',
      given: { path },
      seen: `The file ${path} has been deleted.`,
      ground: { files: [{ path, before: id(before), after: null }] },
    })),
    ...movesInOrder(moved).map(({ path, from = '', before }) => ({
      name: 'move_file',
      given: { path: from, new_path: path },
      seen: `The file ${from} has been moved to ${path}.`,
      ground: {
        files: [
          { path: from, before: id(before), after: null },
          { path, before: null, after: id(before) },
        ],
      },
    })),
    ...rest.flatMap((diff) => contentCalls(diff, id)),
  ];
}

function contentCalls({ path, before, after }: FileDiff, id: (text: string | null) => string | null): GroundedCall[] {
  if (after === null || before === after) return [];
  if (before === null) {
    const ground = { files: [{ path, before: null, after: id(after) }] };
    return [
      { name: 'create_file', given: { path, content: after }, seen: `The file ${path} has been created.`, ground },
    ];
  }
  let text = before;
  return uniqueEdits(before, after).map(({ oldText, newText }) => {
    const was = text;
    text = oldText === '' ? newText : text.split(oldText).join(newText);
    return {
      name: 'str_replace',
      given: { path, old_str: oldText, new_str: newText },
      seen: `The file ${path} has been edited.`,
      ground: { files: [{ path, before: id(was), after: id(text) }] },
    };
  });
}

/** A move whose target is another move's source waits for that one. */
function movesInOrder(moves: readonly FileDiff[]): FileDiff[] {
  const waiting = [...moves];
  const ordered: FileDiff[] = [];
  while (waiting.length > 0) {
    const free = waiting.findIndex(({ path }) => !waiting.some((other) => other.from === path));
    ordered.push(...waiting.splice(Math.max(free, 0), 1));
  }
  return ordered;
}
