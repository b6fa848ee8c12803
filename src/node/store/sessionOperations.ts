import type { Operation } from '../../core/session/operation.ts';
import { inferOperations } from '../../core/session/operations.ts';
import { nodeDigest } from './digest.ts';
import type { LoadedSession } from './loadSession.ts';

/** What the session's events amount to, inferred from the log. */
export function sessionOperations({ events, base, blobs }: LoadedSession): Operation[] {
  return inferOperations(events, base, blobs, nodeDigest);
}
