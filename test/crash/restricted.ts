/** Runs in a window whose folder is not trusted: nothing is recorded, and git is not run there. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { refuses, wait } from './insideWindow.ts';

export async function run(): Promise<void> {
  assert.equal(vscode.workspace.isTrusted, false, 'the window is in Restricted Mode');
  const extension = vscode.extensions.getExtension<{ recording: { status: { state: string } } }>(
    'tracewright.tracewright',
  );
  const api = await extension?.activate();
  await refuses('startRecording', /not trusted.*trust the folder first/);
  assert.equal(api?.recording.status.state, 'off');
  await refuses('verifySession', /not trusted.*trust the folder first/);
  await refuses('addNote', /recording/);
  // Longer than what is done a moment after activation takes.
  await wait(1_500);
}
