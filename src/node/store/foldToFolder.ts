import { chmodSync, existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { TracewrightError } from '../../core/errors.ts';
import type { DiskFile } from '../../core/session/diskModel.ts';
import { treeId } from '../../core/session/diskModel.ts';
import { WorkspaceFold } from '../../core/session/fold.ts';
import { pathInside } from '../../core/trajectory/pathInside.ts';
import { nodeDigest } from './digest.ts';
import { loadSession } from './loadSession.ts';
import { withShadow } from './openSession.ts';

export interface FoldRequest {
  /** The last event that counts: its number, or one end of the session. */
  readonly at: number | 'start' | 'end';
  /** A folder that is empty or not there yet. */
  readonly out: string;
  /** Index of the workspace root. */
  readonly root?: number;
  /** With the editor's unsaved texts in place of what was on disk. */
  readonly unsaved?: boolean;
}

/**
 * Writes a workspace root as it was after an event. `tree` is git's id of what was written.
 * Throws `folder-not-empty`, `no-such-event`, `content-missing`, `path-escapes`, and what loading a session throws.
 */
export function foldToFolder(
  sessionFolder: string,
  request: FoldRequest,
): Promise<{ seq: number; tree: string; files: number }> {
  return withShadow(sessionFolder, async (shadow) => {
    const out = path.resolve(request.out);
    if (existsSync(out) && readdirSync(out).length > 0) {
      throw new TracewrightError('folder-not-empty', 'the folder is not empty', {
        place: { file: out },
        remedy: 'name a new or empty folder',
      });
    }
    const session = await loadSession(sessionFolder, shadow);
    const seq = lastEvent(request.at, session.events);
    const fold = new WorkspaceFold(session.base, session.blobs, nodeDigest);
    for (const event of session.events) if (event.seq <= seq) fold.apply(event);
    const root = request.root ?? 0;
    const files = [...(request.unsaved === true ? fold.effectiveFiles(root) : fold.files(root))];
    for (const [name] of files) requireInside(name);
    const missing = files
      .filter(([, file]) => fold.bytes(file) === undefined && file.mode !== '160000')
      .map(([, { oid }]) => oid);
    const stored = await shadow.readBlobs(missing);
    const contents = new Map(missing.map((oid, index) => [oid, stored[index] ?? undefined]));
    mkdirSync(out, { recursive: true });
    // Links last, so that nothing is ever written through one.
    for (const [name, file] of linksLast(files)) write(out, name, file, fold.bytes(file) ?? contents.get(file.oid));
    return {
      seq,
      tree: treeId(
        files.map(([name, { mode, oid }]) => ({ path: name, mode, oid })),
        nodeDigest,
      ),
      files: files.length,
    };
  });
}

function lastEvent(at: FoldRequest['at'], events: readonly { readonly seq: number }[]): number {
  const last = events.at(-1)?.seq ?? 0;
  if (at === 'end') return last;
  const seq = at === 'start' ? 0 : at;
  if (seq <= last) return seq;
  throw new TracewrightError('no-such-event', `the session has no event ${seq}`, {
    kind: 'usage',
    remedy: `its last event is ${last}`,
  });
}

/** A session may come from anywhere: its paths neither leave the folder nor make it a git repository. */
function requireInside(name: string): void {
  const inside = pathInside(name);
  if (inside.ok && inside.path === name) return;
  throw new TracewrightError('path-escapes', `the path ${JSON.stringify(name)} leads out of the folder`, {
    remedy: 'do not use this session: it was not written by Tracewright',
  });
}

function write(out: string, name: string, file: DiskFile, bytes: Uint8Array | undefined): void {
  const target = path.join(out, name);
  if (file.mode === '160000') {
    mkdirSync(target, { recursive: true });
    return;
  }
  if (bytes === undefined) {
    throw new TracewrightError(
      'content-missing',
      `the content of ${name} (blob ${file.oid}) is not in the shadow git directory`,
      { remedy: 'keep the whole .tracewright folder together' },
    );
  }
  mkdirSync(path.dirname(target), { recursive: true });
  if (file.mode === '120000') symlinkSync(Buffer.from(bytes).toString('utf8'), target);
  else writeFileSync(target, bytes, { flag: 'wx' });
  if (file.mode === '100755') chmodSync(target, 0o755);
}

function linksLast(files: readonly (readonly [string, DiskFile])[]): (readonly [string, DiskFile])[] {
  const isLink = ([, { mode }]: readonly [string, DiskFile]) => mode === '120000';
  return [...files.filter((entry) => !isLink(entry)), ...files.filter(isLink)];
}
