import type { TracewrightError } from '../../core/errors.ts';
import type { Divergence } from '../../core/session/divergence.ts';
import { type Verification, verifyEvents } from '../../core/session/verify.ts';
import { nodeDigest } from './digest.ts';
import type { LoadedSession } from './loadSession.ts';

export interface SessionVerification extends Verification {
  /** What is wrong with the files of the log, each with file and line. */
  readonly errors: readonly TracewrightError[];
  /** What is odd but harms nothing, for example a file that does not belong there. */
  readonly warnings: readonly TracewrightError[];
}

/**
 * Checks a session as a whole: the hash chain and shape of every record, every saved blob and every checkpoint's tree
 * when the log is folded over its base.
 */
export function verifySession(session: LoadedSession): SessionVerification {
  const folded = verifyEvents(session.events, session.base, session.blobs, nodeDigest);
  const errors = session.problems.filter(({ severity }) => severity === 'error');
  return {
    ...folded,
    ok: folded.ok && errors.length === 0 && session.torn === null,
    firstDivergence: earliest(folded.firstDivergence, errors),
    errors: errors.map(({ error }) => error),
    warnings: session.problems.filter(({ severity }) => severity === 'warning').map(({ error }) => error),
  };
}

/** Folding says where texts part ways; a broken record may stand before that. */
function earliest(
  divergence: Divergence | null,
  errors: readonly { readonly seq: number | null; readonly error: TracewrightError }[],
): Divergence | null {
  const broken = errors[0];
  if (broken === undefined || (divergence !== null && divergence.seq <= (broken.seq ?? 0))) return divergence;
  return { seq: broken.seq ?? 0, kind: 'record', path: broken.error.place.file ?? '', why: broken.error.message };
}
