import { diff } from 'fast-myers-diff';
import type { Diagnostic } from './diagnostic.ts';

/** What the matching needs to know of the change. */
export interface DiagnosticGround {
  /** Text of a file at base, or null. */
  readonly before: (path: string) => string | null;
  /** Text of a file in head, or null. */
  readonly after: (path: string) => string | null;
  /** Where a file of base lies in head, when it was moved. */
  readonly moved: ReadonlyMap<string, string>;
  /** What a name of base is called in head. */
  readonly renamed: ReadonlyMap<string, string>;
}

/**
 * The diagnostics of head that base did not have. One of head is an old one when base has one of the same file (or the
 * file that it was moved from), code and message (renamed names put in place) on the line that it stands on now; or
 * on a line of the same text; or in the lines that the change put in that line's place. Each old one answers for one.
 */
export function typecheckDelta(
  base: readonly Diagnostic[],
  head: readonly Diagnostic[],
  ground: DiagnosticGround,
): Diagnostic[] {
  const pools = new Map<string, Placed[]>();
  const lineMaps = new Map<string, LineMap>();
  for (const old of base) {
    const path = ground.moved.get(old.path) ?? old.path;
    const key = keyOf({ ...old, path, message: inNewWords(old.message, ground.renamed) });
    const before = ground.before(old.path);
    const lines = lineMaps.get(old.path) ?? lineMap(before, ground.after(path));
    lineMaps.set(old.path, lines);
    const pool = pools.get(key) ?? [];
    pool.push({ place: lines(old.line), text: inNewWords(lineOf(before, old.line), ground.renamed) });
    pools.set(key, pool);
  }
  const ways: readonly ((old: Placed, now: Diagnostic) => boolean)[] = [
    (old, now) => old.place.from === now.line && old.place.to === now.line,
    (old, now) => old.text !== '' && old.text === lineOf(ground.after(now.path), now.line),
    (old, now) => now.line >= old.place.from && now.line <= old.place.to,
  ];
  let open = [...head];
  for (const same of ways) {
    open = open.filter((now) => {
      const pool = pools.get(keyOf(now)) ?? [];
      const at = pool.findIndex((old) => same(old, now));
      if (at < 0) return true;
      pool.splice(at, 1);
      return false;
    });
  }
  return open;
}

interface Placed {
  /** First and last line of head in the place of the line. */
  readonly place: { readonly from: number; readonly to: number };
  readonly text: string;
}

type LineMap = (line: number) => Placed['place'];

/** Numbers in a message are part of it; where it points to (`line 12`, `a.ts:3`) moves and is not. */
function keyOf({ path, code, severity, message }: Diagnostic): string {
  const words = message.replace(/\bline \d+/g, 'line').replace(/(\.\w+)[:(]\d+([:,]\d+)?\)?/g, '$1');
  return [path, code, severity, words].join('\0');
}

function inNewWords(text: string, renamed: ReadonlyMap<string, string>): string {
  if (renamed.size === 0) return text;
  return text.replace(/[\p{L}\p{N}_$]+/gu, (word) => renamed.get(word) ?? word);
}

function lineOf(text: string | null, line: number): string {
  return (text?.split('\n', line)[line - 1] ?? '').trim();
}

function lineMap(before: string | null, after: string | null): LineMap {
  if (before === null || after === null) return (line) => ({ from: line, to: line });
  const hunks = [...diff(before.split('\n'), after.split('\n'))];
  return (line) => {
    let shift = 0;
    for (const [from, to, into, out] of hunks) {
      if (line - 1 < from) break;
      if (line - 1 < to) return { from: into + 1, to: Math.max(into + 1, out) };
      shift = out - to;
    }
    return { from: line + shift, to: line + shift };
  };
}
