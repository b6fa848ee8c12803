export interface Replacement {
  readonly before: string;
  readonly after: string;
  /** Every place instead of the only one. */
  readonly all: boolean;
}

export type Replaced =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly code: 'not-found' | 'not-unique' | 'same'; readonly why: string };

/** Replaces text literally (no `$` patterns). An empty `before` fits an empty text alone. */
export function replaceText(text: string, { before, after, all }: Replacement): Replaced {
  if (before === '') {
    if (text === '') return { ok: true, text: after };
    return { ok: false, code: 'not-unique', why: 'an empty text cannot be searched for' };
  }
  const places = occurrences(text, before);
  if (places === 0) return { ok: false, code: 'not-found', why: `the text ${quote(before)} does not occur` };
  if (places > 1 && !all) {
    return { ok: false, code: 'not-unique', why: `the text ${quote(before)} occurs ${places} times` };
  }
  return { ok: true, text: text.split(before).join(after) };
}

/** How often `part` occurs in `text`, counted without overlaps. `part` is not empty. */
export function occurrences(text: string, part: string): number {
  let count = 0;
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + part.length)) count++;
  return count;
}

function quote(text: string): string {
  const characters = [...text];
  return JSON.stringify(characters.length > 60 ? `${characters.slice(0, 60).join('')}…` : text);
}
