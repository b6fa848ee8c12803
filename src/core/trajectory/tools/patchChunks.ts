import type { PatchChunk } from './patchEnvelope.ts';
import { seekLines } from './patchSeek.ts';
import { lineEnding, withLineEnding } from './textLines.ts';

/**
 * codex: lines without a place of their own go to the end of the file, and line ends are part of lines.
 * editor (VS Code, Cline, opencode): they go behind the context line, and the file's line ends are kept.
 */
export type PatchDialect = 'codex' | 'editor';

export type ChunksApplied =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly said: string };

/** The text with all chunks applied; `shown`: the file's name in what the tool says of a chunk that has no place. */
export function chunksApplied(
  original: string,
  chunks: readonly PatchChunk[],
  shown: string,
  dialect: PatchDialect,
): ChunksApplied {
  const ending = lineEnding(original);
  const text = dialect === 'editor' ? original.replaceAll('\r\n', '\n') : original;
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  const replacements: { readonly at: number; readonly length: number; readonly lines: readonly string[] }[] = [];
  let from = 0;
  for (const chunk of chunks) {
    if (chunk.context !== null) {
      const place = seekLines(lines, [chunk.context], from, false);
      if (place < 0) return { ok: false, said: `Failed to find context '${chunk.context}' in ${shown}` };
      from = place + 1;
    }
    if (chunk.before.length === 0) {
      const end = lines.at(-1) === '' ? lines.length - 1 : lines.length;
      const behind = dialect === 'editor' && !chunk.atEnd && (chunk.context !== null || from > 0);
      replacements.push({ at: behind ? from : end, length: 0, lines: chunk.after });
      continue;
    }
    const found = place(lines, chunk, from);
    if (found === null) {
      return { ok: false, said: `Failed to find expected lines in ${shown}:\n${chunk.before.join('\n')}` };
    }
    replacements.push(found);
    from = found.at + found.length;
  }
  replacements.sort((a, b) => a.at - b.at);
  for (const { at, length, lines: by } of replacements.toReversed()) lines.splice(at, length, ...by);
  if (lines.at(-1) !== '') lines.push('');
  const result = lines.join('\n');
  return { ok: true, text: dialect === 'editor' ? withLineEnding(result, ending) : result };
}

/** A last empty line often stands for the file's end: without it the chunk is looked for once more. */
function place(lines: readonly string[], chunk: PatchChunk, from: number) {
  const at = seekLines(lines, chunk.before, from, chunk.atEnd);
  if (at >= 0) return { at, length: chunk.before.length, lines: chunk.after };
  if (chunk.before.at(-1) !== '') return null;
  const before = chunk.before.slice(0, -1);
  const after = chunk.after.at(-1) === '' ? chunk.after.slice(0, -1) : chunk.after;
  const again = seekLines(lines, before, from, chunk.atEnd);
  return again < 0 ? null : { at: again, length: before.length, lines: after };
}
