import { splitsCharacter } from '../../edit/codePoint.ts';
import { type Fields, fieldsOf, isFields, listOf, textOf } from '../../trajectory/importing/fields.ts';
import { chatRow, contentText } from '../chatRow.ts';
import { type FormatRule, type RowFormat, told } from '../rowRule.ts';

const detailNames = ['training_detail', 'train_detail', 'reasoning_training_detail'] as const;
const messagesOf = (row: Fields) => listOf(row.messages ?? row.conversations).map(fieldsOf);
const detailed = (message: Fields) => detailNames.some((name) => Array.isArray(message[name]));
const marked = (message: Fields) =>
  detailed(message) || typeof message.train === 'boolean' || typeof message.training === 'boolean';

/** Parts of a message, by offsets whose ends are inclusive. */
const detailRule: FormatRule = {
  name: 'training-detail',
  means: '`training_detail` names parts of the message in order, without overlap, and with inclusive ends inside it.',
  severity: 'error',
  example: 'an `end_offset` that is the length of the message: the last character is one less',
  check: (row) => overDetails(row, detailTrouble),
};

const unitsRule: FormatRule = {
  name: 'detail-units',
  means:
    'The offsets of `training_detail` are code points: none lies inside a surrogate pair if it is taken for UTF-16.',
  severity: 'warning',
  example: 'a part that ends inside an emoji as JavaScript counts',
  check: (row) => overDetails(row, partedTrouble),
};

function overDetails(row: Fields, check: (parts: readonly unknown[], said: string) => string | null): string | null {
  return told(
    messagesOf(row).flatMap((message, index) =>
      detailNames.flatMap((name) => {
        const said = name.startsWith('reasoning')
          ? textOf(message.reasoning_content)
          : contentText(message.content ?? message.value);
        const trouble = Array.isArray(message[name]) ? check(message[name], said ?? '') : null;
        return trouble === null ? [] : [`message ${index + 1}: ${trouble}`];
      }),
    ),
  );
}

/** Axolotl counts in code points, as Python does. */
function detailTrouble(parts: readonly unknown[], said: string): string | null {
  const length = [...said].length;
  let at = 0;
  for (const part of parts.map(fieldsOf)) {
    const { begin_offset: begin, end_offset: end, train } = part;
    if (!Number.isInteger(begin) || !Number.isInteger(end)) return 'a part has no begin_offset or no end_offset';
    if (typeof train !== 'boolean') return `the part at ${begin} does not say whether it is trained`;
    const [from, to] = [begin as number, end as number];
    if (from < at) return `the part at ${from} begins before the end of the one before it, or before the message`;
    if (to < from) return `the part at ${from} ends before it begins, at ${to}`;
    if (to >= length) return `the part at ${from} ends at ${to}, the last character is ${length - 1}`;
    at = to + 1;
  }
  return null;
}

/** Where offsets would part a character if they were counted as JavaScript does: then somebody may have counted so. */
function partedTrouble(parts: readonly unknown[], said: string): string | null {
  for (const { begin_offset: begin, end_offset: end } of parts.map(fieldsOf)) {
    if (typeof begin !== 'number' || typeof end !== 'number') continue;
    if (splitsPair(said, begin) || splitsPair(said, end + 1)) return `the part at ${begin} parts a character in UTF-16`;
  }
  return null;
}

const splitsPair = (text: string, at: number) => splitsCharacter(text, at) && text[at] !== '\n';

/** Axolotl's `chat_template` rows with marks of their own. */
export const axolotl: RowFormat = {
  id: 'axolotl',
  title: 'Axolotl chat_template',
  recognise: (row) => (messagesOf(row).some(marked) ? 0.85 : 0),
  chat: (row) =>
    chatRow(
      messagesOf(row).map((message) => ({
        ...message,
        role: message.role ?? roles[String(message.from)] ?? message.from,
        content: message.content ?? message.value,
        train: detailed(message) ? undefined : (message.train ?? message.training),
      })),
      row.tools,
    ),
  rules: [detailRule, unitsRule],
};

const roles: Readonly<Record<string, string>> = { human: 'user', gpt: 'assistant' };

const ENDS =
  /(?:<\/s>|<\|im_end\|>|<\|endoftext\|>|<\|eot_id\|>|<\|end_of_text\|>|<end_of_turn>|<eos>|<\|file_separator\|>|<｜end▁of▁sentence｜>|<\|end\|>|<\|return\|>|<EOT>)\s*$/;

const segmentsOf = (row: Fields) => listOf(row.segments).map(fieldsOf);

/** Axolotl's `input_output`: texts that are trained or not, one after the other. */
export const axolotlSegments: RowFormat = {
  id: 'axolotl-segments',
  title: 'Axolotl input_output',
  recognise: (row) =>
    Array.isArray(row.segments) && isFields(row.segments[0]) && 'text' in row.segments[0] ? 0.95 : 0,
  rules: [
    {
      name: 'segments',
      means: 'Each segment has a text and says whether it is trained; one of them is.',
      severity: 'error',
      example: '`{"segments": [{"label": false, "text": "…"}]}`',
      check: (row) => {
        const segments = segmentsOf(row);
        const bad = segments.findIndex(({ label, text }) => typeof label !== 'boolean' || typeof text !== 'string');
        if (bad >= 0) return `segment ${bad + 1} has no text or no label`;
        return segments.some(({ label }) => label === true) ? null : 'no segment is trained';
      },
    },
    {
      name: 'segment-cut',
      means: 'No segment begins inside a character.',
      severity: 'error',
      example: 'a segment that ends with `\\ud83d` before one that begins with `\\ude00`',
      check: (row) => {
        const texts = segmentsOf(row).map(({ text }) => textOf(text) ?? '');
        const cut = texts.findIndex(
          (text, at) => at > 0 && splitsCharacter((texts[at - 1] ?? '') + text, (texts[at - 1] ?? '').length),
        );
        return cut < 0 ? null : `segment ${cut + 1} begins inside a character`;
      },
    },
    {
      name: 'stop-missing',
      means:
        'The last segment is trained and ends with the end token of a known family: trainers of this format add none.',
      severity: 'warning',
      example: 'a last segment without `</s>`',
      check: (row) => {
        const last = segmentsOf(row).at(-1);
        if (last === undefined) return null;
        return last.label === true && ENDS.test(textOf(last.text) ?? '')
          ? null
          : 'nothing that is trained ends the row';
      },
    },
  ],
};
