import type { EncodeOptions, TokenizedText, Tokenizer } from '../../core/ports.ts';
import { offsetsBefore, startsOfByteTokens, startsOfSpaceTokens } from './alignment.ts';
import { type ControlToken, ControlTokens } from './controlTokens.ts';

/** What is used of `@huggingface/tokenizers`, whose declarations do not resolve under Node's rules. */
export interface TokenizerEngine {
  readonly normalizer: { normalize(text: string): string } | null;
  readonly pre_tokenizer: PreTokenizer | null;
  readonly model: {
    readonly tokens_to_ids: ReadonlyMap<string, number>;
    readonly unk_token_id?: number;
    _call(pieces: readonly string[]): string[];
  };
  get_added_tokens_decoder(): ReadonlyMap<number, ControlToken>;
}

interface PreTokenizer {
  pre_tokenize(text: string | readonly string[], options?: { readonly section_index: number }): string[];
}

/** Splits, and then writes each byte as one character. */
interface ByteLevel extends PreTokenizer {
  readonly add_prefix_space: boolean;
  readonly use_regex: boolean;
  readonly pattern: RegExp;
  readonly byte_encoder: Readonly<Record<number, string>>;
}

interface Piece {
  readonly ids: readonly number[];
  readonly starts: readonly number[];
}

const MOST_PIECES = 50_000;
const LONGEST_KEPT = 128;

/**
 * A vocabulary as the engine reads it, with offsets, which the engine does not give. Pieces between two splits are
 * tokenized once and then known. No token is put in front or behind: a text's tokens spell the text.
 */
export class Vocabulary implements Tokenizer {
  readonly id: string;
  readonly #engine: TokenizerEngine;
  readonly #controls: ControlTokens;
  readonly #splits: readonly PreTokenizer[];
  readonly #byteLevel: ByteLevel | null;
  readonly #known = new Map<string, Piece>();

  constructor(id: string, engine: TokenizerEngine) {
    this.id = id;
    this.#engine = engine;
    this.#controls = new ControlTokens([...engine.get_added_tokens_decoder().values()]);
    const steps = stepsOf(engine.pre_tokenizer);
    const last = steps.at(-1);
    this.#byteLevel = last !== undefined && isByteLevel(last) ? last : null;
    this.#splits = steps.slice(0, this.#byteLevel === null ? steps.length : -1);
  }

  count(text: string): number {
    return this.encode(text, { special: true }).ids.length;
  }

  encode(text: string, { special = false }: EncodeOptions = {}): TokenizedText {
    const ids: number[] = [];
    const starts: number[] = [];
    const genuine = typeof special === 'function' ? special : () => special;
    const parts = special === false ? [{ start: 0, end: text.length }] : this.#controls.split(text, genuine);
    for (const part of parts) {
      if ('control' in part && part.control !== undefined) {
        ids.push(part.control);
        starts.push(part.start);
      } else if (part.end > part.start) this.#encodePlain(text.slice(part.start, part.end), part.start, ids, starts);
    }
    return { ids, starts };
  }

  #encodePlain(text: string, offset: number, ids: number[], starts: number[]): void {
    const normalizer = this.#engine.normalizer;
    const normalized = normalizer === null ? text : normalizer.normalize(text);
    if (this.#byteLevel === null) {
      const pieces = this.#engine.pre_tokenizer?.pre_tokenize(normalized, { section_index: offset === 0 ? 0 : 1 });
      const tokens = this.#tokensOf(pieces ?? [normalized]);
      for (const token of tokens) ids.push(this.#idOf(token));
      for (const start of startsOfSpaceTokens(text, tokens)) starts.push(offset + start);
      return;
    }
    const before = normalizer === null ? null : offsetsBefore(text, normalized, (part) => normalizer.normalize(part));
    let at = 0;
    for (const piece of this.#piecesOf(normalized)) {
      at = normalized.startsWith(piece, at) ? at : Math.max(at, normalized.indexOf(piece, at));
      const made = this.#pieceTokens(piece, this.#byteLevel);
      for (let index = 0; index < made.ids.length; index++) {
        const start = at + (made.starts[index] ?? 0);
        ids.push(made.ids[index] ?? 0);
        starts.push(offset + (before === null ? start : before(start)));
      }
      at += piece.length;
    }
  }

  #piecesOf(text: string): string[] {
    let pieces = [text];
    for (const split of this.#splits) pieces = split.pre_tokenize(pieces);
    const { use_regex, pattern } = this.#byteLevel ?? {};
    return use_regex && pattern !== undefined ? pieces.flatMap((piece) => piece.match(pattern) ?? []) : pieces;
  }

  #pieceTokens(piece: string, byteLevel: ByteLevel): Piece {
    const known = this.#known.get(piece);
    if (known !== undefined) return known;
    const spaced = byteLevel.add_prefix_space && !piece.startsWith(' ');
    const spelled = spaced ? ` ${piece}` : piece;
    let bytes = '';
    for (const byte of Buffer.from(spelled)) bytes += byteLevel.byte_encoder[byte];
    const tokens = this.#tokensOf([bytes]);
    const starts = startsOfByteTokens(spelled, tokens);
    const made: Piece = {
      ids: tokens.map((token) => this.#idOf(token)),
      starts: spaced ? starts.map((start) => Math.max(0, start - 1)) : starts,
    };
    if (piece.length <= LONGEST_KEPT) {
      if (this.#known.size >= MOST_PIECES) this.#known.clear();
      this.#known.set(piece, made);
    }
    return made;
  }

  #tokensOf(pieces: string[]): string[] {
    return this.#engine.model._call(pieces);
  }

  #idOf(token: string): number {
    const { tokens_to_ids, unk_token_id } = this.#engine.model;
    return tokens_to_ids.get(token) ?? unk_token_id ?? 0;
  }
}

function stepsOf(preTokenizer: PreTokenizer | null): PreTokenizer[] {
  if (preTokenizer === null) return [];
  return isSequence(preTokenizer) ? preTokenizer.tokenizers.flatMap(stepsOf) : [preTokenizer];
}

const isSequence = (step: object): step is { readonly tokenizers: readonly (PreTokenizer | null)[] } =>
  'tokenizers' in step;

const isByteLevel = (step: object): step is ByteLevel => 'byte_encoder' in step;
