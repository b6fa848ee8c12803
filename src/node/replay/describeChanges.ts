import type { DiskFile } from '../../core/session/diskModel.ts';
import type { SessionEvent } from '../../core/session/event.ts';
import type { FileDiff } from '../../core/session/timeline.ts';
import type { ShadowGit } from '../git/shadowGit.ts';
import type { LedgerChange } from './ledger.ts';

/**
 * Changes of files as exact texts (UTF-8, a byte order mark is a character), with moves as `events` tell them.
 * `unexpressed`: what text cannot tell, such as other encodings, links, submodules, changes of a mode.
 */
export async function describeChanges(
  changes: readonly LedgerChange[],
  events: readonly SessionEvent[],
  shadow: ShadowGit,
): Promise<{ readonly diffs: FileDiff[]; readonly unexpressed: string[] }> {
  const texts = await readTexts(changes, shadow);
  const textOf = (file: DiskFile | null) => (file === null ? null : texts.get(file.oid));
  const gone = new Map(changes.filter(({ after }) => after === null).map((change) => [change.path, change]));
  const diffs: FileDiff[] = [];
  const unexpressed: string[] = [];
  const origins = new Map(
    changes.flatMap(({ path, before }) => {
      const from = before === null ? originOf(path, events) : undefined;
      return from !== undefined && gone.has(from) ? [[path, from] as const] : [];
    }),
  );
  const taken = new Set(origins.values());
  for (const { path, before, after } of changes) {
    if (taken.has(path)) continue;
    const from = origins.get(path);
    const old = from === undefined ? before : (gone.get(from)?.before ?? null);
    const [was, is] = [textOf(old), textOf(after)];
    if (was === undefined || is === undefined || !plainModes(old, after)) {
      unexpressed.push(path);
      if (from !== undefined) unexpressed.push(from);
    } else {
      diffs.push({ path, ...(from === undefined ? {} : { from }), before: was, after: is });
    }
  }
  return { diffs, unexpressed };
}

/** A new file is made without the executable bit, an old one keeps what it has. */
function plainModes(before: DiskFile | null, after: DiskFile | null): boolean {
  if (after === null) return before !== null;
  return before === null ? after.mode === '100644' : before.mode === after.mode;
}

/** Where the operation's own renames say that a file came from, through folders and in several steps. */
function originOf(path: string, events: readonly SessionEvent[]): string | undefined {
  let at = path;
  for (const event of events.toReversed()) {
    if (event.kind !== 'file' || event.op !== 'rename' || event.to === undefined) continue;
    if (at === event.to) at = event.path;
    else if (at.startsWith(`${event.to}/`)) at = event.path + at.slice(event.to.length);
  }
  return at === path ? undefined : at;
}

/** Texts by blob id; undefined for what is no UTF-8 text in a regular file, or not at hand. */
async function readTexts(
  changes: readonly LedgerChange[],
  shadow: ShadowGit,
): Promise<Map<string, string | undefined>> {
  const files = changes.flatMap(({ before, after }) => [before, after]).filter((file) => file !== null);
  const regular = files.filter(({ mode }) => mode.startsWith('100'));
  const texts = new Map(files.map(({ oid, bytes }) => [oid, bytes === undefined ? undefined : decode(bytes)]));
  const missing = [...new Set(regular.filter(({ bytes }) => bytes === undefined).map(({ oid }) => oid))];
  const contents = await shadow.readBlobs(missing);
  missing.forEach((oid, index) => {
    const bytes = contents[index];
    texts.set(oid, bytes === null || bytes === undefined ? texts.get(oid) : decode(bytes));
  });
  for (const { oid, mode } of files) if (!mode.startsWith('100')) texts.set(oid, undefined);
  return texts;
}

function decode(bytes: Uint8Array): string | undefined {
  if (bytes.includes(0)) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
