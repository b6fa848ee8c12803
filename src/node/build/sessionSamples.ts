import { DifferentMiddles } from '../../core/sample/differentMiddles.ts';
import { fimFromEdit } from '../../core/sample/fim.ts';
import type { FimOptions } from '../../core/sample/fimHole.ts';
import type { FimSetting } from '../../core/sample/fimSetting.ts';
import { seededRandom, seedFor } from '../../core/sample/random.ts';
import type { Sample } from '../../core/sample/sample.ts';
import { sessionEdits } from '../../core/sample/sessionEdits.ts';
import { WorkspaceFold } from '../../core/session/fold.ts';
import { nodeDigest } from '../store/digest.ts';
import type { LoadedSession } from '../store/loadSession.ts';
import { sessionOperations } from '../store/sessionOperations.ts';

/**
 * Fill-in-the-middle samples from what was really inserted in a session. Dropped are edits that are not proved, because
 * folding parted ways with the log before them (`after-divergence`), and holes whose middle is that of another hole of
 * the same operation (`repeated-in-operation`).
 */
export async function* sessionSamples(
  session: LoadedSession,
  options: FimOptions,
  { contextFiles, holes }: FimSetting,
  seed: number,
  drop: (reason: string, times?: number) => void,
): AsyncGenerator<Sample> {
  if (holes !== null && !holes.includes('edit')) return;
  const { meta, events, base, blobs } = session;
  const walk = {
    source: meta.id,
    events,
    operations: await sessionOperations(session),
    fold: () => new WorkspaceFold(base, blobs, nodeDigest),
    repos: meta.roots.map(({ name }) => name),
    contextFiles,
  };
  const random = seededRandom(seedFor(seed, meta.id));
  const middles = new DifferentMiddles();
  for (const edit of sessionEdits(walk, (leftOut) => drop('after-divergence', leftOut))) {
    const { samples, dropped } = fimFromEdit(edit, options, random, nodeDigest);
    for (const [reason, times] of Object.entries(dropped)) drop(reason, times);
    for (const sample of samples) {
      if (middles.isNew(sample, String(edit.seqs))) yield sample;
      else drop('repeated-in-operation');
    }
  }
}
