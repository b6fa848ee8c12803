import { lstat } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { TracewrightError } from '../../core/errors.ts';
import type { RowOrigin } from '../../core/sample/viewing/rowOrigin.ts';
import { runGit } from '../../node/git/gitProcess.ts';
import { listSessions } from '../../node/store/sessionList.ts';
import type { WorkspaceStorage } from '../host/storage.ts';
import { mustBeTrusted } from '../host/trust.ts';
import { revisionUri } from './revisionFiles.ts';

/**
 * Shows where a row came from: the event in the session's timeline, what the commit did to the file, or the file in the
 * state that the row names. git is run in trusted folders only, and only reads.
 * @throws TracewrightError `untrusted` or `origin-missing`
 */
export async function openOrigin(storage: WorkspaceStorage, origin: RowOrigin | null): Promise<void> {
  if (origin === null) throw missing(vscode.l10n.t('This row does not say where it is from'));
  if (origin.kind === 'session') return openSession(storage, origin.session, origin.seq);
  mustBeTrusted(vscode.l10n.t('Showing where a row came from runs git in this folder, which is not trusted'));
  if (origin.kind === 'commit') return openCommit(storage, origin);
  return openFile(storage, origin);
}

async function openSession(storage: WorkspaceStorage, session: string, seq: number | null): Promise<void> {
  if (!listSessions(storage.folder()).some(({ id }) => id === session)) {
    throw missing(vscode.l10n.t('The session {0} is not in this workspace', session));
  }
  const target = { id: session, ...(seq === null ? {} : { seq }) };
  await vscode.commands.executeCommand('tracewright.openTimeline', target);
}

async function openCommit(storage: WorkspaceStorage, origin: RowOrigin & { kind: 'commit' }): Promise<void> {
  const { commit, path: name } = origin;
  const root = await rootWith(storage, `${commit}^{commit}`);
  if (root === undefined) {
    throw missing(vscode.l10n.t('The commit {0} is in no repository of this workspace', commit.slice(0, 10)));
  }
  const before = revisionUri({ root, revision: `${commit}^`, path: name });
  const after = revisionUri({ root, revision: commit, path: name });
  const title = vscode.l10n.t('{0} in commit {1}', path.posix.basename(name), commit.slice(0, 10));
  await vscode.commands.executeCommand('vscode.diff', before, after, title, {
    preview: true,
    viewColumn: vscode.ViewColumn.Beside,
  });
}

async function openFile(storage: WorkspaceStorage, origin: RowOrigin & { kind: 'file' }): Promise<void> {
  const { path: name, tree, range } = origin;
  const root = tree === null ? undefined : await rootWith(storage, `${tree}^{tree}`);
  const uri =
    tree !== null && root !== undefined
      ? revisionUri({ root, revision: tree, path: name })
      : await fileInWorkspace(storage, name);
  if (uri === undefined) throw missing(vscode.l10n.t('{0} is not in this workspace', name));
  const document = await vscode.workspace.openTextDocument(uri);
  const [from, to] = range ?? [0, 0];
  await vscode.window.showTextDocument(document, {
    preview: true,
    viewColumn: vscode.ViewColumn.Beside,
    selection: new vscode.Range(document.positionAt(from), document.positionAt(to)),
  });
}

/** The workspace folder whose repository has an object. */
async function rootWith(storage: WorkspaceStorage, object: string): Promise<string | undefined> {
  for (const { path: root } of storage.roots()) {
    const answer = await runGit(['cat-file', '-e', object], { cwd: root, answers: [0, 1, 128] });
    if (answer.code === 0) return root;
  }
  return undefined;
}

/** A plain file below a workspace folder; links are not followed. A source's name may begin with the folder's own. */
async function fileInWorkspace(storage: WorkspaceStorage, name: string): Promise<vscode.Uri | undefined> {
  const parts = name.split('/');
  for (const root of storage.roots()) {
    for (const below of [parts, ...(parts[0] === path.basename(root.path) ? [parts.slice(1)] : [])]) {
      if (await isPlainFile(root.path, below)) return vscode.Uri.file(path.join(root.path, ...below));
    }
  }
  return undefined;
}

async function isPlainFile(root: string, parts: readonly string[]): Promise<boolean> {
  let at = root;
  for (const [index, part] of parts.entries()) {
    at = path.join(at, part);
    const found = await lstat(at).catch(() => undefined);
    if (found === undefined || (index === parts.length - 1 ? !found.isFile() : !found.isDirectory())) return false;
  }
  return parts.length > 0;
}

function missing(what: string): TracewrightError {
  return new TracewrightError('origin-missing', what, {
    kind: 'usage',
    remedy: vscode.l10n.t('open the folder that the dataset was made from'),
  });
}
