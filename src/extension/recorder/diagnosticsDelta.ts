import type { SessionEventOf } from '../../core/session/event.ts';

/** A diagnostic as the log has it, with its number. */
export type Numbered = SessionEventOf<'diagnostics'>['added'][number];
export type Diagnostic = Omit<Numbered, 'id'>;

export interface DiagnosticsDelta {
  /** What is there now, each under its number. */
  readonly now: readonly Numbered[];
  readonly added: readonly Numbered[];
  readonly removed: readonly number[];
  /** How many more came that are not in `now`. */
  readonly dropped: number;
}

const GRAVITY = { error: 0, warning: 1, information: 2, hint: 3 } as const;

/**
 * What came and went between two lists of one file's diagnostics. Two are the same when severity, message, source and
 * code are: first those at the same range, then the others in their order, which are taken to have moved with the text
 * and keep their number. So a file in which lines are typed above its errors changes nothing.
 *
 * Of what came, at most `most` less what stays is taken, the gravest first; the rest is counted.
 */
export function diagnosticsDelta(
  known: readonly Numbered[],
  current: readonly Diagnostic[],
  most: number,
  nextId: () => number,
): DiagnosticsDelta {
  const left = new Map<string, Numbered[]>();
  for (const diagnostic of known) {
    const alike = left.get(keyOf(diagnostic));
    if (alike === undefined) left.set(keyOf(diagnostic), [diagnostic]);
    else alike.push(diagnostic);
  }
  const stays: Numbered[] = [];
  const take = (diagnostic: Diagnostic, fits: (candidate: Numbered) => boolean): boolean => {
    const alike = left.get(keyOf(diagnostic));
    const found = alike?.findIndex(fits) ?? -1;
    const [same] = found < 0 ? [] : (alike?.splice(found, 1) ?? []);
    if (same !== undefined) stays.push({ ...diagnostic, id: same.id });
    return same !== undefined;
  };
  const elsewhere = current.filter((diagnostic) => !take(diagnostic, ({ range }) => isSame(range, diagnostic.range)));
  const came = elsewhere
    .filter((diagnostic) => !take(diagnostic, () => true))
    .sort((a, b) => GRAVITY[a.severity] - GRAVITY[b.severity]);
  const room = Math.max(0, most - stays.length);
  const added = came.slice(0, room).map((diagnostic): Numbered => ({ id: nextId(), ...diagnostic }));
  return {
    now: [...stays, ...added],
    added,
    removed: [...left.values()].flatMap((alike) => alike.map(({ id }) => id)).sort((a, b) => a - b),
    dropped: came.length - added.length,
  };
}

function keyOf({ severity, message, source, code }: Diagnostic): string {
  return JSON.stringify([severity, message, source, code]);
}

function isSame(left: Diagnostic['range'], right: Diagnostic['range']): boolean {
  return left.every((part, index) => part === right[index]);
}
