/** Runs in a window with several folders: works in all of them while it records, and adds one more. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { typeInto, wait } from './insideWindow.ts';

export async function run(): Promise<void> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  const added = process.env.TRACEWRIGHT_TEST_ADDED;
  assert.ok(folders.length > 1 && added !== undefined);
  const id = await vscode.commands.executeCommand<string>('tracewright.startRecording', { goal: 'several folders' });
  for (const { uri } of folders) {
    await typeInto(path.join(uri.fsPath, 'typed.txt'), 'typed\n');
    writeFileSync(path.join(uri.fsPath, 'x.log'), 'from outside\n');
  }
  vscode.workspace.updateWorkspaceFolders(folders.length, 0, { uri: vscode.Uri.file(added) });
  await wait(1_000);
  await typeInto(path.join(added, 'typed.txt'), 'not recorded\n');
  await wait(2_500);
  await vscode.commands.executeCommand('tracewright.stopRecording');
  const report = await vscode.commands.executeCommand<{ ok: boolean }>('tracewright.verifySession', { id });
  assert.equal(report.ok, true, JSON.stringify(report));
}
