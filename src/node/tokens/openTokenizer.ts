import { stat } from 'node:fs/promises';
import path from 'node:path';
import { TracewrightError } from '../../core/errors.ts';
import type { Tokenizer } from '../../core/ports.ts';
import { readTextFile } from '../formats/readTextFile.ts';
import { nodeDigest } from '../store/digest.ts';
import { type TokenizerEngine, Vocabulary } from './vocabulary.ts';

/**
 * The tokenizer of a `tokenizer.json`, or of a folder with one, as model repositories have it. Its `id` is the file's
 * name and hash, the same wherever the file lies. The engine is loaded with the first one.
 * @throws TracewrightError `not-a-tokenizer`, and what reading the file throws
 */
export async function openTokenizer(file: string): Promise<Tokenizer> {
  const target = await tokenizerFile(file);
  const content = await readTextFile(target);
  const definition = parsed(content, target);
  const { Tokenizer: Engine } = await import('@huggingface/tokenizers');
  const id = `${path.basename(target)} sha256:${nodeDigest('sha256', content).slice(0, 16)}`;
  try {
    return new Vocabulary(id, new Engine(definition, {}) as TokenizerEngine);
  } catch (error) {
    throw notATokenizer(target, error instanceof Error ? error.message : String(error));
  }
}

async function tokenizerFile(named: string): Promise<string> {
  const folder = await stat(named).then(
    (found) => found.isDirectory(),
    () => false,
  );
  return folder ? path.join(named, 'tokenizer.json') : named;
}

function parsed(content: string, file: string): object {
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch {
    throw notATokenizer(file, 'it is not JSON');
  }
  if (typeof value === 'object' && value !== null && 'model' in value && 'added_tokens' in value) return value;
  throw notATokenizer(file, 'it has no model and added_tokens');
}

function notATokenizer(file: string, why: string): TracewrightError {
  return new TracewrightError('not-a-tokenizer', `this is no tokenizer.json: ${why}`, {
    place: { file },
    remedy: "take tokenizer.json from the model's repository; a SentencePiece .model file has to be converted first",
  });
}
