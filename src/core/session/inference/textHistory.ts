import { ChunkedText } from '../../edit/chunkedText.ts';
import { type BlobLookup, contentText } from '../content.ts';
import type { SessionEvent, SessionEventOf } from '../event.ts';

type Change = SessionEventOf<'document-open' | 'resync' | 'edit'>;

interface Reading {
  readonly changes: Change[];
  /** How many of them are in `text`. */
  done: number;
  text: ChunkedText;
  /** Whole texts by number of changes, so that going back need not begin at the start. */
  readonly marks: Map<number, string>;
}

const MARK_EVERY = 256;

/** The text of a document at any event: cheap where questions come in the order of the events. */
export class TextHistory {
  readonly #blobs: BlobLookup;
  readonly #readings = new Map<number, Reading>();

  constructor(events: readonly SessionEvent[], blobs: BlobLookup) {
    this.#blobs = blobs;
    for (const event of events) {
      if (event.kind !== 'document-open' && event.kind !== 'resync' && event.kind !== 'edit') continue;
      const reading = this.#readings.get(event.doc);
      if (reading !== undefined) reading.changes.push(event);
      else this.#readings.set(event.doc, { changes: [event], done: 0, text: new ChunkedText(''), marks: new Map() });
    }
  }

  /** The text before the event `seq`; undefined for a document that is not known by then. */
  before(doc: number, seq: number): ChunkedText | undefined {
    const reading = this.#readings.get(doc);
    if (reading === undefined) return undefined;
    const wanted = countBefore(reading.changes, seq);
    if (wanted === 0) return undefined;
    if (wanted < reading.done) this.#back(reading, wanted);
    while (reading.done < wanted) this.#step(reading);
    return reading.text;
  }

  /** The text after the event `seq`. */
  after(doc: number, seq: number): ChunkedText | undefined {
    return this.before(doc, seq + 1);
  }

  #back(reading: Reading, wanted: number): void {
    const mark = wanted - (wanted % MARK_EVERY);
    const text = reading.marks.get(mark);
    reading.text = new ChunkedText(text ?? '');
    reading.done = text === undefined ? 0 : mark;
  }

  #step(reading: Reading): void {
    const change = reading.changes[reading.done++];
    if (change === undefined) return;
    if (change.kind === 'edit') applyAll(reading.text, change);
    else reading.text = new ChunkedText(contentText(change.content, this.#blobs) ?? '');
    if (reading.done % MARK_EVERY === 0 && reading.text.length < 1_000_000)
      reading.marks.set(reading.done, reading.text.toString());
  }
}

/** What does not fit is left out, as folding does. */
function applyAll(text: ChunkedText, { changes }: SessionEventOf<'edit'>): void {
  for (const [offset, deleted, inserted] of changes) {
    if (offset < 0 || deleted < 0 || offset + deleted > text.length) return;
    text.replace(offset, deleted, inserted);
  }
}

function countBefore(changes: readonly Change[], seq: number): number {
  let low = 0;
  let high = changes.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((changes[middle]?.seq ?? 0) < seq) low = middle + 1;
    else high = middle;
  }
  return low;
}
