import { lstatSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';

/**
 * Opens a trajectory's file as text, at a line (from 1). `beside` is a file that the trajectory names as part of
 * itself: it is opened where it stands below the trajectory's folder and is no link, else the trajectory itself.
 */
export async function openAsText(uri: vscode.Uri, line?: number, beside?: string): Promise<void> {
  const other = beside === undefined ? undefined : fileBeside(uri.fsPath, beside);
  const target = other === undefined ? uri : vscode.Uri.file(other);
  const inOther = beside !== undefined && other === undefined;
  const at = new vscode.Position(Math.max(0, (inOther ? 1 : (line ?? 1)) - 1), 0);
  await vscode.commands.executeCommand('vscode.openWith', target, 'default', {
    viewColumn: vscode.ViewColumn.Beside,
    selection: new vscode.Range(at, at),
  });
}

/** Claude Code keeps a session's subagents in a folder that is called as the session. */
function fileBeside(file: string, name: string): string | undefined {
  const parts = name.split('/');
  if (path.isAbsolute(name) || parts.includes('..')) return undefined;
  const folder = path.dirname(file);
  const stem = path.basename(file).replace(/\.[^.]+$/, '');
  return [folder, path.join(folder, stem)].map((root) => path.join(root, ...parts)).find(isFile);
}

function isFile(file: string): boolean {
  return lstatSync(file, { throwIfNoEntry: false })?.isFile() === true;
}
