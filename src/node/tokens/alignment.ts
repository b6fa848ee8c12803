import { TracewrightError } from '../../core/errors.ts';

/** For each byte of a text's UTF-8 form, where its character starts (UTF-16 code units). */
export function characterOfByte(text: string): Uint32Array {
  const starts = new Uint32Array(Buffer.byteLength(text));
  let byte = 0;
  let unit = 0;
  for (const character of text) {
    const bytes = Buffer.byteLength(character);
    starts.fill(unit, byte, byte + bytes);
    byte += bytes;
    unit += character.length;
  }
  return starts;
}

/**
 * Where tokens of a byte-level vocabulary start in the text that they spell; each of their characters stands for one
 * byte. A token that starts inside a character starts where that character does.
 * @throws TracewrightError `tokenizer-unaligned` where the tokens do not spell the text
 */
export function startsOfByteTokens(text: string, tokens: readonly string[]): number[] {
  const characters = characterOfByte(text);
  const starts: number[] = [];
  let byte = 0;
  for (const token of tokens) {
    starts.push(characters[byte] ?? text.length);
    byte += token.length;
  }
  if (byte !== characters.length) throw unaligned();
  return starts;
}

const byteFallback = /^<0x[0-9A-F]{2}>$/;

/**
 * Where tokens of a vocabulary that writes spaces as U+2581 start in the text that they spell. A token such as `<0x0A>`
 * stands for one byte; a U+2581 in front that the text does not have was put there by the tokenizer.
 * @throws TracewrightError `tokenizer-unaligned` where the tokens do not spell the text
 */
export function startsOfSpaceTokens(text: string, tokens: readonly string[]): number[] {
  const starts: number[] = [];
  let at = 0;
  let bytesRead = 0;
  for (const token of tokens) {
    starts.push(at);
    if (byteFallback.test(token)) {
      const character = String.fromCodePoint(text.codePointAt(at) ?? 0);
      bytesRead++;
      if (bytesRead < Buffer.byteLength(character)) continue;
      at += character.length;
      bytesRead = 0;
      continue;
    }
    for (const character of token) {
      if (text.startsWith(character, at)) at += character.length;
      else if (character === '\u2581' && text[at] === ' ') at++;
      else if (character !== '\u2581' || at > 0) throw unaligned();
    }
  }
  if (at !== text.length) throw unaligned();
  return starts;
}

/** Marks, and the Hangul letters that join the one in front: what normalisation may merge into what stands before. */
const joining = /[\p{M}\u1160-\u11FF]/u;

/**
 * Maps offsets of a normalised text to the text itself (UTF-16 code units); an offset inside of what became one
 * character maps to its start. Null: nothing was changed.
 * @throws TracewrightError `tokenizer-unaligned` where the normalised text is not made of its characters, normalised
 */
export function offsetsBefore(
  text: string,
  normalized: string,
  normalize: (text: string) => string,
): ((offset: number) => number) | null {
  if (text === normalized) return null;
  const origin = new Uint32Array(normalized.length + 1);
  let made = 0;
  let at = 0;
  while (at < text.length) {
    let end = at + characterLength(text, at);
    while (end < text.length && joining.test(text.slice(end, end + characterLength(text, end)))) {
      end += characterLength(text, end);
    }
    const length = normalize(text.slice(at, end)).length;
    origin.fill(at, made, made + length);
    made += length;
    at = end;
  }
  if (made !== normalized.length) throw unaligned();
  origin[made] = text.length;
  return (offset) => origin[offset] ?? text.length;
}

const characterLength = (text: string, at: number) => ((text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1);

function unaligned(): TracewrightError {
  return new TracewrightError('tokenizer-unaligned', 'the tokens of this text do not spell it', {
    remedy: 'this tokenizer changes text in a way that is not known here: use the one the model was trained with',
  });
}
