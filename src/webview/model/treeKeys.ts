import { type TimelineRow, typeAhead } from './timelineRows.ts';

/** What a key in the tree asks for; null leaves the key to the browser. */
export type TreeAction =
  | { readonly kind: 'move'; readonly to: number }
  | { readonly kind: 'toggle'; readonly operation: string; readonly open: boolean }
  | { readonly kind: 'enter' }
  | { readonly kind: 'type'; readonly to: number; readonly typed: Typed }
  | { readonly kind: 'none' };

/** Letters typed so far to find a row, and when the last one came (ms). */
export interface Typed {
  readonly text: string;
  readonly at: number;
}

export interface TreePosition {
  readonly rows: readonly TimelineRow[];
  readonly active: number;
  readonly expanded: ReadonlySet<string>;
  /** How many rows Page Up and Page Down move. */
  readonly pageRows: number;
  readonly typed: Typed;
}

export interface TreeKey {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
  readonly metaKey: boolean;
  readonly timeStamp: number;
}

/** Typing goes on from the letters before when they are at most this old. */
const TYPING_MS = 700;

/** The keys of an ARIA tree (WAI-ARIA Authoring Practices, Tree View Pattern). */
export function treeKey(event: TreeKey, at: TreePosition): TreeAction | null {
  if (event.ctrlKey || event.altKey || event.metaKey) return null;
  const { rows, active } = at;
  const row = rows[active];
  const last = rows.length - 1;
  switch (event.key) {
    case 'ArrowDown':
      return move(Math.min(last, active + 1));
    case 'ArrowUp':
      return move(Math.max(0, active - 1));
    case 'Home':
      return move(0);
    case 'End':
      return move(last);
    case 'PageDown':
      return move(Math.min(last, active + at.pageRows));
    case 'PageUp':
      return move(Math.max(0, active - at.pageRows));
    case 'Enter':
      return { kind: 'enter' };
    case 'ArrowRight':
      return row === undefined ? null : goIn(row, at);
    case 'ArrowLeft':
      return row === undefined ? null : goOut(row, at);
    default:
      return event.key.length === 1 ? type(event, at) : null;
  }
}

function move(to: number): TreeAction {
  return { kind: 'move', to };
}

function goIn(row: TimelineRow, at: TreePosition): TreeAction {
  if (row.kind === 'event' || row.operation.events.length === 0) return { kind: 'none' };
  if (at.expanded.has(row.operation.id)) return move(at.active + 1);
  return { kind: 'toggle', operation: row.operation.id, open: true };
}

function goOut(row: TimelineRow, at: TreePosition): TreeAction {
  if (row.kind === 'event') return move(at.active - row.position);
  if (at.expanded.has(row.operation.id)) return { kind: 'toggle', operation: row.operation.id, open: false };
  return { kind: 'none' };
}

function type(event: TreeKey, at: TreePosition): TreeAction {
  const goesOn = event.timeStamp - at.typed.at <= TYPING_MS;
  const text = (goesOn ? at.typed.text : '') + event.key;
  const typed = { text, at: event.timeStamp };
  const to = text.trim() === '' ? -1 : typeAhead(at.rows, at.active, text);
  return { kind: 'type', to: to < 0 ? at.active : to, typed };
}
