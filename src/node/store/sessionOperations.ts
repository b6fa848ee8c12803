import type { Operation } from '../../core/session/operation.ts';
import { inferOperations } from '../../core/session/operations.ts';
import { pathsOf, textParser } from '../syntax/textParser.ts';
import { nodeDigest } from './digest.ts';
import type { LoadedSession } from './loadSession.ts';

/** What the session's events amount to and who did it, inferred from the log, with the syntax of its languages. */
export async function sessionOperations({ events, base, blobs }: LoadedSession): Promise<Operation[]> {
  const parse = await textParser(pathsOf(events));
  return inferOperations(events, base, blobs, nodeDigest, parse);
}
