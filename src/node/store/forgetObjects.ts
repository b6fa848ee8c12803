import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { segmentNumber } from '../../core/session/readLog.ts';
import { refName, type ShadowGit } from '../git/shadowGit.ts';

/** Members that name an object; `from` and `to` are the trees of a `bulk`. */
const OBJECT_MEMBERS: ReadonlySet<string> = new Set(['blob', 'tree', 'trees', 'from', 'to']);
const OBJECT_ID = /^[0-9a-f]{40}$/;
/** Holds what other sessions need while unreachable objects are removed. */
const KEEP = 'refs/tracewright-keep/others';
const who = [
  ['-c', 'user.name=Tracewright'],
  ['-c', 'user.email=tracewright@localhost'],
].flat();

/**
 * Removes from the shadow git directory what only the forgotten part of session `id` needed. What the logs of all sessions
 * name (trees of roots and checkpoints, contents kept as blobs) stays, reachable or not. Refs of sessions that are no more
 * go, and so do the indexes, which the next snapshot makes anew. Nobody may be recording meanwhile.
 */
export async function removeObjects(shadow: ShadowGit, sessions: string, id: string): Promise<void> {
  const folders = readdirSync(sessions, { withFileTypes: true }).flatMap((e) => (e.isDirectory() ? [e.name] : []));
  const own = namedObjects(path.join(sessions, id));
  const others = new Set(
    folders.filter((name) => name !== id).flatMap((name) => [...namedObjects(path.join(sessions, name))]),
  );
  const ref = `refs/tracewright/${refName(id)}`;
  const ownTree = await treeOf(shadow, own);
  const commit = await text(shadow, [...who, 'commit-tree', ownTree, '-m', 'What the session needs']);
  await shadow.git(['update-ref', ref, commit]);
  await shadow.git(['update-ref', KEEP, await treeOf(shadow, others)]);
  await dropRefs(shadow, id, new Set(folders.map((name) => `refs/tracewright/${refName(name)}`)));
  removeIndexes(shadow.gitDir, id);
  await shadow.git(['reflog', 'expire', '--expire=now', '--all']);
  await shadow.git(['repack', '-a', '-d', '-l', '-q']);
  await shadow.git(['prune', '--expire=now']);
  await shadow.git(['update-ref', '-d', KEEP]);
}

/** The ids of the objects that a session's log names. */
function namedObjects(folder: string): Set<string> {
  const ids = new Set<string>();
  for (const name of readdirSync(folder)) {
    if (segmentNumber(name) === null) continue;
    for (const line of readFileSync(path.join(folder, name), 'utf8').split('\n')) {
      if (/"(blob|trees?|bulk)"/.test(line)) collect(parsed(line), ids);
    }
  }
  return ids;
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

/** Members of that name, wherever they stand, so that kinds of a newer version count too. */
function collect(value: unknown, ids: Set<string>): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [name, member] of Object.entries(value)) {
    if (OBJECT_MEMBERS.has(name)) {
      for (const id of [member].flat()) if (typeof id === 'string' && OBJECT_ID.test(id)) ids.add(id);
    }
    collect(member, ids);
  }
}

/** A tree that holds, under their ids, those of the objects that are there. */
async function treeOf(shadow: ShadowGit, ids: ReadonlySet<string>): Promise<string> {
  const input = [...ids].join('\n');
  const found = input === '' ? '' : await text(shadow, ['cat-file', '--batch-check'], `${input}\n`);
  const lines = found.split('\n').flatMap((line) => {
    const [oid = '', type = ''] = line.split(' ');
    if (type === 'blob') return [`100644 blob ${oid}\t${oid}`];
    return type === 'tree' ? [`040000 tree ${oid}\t${oid}`] : [];
  });
  return text(shadow, ['mktree'], lines.map((line) => `${line}\n`).join(''));
}

async function dropRefs(shadow: ShadowGit, id: string, alive: ReadonlySet<string>): Promise<void> {
  const ledger = `refs/tracewright-ledgers/${refName(id)}`;
  const refs = (await text(shadow, ['for-each-ref', '--format=%(refname)', 'refs/tracewright', ledger])).split('\n');
  for (const ref of refs) if (ref !== '' && !alive.has(ref)) await shadow.git(['update-ref', '-d', ref]);
}

function removeIndexes(gitDir: string, id: string): void {
  for (const name of readdirSync(gitDir)) {
    const ofSession = name.startsWith('ignore-') && name.endsWith(`-${refName(id)}`);
    if (/^index(-|$)/.test(name) || ofSession) rmSync(path.join(gitDir, name), { force: true });
  }
  const logs = path.join(gitDir, 'logs', 'refs', 'tracewright', refName(id));
  if (existsSync(logs)) rmSync(logs);
}

async function text(shadow: ShadowGit, args: readonly string[], input?: string): Promise<string> {
  const { stdout } = await shadow.git(args, input === undefined ? {} : { input });
  return stdout.toString('utf8').trim();
}
