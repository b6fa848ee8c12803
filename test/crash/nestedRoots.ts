/** Runs in a window whose folders stand inside each other: edits, files from outside and git in every one of them. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { typeInto, wait } from './insideWindow.ts';

export async function run(): Promise<void> {
  const folders = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath);
  const [outer = '', inner = ''] = folders;
  assert.ok(folders.length === 3 && inner.startsWith(outer + path.sep));
  await vscode.extensions.getExtension('tracewright.tracewright')?.activate();
  const id = await vscode.commands.executeCommand<string>('tracewright.startRecording', { goal: 'one in the other' });
  for (const folder of folders) {
    await typeInto(path.join(folder, 'typed.txt'), 'typed\n');
    writeFileSync(path.join(folder, 'outside.txt'), 'from outside\n');
  }
  await wait(1_500);
  // From the outer one into the inner one.
  const edit = new vscode.WorkspaceEdit();
  edit.renameFile(vscode.Uri.file(path.join(outer, 'moves.txt')), vscode.Uri.file(path.join(inner, 'moved.txt')));
  assert.ok(await vscode.workspace.applyEdit(edit));
  renameSync(path.join(inner, 'outside.txt'), path.join(outer, 'came-out.txt'));
  await wait(1_500);
  const who = ['-c', 'user.name=Window Test', '-c', 'user.email=window@example.invalid'];
  execFileSync('git', ['-C', outer, ...who, 'commit', '--quiet', '--all', '--message', 'All of it']);
  await wait(3_000);
  await vscode.commands.executeCommand('tracewright.stopRecording');
  const report = await vscode.commands.executeCommand<{ ok: boolean }>('tracewright.verifySession', { id });
  assert.equal(report.ok, true, JSON.stringify(report));
}
