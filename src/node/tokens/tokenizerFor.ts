import type { Tokenizer } from '../../core/ports.ts';
import { estimatedTokens } from '../../core/sample/estimatedTokens.ts';
import { openTokenizer } from './openTokenizer.ts';

/** The tokenizer of a file (see openTokenizer); without one, an estimate that says that it is one. */
export async function tokenizerFor(file: string | null): Promise<Tokenizer> {
  return file === null ? estimatedTokens : openTokenizer(file);
}
