import { Clusters } from '../../core/curation/clusters.ts';
import type { CurationOptions } from '../../core/curation/curationOptions.ts';
import { mostDiverse } from '../../core/curation/mostDiverse.ts';
import { clusterAlike, equalRuns } from './likeRows.ts';
import type { RowLedger } from './rowLedger.ts';
import type { RowSpool } from './rowSpool.ts';

/** Why a row is not written, by number. */
export const whyNot = ['', 'duplicate', 'near-duplicate', 'near-duplicate-across-splits'] as const;
const [DUPLICATE, NEAR, ACROSS] = [1, 2, 3];

/** Splits are kept apart at this likeness where near-duplicates may stay. */
const APART = 0.7;
/** The same answer twice in one document is one too many when it is as long as this. UTF-16 code units. */
const LONG_ANSWER = 80;

export interface Choice {
  /** Number in `whyNot` of each row. */
  readonly why: Uint8Array;
  /** Place of each row's split; all 0 without splits. */
  readonly split: Uint8Array;
  /** Clusters of more than one row. */
  readonly clusters: number;
}

/**
 * Chooses among rows that are equal or alike. Of a cluster only the rows of one split stay, that of the split that is
 * named last, so that what is held out stays whole and no row changes its split. Of these, of one kind and language,
 * equal texts stay once, rows of the most diverse documents, and of each document every answer once.
 */
export function chooseRows(spool: RowSpool, ledger: RowLedger, options: CurationOptions): Choice {
  const { likeness, splits, keepAlike } = options;
  const why = new Uint8Array(ledger.size);
  const split = splits.length === 0 ? new Uint8Array(ledger.size) : ledger.splits(splits);
  const threshold = likeness ?? (splits.length > 1 ? APART : null);
  const clusters = threshold === null ? new Clusters(ledger.size) : clusterAlike(spool, threshold);
  for (const run of equalRuns(ledger.textValues())) joinEqual(run, ledger, clusters);
  let count = 0;
  const names = Uint32Array.from({ length: ledger.size }, (_, row) => clusters.of(row));
  for (const members of equalRuns(names)) {
    count++;
    const home = members.reduce((last, row) => Math.max(last, split[row] as number), 0);
    const groups = new Map<number, number[]>();
    for (const row of members) {
      if (split[row] !== home) why[row] = ACROSS;
      else groups.set(ledger.group(row), [...(groups.get(ledger.group(row)) ?? []), row]);
    }
    for (const rows of groups.values()) chooseOfGroup(rows, spool, ledger, likeness === null ? null : keepAlike, why);
  }
  return { why, split, clusters: count };
}

function joinEqual(run: readonly number[], ledger: RowLedger, clusters: Clusters): void {
  const firsts = new Map<number, number>();
  for (const row of run) {
    const first = firsts.get(ledger.text(row));
    if (first === undefined) firsts.set(ledger.text(row), row);
    else clusters.join(first, row);
  }
}

function chooseOfGroup(
  rows: readonly number[],
  spool: RowSpool,
  ledger: RowLedger,
  keep: number | null,
  why: Uint8Array,
): void {
  const texts = new Set<number>();
  const documents = new Map<number, number[]>();
  for (const row of rows) {
    if (texts.has(ledger.text(row))) {
      why[row] = DUPLICATE;
      continue;
    }
    texts.add(ledger.text(row));
    const own = documents.get(ledger.document(row));
    if (own === undefined) documents.set(ledger.document(row), [row]);
    else own.push(row);
  }
  if (keep === null) return;
  const names = [...documents.keys()];
  const kept = names.length <= keep ? new Set(names) : mostDiverseDocuments(documents, spool, keep);
  for (const [document, own] of documents) {
    if (!kept.has(document)) for (const row of own) why[row] = NEAR;
    else dropRepeatedAnswers(own, ledger, why);
  }
}

function mostDiverseDocuments(
  documents: ReadonlyMap<number, readonly number[]>,
  spool: RowSpool,
  keep: number,
): Set<number> {
  const names = [...documents.keys()];
  const signatures = [...documents.values()].map(([first = 0]) => spool.signature(first).slice());
  const order = names.map((name) => name.toString(16).padStart(14, '0'));
  return new Set(mostDiverse(signatures, order, keep).map((at) => names[at] as number));
}

function dropRepeatedAnswers(rows: readonly number[], ledger: RowLedger, why: Uint8Array): void {
  const answers = new Set<number>();
  for (const row of rows) {
    if (ledger.trainedCharacters(row) < LONG_ANSWER) continue;
    if (answers.has(ledger.answer(row))) why[row] = NEAR;
    answers.add(ledger.answer(row));
  }
}
