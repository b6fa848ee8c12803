import { terminalText } from '../../session/terminalText.ts';
import type { Step } from '../atif.ts';
import { fieldsOf, numberOf, textOf } from '../importing/fields.ts';

/** A piece of a message or result as it is shown. `hidden`: so many UTF-16 code units of the end are left out. */
export type ShownPart =
  | { readonly kind: 'text'; readonly text: string; readonly hidden: number }
  /** A picture or other bytes: never loaded, only named. `bytes` is 0 where the source does not hold them. */
  | { readonly kind: 'media'; readonly name: string; readonly bytes: number };

/** So much of one text goes to the page. UTF-16 code units. */
const LONGEST = 200_000;

/** What a message or result holds, text by text. Terminal escapes are taken out of `terminal` texts. */
export function shownParts(content: Step['message'] | null | undefined, terminal = false): ShownPart[] {
  if (content === null || content === undefined || content === '') return [];
  if (typeof content === 'string') return [shownText(content, terminal)];
  return content.map((part) => {
    if (typeof part.text === 'string') return shownText(part.text, terminal);
    return mediaOf(part.type, part);
  });
}

/** A text cut to what a page can hold, at a whole character. */
export function shownText(text: string, terminal = false): ShownPart & { readonly kind: 'text' } {
  const cut = cutAt(text, LONGEST);
  return { kind: 'text', text: terminal ? cleaned(cut) : cut, hidden: text.length - cut.length };
}

/** The whole text of a message or result, without what is no text. */
export function plainContent(content: Step['message'] | null | undefined): string {
  if (content === null || content === undefined) return '';
  if (typeof content === 'string') return content;
  return content.flatMap(({ text }) => (typeof text === 'string' ? [text] : [])).join('\n');
}

/** The first `length` code units of a text, never half a character. */
export function cutAt(text: string, length: number): string {
  if (text.length <= length) return text;
  const last = text.charCodeAt(length - 1);
  return text.slice(0, last >= 0xd800 && last < 0xdc00 ? length - 1 : length);
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
const CONTROL = /[\x00-\x08\x0b-\x1f\x7f-\x9f]/;

function cleaned(text: string): string {
  return CONTROL.test(text) ? terminalText(text.replaceAll('\r\n', '\n')) : text;
}

/** Names a part that is no text: by its file's name, its type, or the beginning of its address. */
function mediaOf(type: string, part: unknown): ShownPart {
  const fields = fieldsOf(part);
  const source = fieldsOf(fields.source ?? fields.image_url ?? fields.image ?? fields.file);
  const address = [source.data, source.url, source.path, fields.image_url, fields.image, fields.data, fields.url]
    .map(textOf)
    .find((found) => found !== undefined);
  const mime = textOf(source.media_type) ?? textOf(fields.mime_type) ?? /^data:([\w/+.-]+)/.exec(address ?? '')?.[1];
  const inline = textOf(source.data) !== undefined || textOf(fields.data) !== undefined || address?.startsWith('data:');
  const named = textOf(source.path) ?? textOf(fields.name) ?? (inline === true ? undefined : address);
  const base64 = inline === true ? (address ?? '').slice((address ?? '').indexOf(',') + 1).length : 0;
  const bytes = numberOf(fields.size) ?? Math.floor((base64 * 3) / 4);
  return { kind: 'media', name: cutAt([mime ?? type, named].filter(Boolean).join(' '), 200), bytes };
}
