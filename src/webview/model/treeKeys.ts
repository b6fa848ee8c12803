/** What a key in the tree asks for; null leaves the key to the browser. */
export type TreeAction =
  | { readonly kind: 'move'; readonly to: number }
  | { readonly kind: 'toggle'; readonly row: number; readonly open: boolean }
  | { readonly kind: 'enter' }
  | { readonly kind: 'type'; readonly to: number; readonly typed: Typed }
  | { readonly kind: 'none' };

/** Letters typed so far to find a row, and when the last one came (ms). */
export interface Typed {
  readonly text: string;
  readonly at: number;
}

/** A row as the keyboard sees it. */
export interface TreeLine {
  readonly title: string;
  /** From 1 for the rows at the top. */
  readonly level: number;
  /** Null: nothing is below it. */
  readonly open: boolean | null;
}

export interface TreePosition {
  readonly count: number;
  /** The row at an index below `count`. */
  readonly line: (index: number) => TreeLine;
  readonly active: number;
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
  const { count, active } = at;
  const row = active >= 0 && active < count ? at.line(active) : undefined;
  const last = count - 1;
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

function goIn(row: TreeLine, at: TreePosition): TreeAction {
  if (row.open === null) return { kind: 'none' };
  return row.open ? move(at.active + 1) : { kind: 'toggle', row: at.active, open: true };
}

function goOut(row: TreeLine, at: TreePosition): TreeAction {
  if (row.open === true) return { kind: 'toggle', row: at.active, open: false };
  let parent = at.active;
  while (parent >= 0 && at.line(parent).level >= row.level) parent--;
  return parent < 0 ? { kind: 'none' } : move(parent);
}

function type(event: TreeKey, at: TreePosition): TreeAction {
  const goesOn = event.timeStamp - at.typed.at <= TYPING_MS;
  const text = (goesOn ? at.typed.text : '') + event.key;
  const typed = { text, at: event.timeStamp };
  const to = text.trim() === '' ? -1 : typeAhead(at, text);
  return { kind: 'type', to: to < 0 ? at.active : to, typed };
}

/** The next row, from after the active one and around, whose title starts with what was typed; -1 when there is none. */
function typeAhead({ count, line, active }: TreePosition, typed: string): number {
  const wanted = typed.toLocaleLowerCase();
  const start = typed.length === 1 ? active + 1 : active;
  for (let step = 0; step < count; step++) {
    const index = (start + step) % count;
    if (line(index).title.toLocaleLowerCase().startsWith(wanted)) return index;
  }
  return -1;
}
