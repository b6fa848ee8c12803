import type { Unclaimed } from './draft.ts';
import type { Site } from './editFacts.ts';
import type { EditFact } from './facts.ts';
import { isReload } from './typingRuns.ts';

/** Longest pause, in ms, between two edits of one burst. */
const PAUSE = 1500;
/** An edit of one place that changes less, in code units, is a key or two. */
const KEYS = 8;

/** One place of an edit. */
export interface Piece {
  readonly edit: EditFact;
  readonly site: Site;
}

/** Runs of edits, over one document or several, that were not typed one key after another. */
export function bursts(edits: readonly EditFact[], unclaimed: Unclaimed): EditFact[][] {
  const found: EditFact[][] = [];
  let burst: EditFact[] | undefined;
  for (const edit of edits) {
    if (!unclaimed.has(edit.event.seq) || !isWhole(edit)) continue;
    const last = burst?.at(-1);
    if (burst !== undefined && last !== undefined && edit.event.t - last.event.t <= PAUSE) burst.push(edit);
    else {
      burst = [edit];
      found.push(burst);
    }
  }
  return found;
}

export function piecesOf(edits: readonly EditFact[]): Piece[] {
  return edits.flatMap((edit) => edit.sites.map((site) => ({ edit, site })));
}

/** Whether an edit came in at once, by a command or from the clipboard, and neither by undo nor from the disk. */
export function isWhole(edit: EditFact): boolean {
  if (edit.event.reason !== undefined || isReload(edit) || edit.madeBySave !== null) return false;
  return edit.sites.length > 1 || edit.inserted > KEYS || edit.deleted > KEYS;
}
