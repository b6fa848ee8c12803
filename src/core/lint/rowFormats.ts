import { type Fields, fieldsOf, isFields } from '../trajectory/importing/fields.ts';
import { adp } from './formats/adp.ts';
import { atif } from './formats/atif.ts';
import { axolotl, axolotlSegments } from './formats/axolotl.ts';
import { fimText, plainText } from './formats/fimText.ts';
import { fimParts, infilling } from './formats/infilling.ts';
import { msSwift, openAi, sweAgent, sweSmith, trl } from './formats/messageRows.ts';
import { alpaca, preference, promptCompletion } from './formats/plainRows.ts';
import { shareGpt } from './formats/shareGpt.ts';
import type { RowFormat } from './rowRule.ts';

/** Every format of rows that is known besides our own. */
export const rowFormats: readonly RowFormat[] = [
  openAi,
  trl,
  axolotl,
  axolotlSegments,
  msSwift,
  shareGpt,
  alpaca,
  promptCompletion,
  preference,
  adp,
  atif,
  sweSmith,
  sweAgent,
  infilling,
  fimParts,
  fimText,
  plainText,
];

/** The format that is surest of a row; null: none knows it. */
export function recogniseRow(row: unknown): RowFormat | null {
  if (!isFields(row)) return null;
  let best: { readonly format: RowFormat; readonly sure: number } | null = null;
  for (const format of rowFormats) {
    const sure = format.recognise(row);
    if (sure > 0 && (best === null || sure > best.sure)) best = { format, sure };
  }
  return best?.format ?? null;
}

/** Whether a row is one of our own, of any version. */
export function isSampleRow(row: unknown): boolean {
  const { version, spans, kind, proof } = fieldsOf(row);
  return version !== undefined && (Array.isArray(spans) || (kind !== undefined && proof !== undefined));
}

/** A list of messages is a row of its own in some files. */
export function asRow(value: unknown): Fields | null {
  if (isFields(value)) return value;
  if (typeof value === 'string') return { text: value };
  return Array.isArray(value) && isFields(value[0]) && 'role' in value[0] ? { messages: value } : null;
}
