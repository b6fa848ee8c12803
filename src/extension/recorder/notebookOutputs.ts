import type { SessionEventOf } from '../../core/session/event.ts';

type Piece = NonNullable<SessionEventOf<'notebook-output'>['outputs']>[number];

/** A longer text is cut. UTF-16 code units. */
const LONGEST_PIECE = 32 * 1024;
/** Once the texts of one cell are longer than this, the rest is told by its size. UTF-16 code units. */
const LONGEST_CELL = 512 * 1024;
const MOST_PIECES = 200;

/** What a cell puts out, as the log keeps it: texts as such, up to a limit; everything else by type and size. */
export function outputPieces(items: readonly { readonly mime: string; readonly data: Uint8Array }[]): Piece[] {
  let left = LONGEST_CELL;
  return items.slice(0, MOST_PIECES).map(({ mime, data }): Piece => {
    if (!isText(mime) || left <= 0) return { mime, bytes: data.length };
    // Four bytes are the most for one code unit, so nothing that could be kept is lost, and a huge output is not decoded.
    const most = Math.min(LONGEST_PIECE, left);
    const all = Buffer.from(data.buffer, data.byteOffset, Math.min(data.length, most * 4)).toString('utf8');
    const text = all.slice(0, cutBefore(all, most));
    left -= text.length;
    return text.length === all.length && data.length <= most * 4 ? { mime, text } : { mime, text, bytes: data.length };
  });
}

function isText(mime: string): boolean {
  return (
    mime.startsWith('text/') ||
    /[+/](?:json|xml|javascript)$/.test(mime) ||
    /^application\/vnd\.code\.notebook\.(?:stdout|stderr|error)$/.test(mime)
  );
}

/** `end`, or one less where it would fall between the halves of a surrogate pair. */
function cutBefore(text: string, end: number): number {
  if (end >= text.length) return text.length;
  const code = text.charCodeAt(end - 1);
  return code >= 0xd800 && code <= 0xdbff ? end - 1 : end;
}
