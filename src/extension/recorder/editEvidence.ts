/** A place in a text as line and column, counted from 0. */
interface Spot {
  readonly line: number;
  readonly character: number;
}

interface Span {
  readonly start: Spot;
  readonly end: Spot;
}

/** What was seen in the moment of an edit. Ranges are those of the text before it. */
export interface EditMoment {
  /** What the editor itself names as the source, where it lets extensions read it. */
  readonly detailedReason?: { readonly source?: unknown; readonly metadata?: unknown } | undefined;
  /** The document is that of the editor with the focus. */
  readonly active: boolean;
  /** The document is shown in some editor. */
  readonly visible: boolean;
  /** The window has the focus. */
  readonly focused: boolean;
  readonly cursors: readonly Span[];
  readonly changes: readonly { readonly range: Span; readonly text: string }[];
  readonly undone: boolean;
  /** Milliseconds since a paste into this document was asked for. */
  readonly sincePaste?: number | undefined;
  /** Open tabs in which an agent's edits are looked through. */
  readonly chatEditing: number;
  /** A preview of a refactoring is open. */
  readonly refactorPreview: boolean;
}

/** So many comparisons of cursors with changes cost well under a tenth of a millisecond. */
const MOST_COMPARED = 10_000;
/** A paste comes this soon after it was asked for. Milliseconds. */
const PASTE_MS = 2_000;

/**
 * What tells who made an edit, judged by nobody yet. Only what is not usual is named: typing at a cursor in the
 * focused window has no evidence at all.
 */
export function editEvidence(moment: EditMoment): Record<string, unknown> | undefined {
  const evidence: Record<string, unknown> = {};
  const { detailedReason } = moment;
  if (detailedReason !== undefined) {
    evidence.detailedReason = { source: detailedReason.source, metadata: detailedReason.metadata };
  }
  if (!moment.active) evidence.active = false;
  if (!moment.visible) evidence.visible = false;
  if (!moment.focused) evidence.focused = false;
  const touched = moment.active ? touchesCursor(moment) : undefined;
  if (touched === false) evidence.cursor = false;
  const pasted = moment.sincePaste !== undefined && moment.sincePaste <= PASTE_MS;
  if (pasted) evidence.paste = Math.round(moment.sincePaste ?? 0);
  const atOnce = touched === true && !pasted && !moment.undone ? insertedAtOnce(moment) : 0;
  if (atOnce > 0) evidence.atOnce = atOnce;
  if (moment.chatEditing > 0) evidence.chatEditing = moment.chatEditing;
  if (moment.refactorPreview) evidence.refactorPreview = true;
  return Object.keys(evidence).length === 0 ? undefined : evidence;
}

/** Whether some change touches some cursor that was there before; undefined when there are too many to look at. */
function touchesCursor({ cursors, changes }: EditMoment): boolean | undefined {
  let compared = 0;
  for (const { range } of changes) {
    for (const cursor of cursors) {
      if (!isBefore(range.end, cursor.start) && !isBefore(cursor.end, range.start)) return true;
      if (++compared >= MOST_COMPARED) return undefined;
    }
  }
  return false;
}

/** Code units that came at one cursor in one piece that is no single character, closing pair or new line; else 0. */
function insertedAtOnce({ changes }: EditMoment): number {
  const [change] = changes;
  if (changes.length !== 1 || change === undefined) return 0;
  const { text } = change;
  if (text.length < 2 || /^(?:\s*|\(\)|\[\]|\{\}|''|""|``|<>)$/.test(text)) return 0;
  return text.length === String.fromCodePoint(text.codePointAt(0) ?? 0).length ? 0 : text.length;
}

function isBefore(a: Spot, b: Spot): boolean {
  return a.line < b.line || (a.line === b.line && a.character < b.character);
}
