import type { MinedEdit } from '../../core/mining/minedEdit.ts';

/** Commits whose contents are read at once. */
const BATCH = 24;

/** Mined edits commit by commit, several commits at a time. A commit that two units share is two halves. */
export async function* editsByCommit(edits: AsyncIterable<MinedEdit>): AsyncGenerator<MinedEdit[][]> {
  let batch: MinedEdit[][] = [];
  for await (const edit of edits) {
    const last = batch.at(-1);
    if (last?.[0]?.commit === edit.commit) {
      last.push(edit);
      continue;
    }
    if (batch.length >= BATCH) {
      yield batch;
      batch = [];
    }
    batch.push([edit]);
  }
  if (batch.length > 0) yield batch;
}
