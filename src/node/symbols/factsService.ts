import { parentPort } from 'node:worker_threads';
import type { FileFacts } from '../../core/symbols/facts.ts';
import { fileFacts, hasFacts } from '../../core/symbols/fileFacts.ts';
import { SyntaxService } from '../syntax/engine.ts';

/** Texts to read, and how the answer is told from others. */
export interface FactsQuestion {
  readonly id: number;
  readonly files: readonly { readonly path: string; readonly text: string }[];
}

/** `null` for what there is no parser or no rules for, or what the parser refused. */
export interface FactsReply {
  readonly id: number;
  readonly facts: readonly (FileFacts | null)[];
}

/** Answers questions for facts in a worker thread, until it is ended. */
export function serveFacts(): void {
  const read = factsReader();
  parentPort?.on('message', async ({ id, files }: FactsQuestion) => {
    const facts: (FileFacts | null)[] = [];
    for (const { path, text } of files) facts.push(await read(path, text).catch(() => null));
    const buffers = facts.flatMap((each) => (each === null ? [] : [each.references.buffer as ArrayBuffer]));
    parentPort?.postMessage({ id, facts } satisfies FactsReply, buffers);
  });
}

/** Reads facts in this thread; a grammar is loaded with the first file of its language. */
export function factsReader(service = SyntaxService.open()): (path: string, text: string) => Promise<FileFacts | null> {
  return async (path, text) => {
    if (!hasFacts(service.languageOf(path)?.id ?? '')) return null;
    const tree = await service.parse(path, text, { queries: false });
    return (tree && fileFacts(tree)) ?? null;
  };
}
