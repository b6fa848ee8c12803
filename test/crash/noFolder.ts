/** Runs in a window without a folder: every command answers with one sentence. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { refuses } from './insideWindow.ts';

export async function run(): Promise<void> {
  assert.equal(vscode.workspace.workspaceFolders, undefined);
  await vscode.extensions.getExtension('tracewright.tracewright')?.activate();
  await refuses('startRecording', /no folder on this computer.*open a folder/);
  await refuses('verifySession', /no folder on this computer.*open a folder/);
  await refuses('stopRecording', /Nothing is being recorded/);
  await refuses('addNote', /recording/);
}
