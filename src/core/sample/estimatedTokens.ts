import type { Tokenizer } from '../ports.ts';

const BYTES_PER_TOKEN = 4;

/** Without a vocabulary: a quarter of the UTF-8 bytes, rounded up, and it says so. */
export const estimatedTokens: Tokenizer = {
  id: 'bytes/4 estimate',
  count: (text) => Math.ceil(utf8Bytes(text) / BYTES_PER_TOKEN),
  encode: () => null,
};

/** A lone surrogate counts as the replacement character that it is written as. */
function utf8Bytes(text: string): number {
  let bytes = text.length;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit < 0x80) continue;
    bytes += unit < 0x800 ? 1 : 2;
    if (unit >= 0xd800 && unit < 0xdc00 && (text.charCodeAt(at + 1) & 0xfc00) === 0xdc00) at++;
  }
  return bytes;
}
