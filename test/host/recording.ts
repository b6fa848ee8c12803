/** What the recorder's host tests share: drive the commands, then read the session back from disk. */
import assert from 'node:assert/strict';
import path from 'node:path';
import * as vscode from 'vscode';
import type { EventKind, SessionEventOf } from '../../src/core/session/event.ts';
import { WorkspaceFold } from '../../src/core/session/fold.ts';
import { verifyEvents } from '../../src/core/session/verify.ts';
import { ShadowGit } from '../../src/node/git/shadowGit.ts';
import { nodeDigest } from '../../src/node/store/digest.ts';
import type { LoadedSession } from '../../src/node/store/loadSession.ts';
import { openSession } from '../../src/node/store/openSession.ts';

export function folderPath(): string {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert.ok(folder, 'the window has no folder');
  return folder.uri.fsPath;
}

export function fileUri(name: string): vscode.Uri {
  return vscode.Uri.file(path.join(folderPath(), name));
}

export async function openFile(name: string): Promise<vscode.TextEditor> {
  return vscode.window.showTextDocument(await vscode.workspace.openTextDocument(fileUri(name)), { preview: false });
}

export function editorText(name: string): string | undefined {
  return vscode.workspace.textDocuments.find(({ uri }) => uri.fsPath === fileUri(name).fsPath)?.getText();
}

export function wait(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** Waits until something holds; fails with `what` after ten seconds. */
export async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt++) {
    if (await holds()) return;
    await wait(100);
  }
  assert.fail(`not within ten seconds: ${what}`);
}

/** Records while `work` runs, stops, and reads the session back. */
export async function record(
  goal: string,
  work: (id: string) => Promise<void>,
  storage?: string,
): Promise<LoadedSession> {
  await vscode.extensions.getExtension('tracewright.tracewright')?.activate();
  const id = await vscode.commands.executeCommand<string>('tracewright.startRecording', { goal });
  assert.match(id, /^\d{8}-\d{6}-[0-9a-f]{4}$/);
  try {
    await work(id);
  } finally {
    await vscode.commands.executeCommand('tracewright.stopRecording');
  }
  return load(id, storage);
}

export function load(id: string, storage = path.join(folderPath(), '.tracewright')): Promise<LoadedSession> {
  return openSession(path.join(storage, 'sessions', id));
}

/** The log folds without a divergence, every checkpoint matches, and it ends with the disk as git sees it now. */
export async function verified(session: LoadedSession): Promise<void> {
  assert.deepEqual(session.problems, []);
  const result = verifyEvents(session.events, session.base, session.blobs, nodeDigest);
  assert.equal(result.firstDivergence, null, JSON.stringify(result.firstDivergence));
  assert.ok(result.checkpoints.checked >= 2, 'a checkpoint at the start and one at the end');
  assert.equal(result.checkpoints.matched, result.checkpoints.checked);
  assert.equal(session.events.at(-1)?.kind, 'session-stop');
  const git = new ShadowGit(path.join(folderPath(), '.tracewright'), 'test');
  try {
    assert.equal(fold(session).treeId(), (await git.snapshot(folderPath())).tree, 'the log ends with what is on disk');
  } finally {
    git.dispose();
  }
}

export function fold(session: LoadedSession): WorkspaceFold {
  const folded = new WorkspaceFold(session.base, session.blobs, nodeDigest);
  for (const event of session.events) folded.apply(event);
  return folded;
}

/** Events of one kind, typed. */
export function eventsOf<K extends EventKind>(session: LoadedSession, kind: K): SessionEventOf<K>[] {
  return session.events.filter((event) => event.kind === kind) as unknown as SessionEventOf<K>[];
}

/** The text of a document at the end, by its path. */
export function textBy(session: LoadedSession, name: string): string | undefined {
  const folded = fold(session);
  const documents = folded.documents().filter((document) => document.path === name);
  const last = documents.at(-1);
  return last === undefined ? undefined : folded.text(last.doc);
}
