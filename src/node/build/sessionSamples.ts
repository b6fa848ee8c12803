import { type FimOptions, fimFromEdit } from '../../core/sample/fim.ts';
import { seededRandom, seedFor } from '../../core/sample/random.ts';
import type { Sample } from '../../core/sample/sample.ts';
import { sessionEdits } from '../../core/sample/sessionEdits.ts';
import { WorkspaceFold } from '../../core/session/fold.ts';
import { nodeDigest } from '../store/digest.ts';
import type { LoadedSession } from '../store/loadSession.ts';
import { sessionOperations } from '../store/sessionOperations.ts';

/**
 * Fill-in-the-middle samples from what was really inserted in a session.
 * Where folding parts ways with the log, edits from there on are not proved: they are dropped as `after-divergence`.
 */
export function* sessionSamples(
  session: LoadedSession,
  options: FimOptions,
  seed: number,
  drop: (reason: string, times?: number) => void,
): Generator<Sample> {
  const { meta, events, base, blobs } = session;
  const fold = new WorkspaceFold(base, blobs, nodeDigest);
  const edits = sessionEdits({
    source: meta.id,
    events,
    operations: sessionOperations(session),
    fold,
    repos: meta.roots.map(({ name }) => name),
  });
  const random = seededRandom(seedFor(seed, meta.id));
  const proved = fold.divergence?.seq ?? Number.POSITIVE_INFINITY;
  for (const edit of edits) {
    if ((edit.seqs?.[1] ?? 0) >= proved) {
      drop('after-divergence');
      continue;
    }
    const { samples, dropped } = fimFromEdit(edit, options, random, nodeDigest);
    for (const [reason, times] of Object.entries(dropped)) drop(reason, times);
    yield* samples;
  }
}
