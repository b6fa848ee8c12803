/** A range of a text, UTF-16 code units, the end not in it. */
export type TextRange = readonly [start: number, end: number];

/** Two characters that occur in nothing that is rendered. */
export interface Marks {
  readonly open: string;
  readonly close: string;
}

const tag = /\{%([-+]?)\s*(end)?generation\s*([-+]?)%\}/g;
const comment = /\{#[\s\S]*?#\}/g;

/** Whether a chat template says which of its output the model wrote. */
export function hasGenerationTags(template: string): boolean {
  return new RegExp(tag).test(template.replace(comment, ''));
}

/**
 * The template with its `{% generation %}` tags, which engines other than transformers' do not know, turned into
 * output of a mark. White space control stays as it was written.
 */
export function markGeneration(template: string, { open, close }: Marks): string {
  return template
    .replace(comment, (text) => text.replace(tag, ''))
    .replace(tag, (_, left: string, end: string | undefined, right: string) => {
      return `{%${left} if true %}${end === undefined ? open : close}{% endif ${right}%}`;
    });
}

/** Private use characters that none of the texts has; null where they are used up. */
export function freeMarks(texts: readonly string[]): Marks | null {
  const free: string[] = [];
  for (let code = 0xe0f0; code < 0xf8ff && free.length < 2; code++) {
    const mark = String.fromCharCode(code);
    if (!texts.some((text) => text.includes(mark))) free.push(mark);
  }
  const [open, close] = free;
  return open === undefined || close === undefined ? null : { open, close };
}

/** Takes the marks out of a rendered text. A mark that is opened and never closed counts to the end of the text. */
export function takeMarks(marked: string, { open, close }: Marks): { text: string; spans: TextRange[] } {
  const spans: TextRange[] = [];
  const parts: string[] = [];
  let length = 0;
  let opened = -1;
  let at = 0;
  const leave = () => {
    if (opened >= 0 && length > opened) spans.push([opened, length]);
    opened = -1;
  };
  for (let index = 0; index < marked.length; index++) {
    const character = marked[index];
    if (character !== open && character !== close) continue;
    parts.push(marked.slice(at, index));
    length += index - at;
    at = index + 1;
    if (character === close) leave();
    else if (opened < 0) opened = length;
  }
  parts.push(marked.slice(at));
  length += marked.length - at;
  leave();
  return { text: parts.join(''), spans };
}
