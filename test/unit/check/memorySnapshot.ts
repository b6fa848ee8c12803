import type { CheckName, Finding, Snapshot } from '../../../src/core/check/change.ts';
import { type ChangeToCheck, ChangeView } from '../../../src/core/check/changeView.ts';
import { finders } from '../../../src/core/check/finders.ts';
import { SyntaxService } from '../../../src/node/syntax/engine.ts';

export type Files = Readonly<Record<string, string>>;
const engine = SyntaxService.open();

/** Files as a snapshot, without a repository. */
export function snapshotOf(files: Files): Snapshot {
  return { paths: Object.keys(files), read: async (path) => files[path] ?? null };
}

/** A change as checks see it; null in `change` takes a file away. */
export function changeOf(
  before: Files,
  change: Readonly<Record<string, string | null>>,
  more: Partial<ChangeToCheck> = {},
): Promise<ChangeView> {
  const after = Object.fromEntries(
    Object.entries({ ...before, ...change }).filter((entry): entry is [string, string] => entry[1] !== null),
  );
  return ChangeView.open({ base: snapshotOf(before), head: snapshotOf(after), engine, ...more }, finders);
}

/** What one check finds, as `severity path:line symbol`. */
export async function found(check: CheckName, change: ChangeView): Promise<string[]> {
  return (await change.found(check)).map(({ severity, path, line, symbol }) => `${severity} ${path}:${line} ${symbol}`);
}

/** A file's text after the mends of its findings. */
export function mended(text: string, path: string, findings: readonly Finding[]): string {
  const fixes = findings.flatMap(({ fix }) => fix ?? []).filter((each) => each.path === path);
  return fixes
    .toSorted((a, b) => b.start - a.start)
    .reduce((result, { start, end, text: by }) => result.slice(0, start) + by + result.slice(end), text);
}
