/** The window and the folder on which random actions are done, and how each of them is done. */
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { folderPath, wait } from '../recording.ts';
import { type Action, STARTING_FILES } from './action.ts';

/** The folder below the workspace in which everything happens. */
export const FOLDER = 'prop';
/** No action may take longer: what is refused by a dialog would wait for ever. Milliseconds. */
const PATIENCE_MS = 8_000;

export interface StageHooks {
  readonly quiet: () => Promise<void>;
  /** Recording has just been paused, or has gone on: a checkpoint was made. */
  readonly checkpoint: () => void;
}

/** Files, commits and editors as every session finds them. */
export async function setStage(): Promise<void> {
  await closeEverything();
  tryGit('checkout', '--quiet', '--force', 'main');
  tryGit('branch', '-D', 'side');
  tryGit('stash', 'clear');
  rmSync(inFolder('.'), { recursive: true, force: true });
  for (const [name, text] of Object.entries(STARTING_FILES)) put(name, text);
  git('add', '--all', FOLDER);
  tryGit('commit', '--quiet', '--message', 'Start');
  await wait(300);
}

/** Takes away what the sessions left, back to a commit. */
export async function clearStage(commit: string): Promise<void> {
  await closeEverything();
  tryGit('checkout', '--quiet', '--force', 'main');
  tryGit('branch', '-D', 'side');
  tryGit('stash', 'clear');
  git('reset', '--quiet', commit);
  rmSync(inFolder('.'), { recursive: true, force: true });
}

export function headCommit(): string {
  return git('rev-parse', 'HEAD').trim();
}

/** Does one action; the answer is what came of it, in a word or the reason why nothing did. */
export async function perform(action: Action, hooks: StageHooks): Promise<string> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve('no answer'), patience(action));
  });
  try {
    return await Promise.race([act(action, hooks).then((said) => said ?? 'done'), late]);
  } catch (error) {
    return `refused: ${(error instanceof Error ? error.message : String(error)).split('\n')[0]}`;
  } finally {
    clearTimeout(timer);
  }
}

/** Being quiet takes as long as it takes, and is ended by the witness. */
function patience({ kind }: Action): number {
  return kind === 'quiet' || kind === 'paused' ? 5 * PATIENCE_MS : PATIENCE_MS;
}

async function act(action: Action, hooks: StageHooks): Promise<string | undefined> {
  switch (action.kind) {
    case 'type':
      await editorWithCursors(action.file, action.at);
      await vscode.commands.executeCommand('type', { text: action.text });
      return;
    case 'backspace':
      await editorWithCursors(action.file, action.at);
      for (let n = 0; n < action.times; n++) await vscode.commands.executeCommand('deleteLeft');
      return;
    case 'paste': {
      const editor = await show(action.file);
      const start = offset(editor.document, action.at);
      const range = new vscode.Range(
        editor.document.positionAt(start),
        editor.document.positionAt(start + action.over),
      );
      return said(await editor.edit((edit) => edit.replace(range, action.text)));
    }
    case 'undo':
    case 'redo':
      await show(action.file);
      for (let n = 0; n < action.times; n++) await vscode.commands.executeCommand(action.kind);
      return;
    case 'edit files':
      return said(await vscode.workspace.applyEdit(await editOver(action.files, action.at, action.text)));
    case 'replace all': {
      const document = await vscode.workspace.openTextDocument(uri(action.file));
      const edit = new vscode.WorkspaceEdit();
      for (const start of occurrences(document.getText(), action.what)) {
        const end = start + action.what.length;
        edit.replace(document.uri, new vscode.Range(document.positionAt(start), document.positionAt(end)), action.by);
      }
      return said(await vscode.workspace.applyEdit(edit));
    }
    case 'line ends': {
      const editor = await show(action.file);
      const eol = action.crlf ? vscode.EndOfLine.CRLF : vscode.EndOfLine.LF;
      return said(await editor.edit((edit) => edit.setEndOfLine(eol)));
    }
    case 'save': {
      const document = openDocument(action.file);
      return document === undefined ? 'not open' : said(await document.save());
    }
    case 'save all':
      for (const document of vscode.workspace.textDocuments) {
        if (document.isDirty && document.uri.scheme === 'file') await document.save();
      }
      return;
    case 'revert':
      if (openDocument(action.file) === undefined) return 'not open';
      await show(action.file);
      await vscode.commands.executeCommand('workbench.action.files.revert');
      return;
    case 'open':
      await show(action.file);
      return;
    case 'close':
      if (openDocument(action.file) === undefined) return 'not open';
      await show(action.file);
      await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
      return;
    case 'create': {
      const edit = new vscode.WorkspaceEdit();
      edit.createFile(uri(action.path), { contents: Buffer.from(action.text), overwrite: true });
      return said(await vscode.workspace.applyEdit(edit));
    }
    case 'rename': {
      if (isInside(action.from, action.to) || isInside(action.to, action.from)) return 'into itself';
      const edit = new vscode.WorkspaceEdit();
      edit.renameFile(uri(action.from), uri(action.to), { overwrite: action.overwrite });
      return said(await vscode.workspace.applyEdit(edit));
    }
    case 'delete': {
      const edit = new vscode.WorkspaceEdit();
      edit.deleteFile(uri(action.path), { recursive: true, ignoreIfNotExists: true });
      return said(await vscode.workspace.applyEdit(edit));
    }
    case 'untitled': {
      const document = await vscode.workspace.openTextDocument({ content: action.text });
      await vscode.window.showTextDocument(document, { preview: false });
      await vscode.commands.executeCommand('type', { text: 'draft' });
      return;
    }
    case 'wait':
      await wait(action.ms);
      return;
    case 'quiet':
      await hooks.quiet();
      return;
    case 'together':
      return (await Promise.all(action.actions.map((one) => perform(one, hooks)))).join(' + ');
    case 'paused': {
      await vscode.commands.executeCommand('tracewright.pauseRecording');
      hooks.checkpoint();
      const outcomes: string[] = [];
      for (const one of action.actions) outcomes.push(await perform(one, hooks));
      await vscode.commands.executeCommand('tracewright.resumeRecording');
      hooks.checkpoint();
      return outcomes.join(' + ');
    }
    default:
      return outside(action);
  }
}

/** What other programs do: no word of it reaches the editor but through its file watcher. */
function outside(action: Action): string | undefined {
  switch (action.kind) {
    case 'write outside':
      put(action.path, action.text, action.atomic);
      return;
    case 'bytes outside':
      put(action.path, Buffer.from(action.bytes));
      return;
    case 'rename outside':
      if (!existsSync(inFolder(action.from)) || isInside(action.from, action.to)) return 'cannot be';
      mkdirSync(path.dirname(inFolder(action.to)), { recursive: true });
      renameSync(inFolder(action.from), inFolder(action.to));
      return;
    case 'delete outside':
      rmSync(inFolder(action.path), { recursive: true, force: true });
      return;
    case 'executable outside':
      if (!lstatSync(inFolder(action.path), { throwIfNoEntry: false })?.isFile()) return 'no file';
      chmodSync(inFolder(action.path), 0o755);
      return;
    case 'link outside':
      if (existsSync(inFolder(action.path))) return 'taken';
      mkdirSync(path.dirname(inFolder(action.path)), { recursive: true });
      symlinkSync('a.txt', inFolder(action.path));
      return;
    case 'commit':
      git('add', '--all', FOLDER);
      git('commit', '--quiet', '--message', 'Work');
      return;
    case 'stash':
      git('stash', 'push', '--quiet', '--include-untracked', '--', FOLDER);
      return;
    case 'unstash':
      git('stash', 'pop', '--quiet');
      return;
    case 'checkout':
      if (tryGit('rev-parse', '--verify', '--quiet', action.branch) === undefined) git('branch', action.branch);
      git('checkout', '--quiet', ...(action.force ? ['--force'] : []), action.branch);
      return;
    default:
      return;
  }
}

function uri(name: string): vscode.Uri {
  return vscode.Uri.file(inFolder(name));
}

function inFolder(name: string): string {
  return path.join(folderPath(), FOLDER, name);
}

function isInside(outer: string, inner: string): boolean {
  return inner === outer || inner.startsWith(`${outer}/`);
}

function said(worked: boolean): string | undefined {
  return worked ? undefined : 'the editor said no';
}

function put(name: string, content: string | Uint8Array, atomic = false): void {
  const at = inFolder(name);
  mkdirSync(path.dirname(at), { recursive: true });
  if (!atomic) {
    writeFileSync(at, content);
    return;
  }
  writeFileSync(`${at}.part`, content);
  renameSync(`${at}.part`, at);
}

async function show(name: string): Promise<vscode.TextEditor> {
  if (openDocument(name) === undefined && !statSync(inFolder(name), { throwIfNoEntry: false })?.isFile()) {
    throw new Error('no such file');
  }
  return vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri(name)), { preview: false });
}

async function editorWithCursors(name: string, at: readonly number[]): Promise<vscode.TextEditor> {
  const editor = await show(name);
  const { document } = editor;
  editor.selections = at.map((place) => {
    const position = document.positionAt(offset(document, place));
    return new vscode.Selection(position, position);
  });
  return editor;
}

async function editOver(names: readonly string[], at: number, text: string): Promise<vscode.WorkspaceEdit> {
  const edit = new vscode.WorkspaceEdit();
  for (const name of names) {
    const known = openDocument(name);
    if (known === undefined && !existsSync(inFolder(name))) continue;
    const lines = known?.lineCount ?? 3;
    edit.insert(uri(name), new vscode.Position(at % lines, 0), text);
    if (at % 2 === 0) edit.delete(uri(name), new vscode.Range(at % lines, 0, at % lines, 1));
  }
  return edit;
}

function openDocument(name: string): vscode.TextDocument | undefined {
  const wanted = uri(name).toString();
  return vscode.workspace.textDocuments.find((document) => document.uri.toString() === wanted);
}

function offset(document: vscode.TextDocument, place: number): number {
  return place % (document.getText().length + 1);
}

function* occurrences(text: string, what: string): Generator<number> {
  for (let at = text.indexOf(what); at >= 0; at = text.indexOf(what, at + what.length)) yield at;
}

async function closeEverything(): Promise<void> {
  for (let round = 0; round < 5; round++) {
    const dirty = vscode.workspace.textDocuments.filter(({ isDirty }) => isDirty);
    if (dirty.length === 0) break;
    for (const document of dirty) {
      try {
        await vscode.window.showTextDocument(document, { preview: false });
        await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
      } catch {
        // Its editor is gone already; the next round looks again.
      }
    }
    await wait(50);
  }
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
}

function git(...args: readonly string[]): string {
  return execFileSync('git', ['-C', folderPath(), ...args], { stdio: 'pipe', encoding: 'utf8' });
}

function tryGit(...args: readonly string[]): string | undefined {
  try {
    return git(...args);
  } catch {
    return undefined;
  }
}
