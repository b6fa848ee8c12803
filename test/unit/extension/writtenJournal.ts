import type { NewEvent } from '../../../src/core/session/event.ts';
import { objectId } from '../../../src/node/git/looseObject.ts';
import { Journal } from '../../../src/node/recording/journal.ts';

/** A journal that is open, and what is written to it. */
export function writtenJournal(): { journal: Journal; events: NewEvent[] } {
  const events: NewEvent[] = [];
  const journal = new Journal({
    blobs: { blobId: (bytes) => objectId('blob', bytes), writeBlob: (bytes) => objectId('blob', bytes) },
    askForText: () => undefined,
    onFailure: (error) => {
      throw error;
    },
    onWrite: () => undefined,
  });
  journal.open({ append: (event) => ({ seq: events.push(event) - 1 }) }, []);
  return { journal, events };
}
