import { families } from '../render/family.ts';

/** What also ordinary texts hold: HTML, tags of prompts, words in brackets. */
const ORDINARY = /^<\/?s>$|^<\/?[a-z_]+>$|^\[[A-Z/]+\]$|^<[A-Z]{3}>$/;
/** Of chat templates whose families are not in the table. */
const MORE = [
  '<|eot_id|>',
  '<|start_header_id|>',
  '<|end_header_id|>',
  '<|begin_of_text|>',
  '<|end_of_text|>',
  '<|end|>',
];

const controlStrings: readonly string[] = [...new Set([...families.flatMap(({ special }) => special), ...MORE])].filter(
  (token) => !ORDINARY.test(token),
);

const PATTERN = new RegExp(controlStrings.map((token) => token.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')).join('|'));

/** The first string of a text that tokenizers of known families turn into a control token; null: none. */
export function controlStringIn(text: string): string | null {
  return PATTERN.exec(text)?.[0] ?? null;
}
