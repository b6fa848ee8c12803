import { TracewrightError } from '../errors.ts';

/** Where middles come from: insertions that were made, syntax nodes and runs of them, whole lines, random characters. */
export type FimHoles = 'edit' | 'ast' | 'line' | 'char';
/**
 * Where the edges of a middle may lie: at any character, between tokens, at line ends, at the edges of a run of syntax
 * nodes, or just where the edit has them. Names after FIM-SE (arXiv 2405.17103), which has the first three.
 */
export type FimBoundary = 'char' | 'token-safe' | 'line' | 'ast' | 'edit';

/** How fill-in-the-middle rows shall be made. */
export interface FimSetting {
  /** Null: insertions of sessions and histories; nine syntax spans to one of random characters in source files. */
  readonly holes: readonly FimHoles[] | null;
  /** Null: as the hole has it; words that were replaced in part count as a whole. */
  readonly boundary: FimBoundary | null;
  /** The share of rows that have a hole; the others are written from left to right. */
  readonly fimRate: number;
  /** The share of suffix-first rows where a family has both orders. */
  readonly spmRate: number;
  /** Which of the two orders named SPM; null: the one that the family documents. */
  readonly spmVariant: 1 | 2 | null;
  /** Whether texts are cut into pieces of a row's size before the hole is drawn, or after (Bavarian et al., section 4.4). */
  readonly level: 'document' | 'context';
  /** Source files one by one, or with the repository's other files in front. */
  readonly form: 'file' | 'repository';
  /**
   * In repository form `fimRate` is drawn for a repository, and this share of its files has holes; the others are
   * written from left to right (BigCode's `fim_split_sample` and `fragment_fim_rate`).
   */
  readonly fragmentRate: number;
  /** UTF-8 bytes of a source file for each hole: AST-FIM has about one for 500. */
  readonly spacing: number;
  /** Most files of context in a row. */
  readonly contextFiles: number;
}

const holes: readonly FimHoles[] = ['edit', 'ast', 'line', 'char'];
const boundaries: readonly FimBoundary[] = ['char', 'token-safe', 'line', 'ast', 'edit'];

/** The names that {@link fimSetting} reads; every other name is somebody else's. */
export const fimOptionNames = [
  'fim',
  'fim-boundary',
  'fim-rate',
  'spm-rate',
  'spm-variant',
  'fim-level',
  'fim-form',
  'fragment-rate',
  'fim-spacing',
  'context-files',
] as const;

/**
 * Reads a build's options. Rates are 1, 0.5, 0.5 where nothing is said, as in BigCode's code.
 * @throws TracewrightError `usage` for a word or number that is none of these.
 */
export function fimSetting(options: Readonly<Record<string, string>>): FimSetting {
  return {
    holes: options.fim === undefined ? null : options.fim.split(',').map((word) => oneOf(word, holes, 'fim')),
    boundary: option(options, 'fim-boundary', (word) => oneOf(word, boundaries, 'fim-boundary')) ?? null,
    fimRate: rate(options, 'fim-rate', 1),
    spmRate: rate(options, 'spm-rate', 0.5),
    spmVariant:
      option(options, 'spm-variant', (word) => (oneOf(word, ['1', '2'], 'spm-variant') === '1' ? 1 : 2)) ?? null,
    level: option(options, 'fim-level', (word) => oneOf(word, ['document', 'context'], 'fim-level')) ?? 'document',
    form: option(options, 'fim-form', (word) => oneOf(word, ['file', 'repository'], 'fim-form')) ?? 'file',
    fragmentRate: rate(options, 'fragment-rate', 0.5),
    spacing: Math.max(1, whole(options, 'fim-spacing', 500)),
    contextFiles: whole(options, 'context-files', 5),
  };
}

type Name = (typeof fimOptionNames)[number];

function option<Value>(
  options: Readonly<Record<string, string>>,
  name: Name,
  read: (word: string) => Value,
): Value | undefined {
  const word = options[name];
  return word === undefined ? undefined : read(word);
}

function oneOf<Word extends string>(word: string, words: readonly Word[], name: Name): Word {
  const known = words.find((one) => one === word);
  if (known !== undefined) return known;
  throw usage(name, word, `it takes ${words.join(', ')}`);
}

function rate(options: Readonly<Record<string, string>>, name: Name, fallback: number): number {
  const word = options[name];
  if (word === undefined) return fallback;
  const value = Number(word);
  if (word.trim() !== '' && value >= 0 && value <= 1) return value;
  throw usage(name, word, 'give a share from 0 to 1');
}

function whole(options: Readonly<Record<string, string>>, name: Name, fallback: number): number {
  const word = options[name];
  if (word === undefined) return fallback;
  if (/^\d{1,9}$/.test(word)) return Number(word);
  throw usage(name, word, `give a whole number such as ${fallback}`);
}

const usage = (name: Name, word: string, remedy: string) =>
  new TracewrightError('usage', `--${name} is ${word}`, { kind: 'usage', remedy });
