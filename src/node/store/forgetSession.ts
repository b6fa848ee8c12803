import { rmSync } from 'node:fs';
import path from 'node:path';
import { TracewrightError } from '../../core/errors.ts';
import type { SessionEvent } from '../../core/session/event.ts';
import { WorkspaceFold } from '../../core/session/fold.ts';
import { forgetLast } from '../../core/session/forgetLast.ts';
import { ForgottenNames, forgottenNames } from '../../core/session/forgetNames.ts';
import { forgetNote } from '../../core/session/forgetNote.ts';
import type { ForgetOutcome, LogRecord } from '../../core/session/forgetOutcome.ts';
import { forgetPath } from '../../core/session/forgetPath.ts';
import { requireSession } from '../formats/sessionFolder.ts';
import type { ShadowGit } from '../git/shadowGit.ts';
import { notWritable } from '../git/shadowRepository.ts';
import { nodeDigest } from './digest.ts';
import { removeObjects } from './forgetObjects.ts';
import { logRecords, writeRewritten } from './forgetRewrite.ts';
import {
  enterForgetting,
  forgetPlaces,
  isForgetting,
  leaveForgetting,
  settleSwap,
  swapIn,
  unfinishedForgetting,
} from './forgetSwap.ts';
import { ForgetTrees } from './forgetTrees.ts';
import { type LoadedSession, loadSession } from './loadSession.ts';
import { withShadow } from './openSession.ts';
import { listSessions } from './sessionList.ts';
import { verifySession } from './verifySession.ts';
import { lockHolder, lockSession } from './writerLock.ts';

/** The last milliseconds of the session's own time, a file or folder relative to the workspace, or a note by its id. */
export type ForgetRequest = { readonly last: number } | { readonly path: string } | { readonly note: string };

export interface ForgetAnswer {
  readonly removedEvents: number;
  readonly rewrittenSegments: number;
  /** Every name that the path had in the session. */
  readonly names: readonly string[];
}

/**
 * Forgets a part of a session for good: its log is written again without it, and what only that part needed is removed
 * from the shadow git directory. A crash leaves the old or the new session whole, and {@link settleForgetting} finishes.
 * When there is nothing to forget, nothing is touched.
 * Throws `session-locked` when this or another session of the folder is being recorded, `session-damaged`,
 * `forget-everything`, `path-escapes`, `shadow-missing`, and what reading a session throws.
 * @param onStep hears of `ready`, `aside`, `swapped` and `removed`, in this order
 */
export async function forgetSession(
  sessionFolder: string,
  request: ForgetRequest,
  onStep: (step: string) => void = () => undefined,
): Promise<ForgetAnswer> {
  const folder = path.resolve(sessionFolder);
  const sessions = path.dirname(folder);
  await settleForgetting(sessions);
  requireSession(folder);
  refuseRecording(folder);
  return withShadow(folder, async (shadow) => {
    const session = await loadSession(folder, shadow);
    refuseDamaged(session);
    const records = logRecords(session);
    const names = 'path' in request ? forgottenNames(records, workspacePath(request.path)) : new ForgottenNames();
    const outcome =
      'path' in request
        ? forgetPath(records, names, await treesWithout(shadow, records, names))
        : 'note' in request
          ? forgetNote(records, request.note)
          : forgetLast(records, request.last);
    if (!outcome.changed) return { removedEvents: 0, rewrittenSegments: 0, names: [] };
    const release = [enterForgetting(sessions)];
    try {
      release.push(lockSession(folder));
      const rewrittenSegments = await replace(session, outcome, { shadow, names, release, onStep });
      return { removedEvents: outcome.removed, rewrittenSegments, names: names.all() };
    } catch (cause) {
      throw cause instanceof Error && 'syscall' in cause ? notWritable(folder, cause) : cause;
    } finally {
      for (const give of release) give();
      leaveForgetting(sessions);
    }
  });
}

/** Finishes what a crash broke off, for all sessions in the folder `sessions`. */
export async function settleForgetting(sessions: string): Promise<void> {
  if (!isForgetting(sessions)) return;
  const release = enterForgetting(sessions);
  try {
    for (const places of unfinishedForgetting(sessions)) {
      if (settleSwap(places)) {
        refuseRecording(places.session);
        await withShadow(places.session, (shadow) => removeObjects(shadow, sessions, path.basename(places.session)));
      }
      rmSync(places.work, { recursive: true, force: true });
    }
  } finally {
    release();
    leaveForgetting(sessions);
  }
}

interface Replacing {
  readonly shadow: ShadowGit;
  readonly names: ForgottenNames;
  readonly release: (() => void)[];
  readonly onStep: (step: string) => void;
}

async function replace(session: LoadedSession, outcome: ForgetOutcome, replacing: Replacing): Promise<number> {
  const { shadow, names, release, onStep } = replacing;
  const places = forgetPlaces(path.resolve(session.folder));
  rmSync(places.work, { recursive: true, force: true });
  const segments = writeRewritten(session, outcome, places.part);
  try {
    refuseUnproved(session, await loadSession(places.part, shadow), names);
  } catch (error) {
    rmSync(places.work, { recursive: true, force: true });
    throw error;
  }
  swapIn(places, onStep);
  release.push(lockSession(places.session));
  await removeObjects(shadow, path.dirname(places.session), path.basename(places.session));
  rmSync(places.work, { recursive: true, force: true });
  onStep('removed');
  return segments;
}

/** A path relative to the workspace in the log's way. Throws `path-escapes` and `forget-everything`. */
function workspacePath(typed: string): string {
  const slashes = path.sep === '\\' ? typed.replaceAll('\\', '/') : typed;
  if (path.posix.isAbsolute(slashes) || path.win32.isAbsolute(typed) || /^[A-Za-z]:/.test(typed)) {
    throw escapes(typed, 'is absolute');
  }
  if (slashes.split('/').includes('..') || slashes.includes('\0')) throw escapes(typed, 'leads out of the workspace');
  const name = path.posix.normalize(slashes).replace(/\/+$/, '');
  if (name !== '.' && name !== '') return name;
  throw new TracewrightError('forget-everything', 'that is all of the session', {
    kind: 'usage',
    remedy: 'delete the folder of the session to forget all of it',
  });
}

function escapes(typed: string, how: string): TracewrightError {
  return new TracewrightError('path-escapes', `the path ${JSON.stringify(typed)} ${how}`, {
    kind: 'usage',
    remedy: 'name a file or folder relative to the workspace, as the session does',
  });
}

/** What is being recorded may need objects that no log names yet. */
function refuseRecording(folder: string): void {
  const others = listSessions(path.dirname(path.dirname(folder))).map((listed) => listed.folder);
  for (const candidate of new Set([folder, ...others])) {
    const holder = lockHolder(candidate);
    if (holder === null) continue;
    throw new TracewrightError(
      'session-locked',
      `process ${holder.pid} on ${holder.host} records into ${candidate === folder ? 'this session' : 'another session of this folder'}`,
      { kind: 'environment', place: { file: candidate }, remedy: 'stop recording there first' },
    );
  }
}

function refuseDamaged({ problems, folder }: LoadedSession): void {
  const damage = problems.find(({ severity }) => severity === 'error');
  if (damage === undefined) return;
  throw new TracewrightError('session-damaged', `the log is damaged: ${damage.error.message}`, {
    place: { file: folder, ...damage.error.place },
    remedy: 'put it back from a copy, or delete the folder of the session to forget all of it',
    cause: damage.error,
  });
}

/** Every tree that the records name, by root and id, with the one that it becomes. */
async function treesWithout(
  shadow: ShadowGit,
  records: readonly LogRecord[],
  names: ForgottenNames,
): Promise<Map<string, string>> {
  const trees = new ForgetTrees(shadow);
  const result = new Map<string, string>();
  for (const record of records) {
    for (const [root, tree] of treesIn(record as SessionEvent)) {
      result.set(`${root} ${tree}`, await trees.without(tree, names.in(root)));
    }
  }
  return result;
}

function treesIn(event: SessionEvent): (readonly [root: number, tree: string])[] {
  if (event.kind === 'session-start') return event.roots.map(({ tree }, root) => [root, tree] as const);
  if (event.kind === 'checkpoint') return event.trees.map((tree, root) => [root, tree] as const);
  if (event.kind !== 'bulk') return [];
  return [event.from, event.to].map((tree) => [event.root ?? 0, tree] as const);
}

/** A session that held must hold without what was forgotten, with every other file as it was. */
function refuseUnproved(before: LoadedSession, after: LoadedSession, names: ForgottenNames): void {
  if (!verifySession({ ...before, torn: null }).ok) return;
  const { ok, firstDivergence, events } = verifySession(after);
  const cut = names.size === 0;
  if (ok && (cut || elsewhere(before, names) === elsewhere(after, names))) return;
  const why = firstDivergence === null ? `after event ${events}` : `${firstDivergence.path}: ${firstDivergence.why}`;
  throw new TracewrightError('forget-not-proved', `what would be left does not hold (${why})`, {
    place: { file: before.folder },
    remedy: 'nothing was changed; delete the folder of the session to forget all of it, and report this',
  });
}

/** All files and texts at the end but the forgotten ones, as one string to compare. */
function elsewhere(session: LoadedSession, names: ForgottenNames): string {
  const fold = new WorkspaceFold(session.base, session.blobs, nodeDigest);
  for (const event of session.events) fold.apply(event);
  const files = session.base.map((_entries, root) =>
    [...fold.files(root)]
      .flatMap(([name, { mode, oid }]) => (names.has(name, root) ? [] : [`${name} ${mode} ${oid}`]))
      .sort(),
  );
  const texts = fold.documents().flatMap(({ doc, text }) => (names.documents.has(doc) ? [] : [[doc, text.toString()]]));
  return JSON.stringify([files, texts]);
}
