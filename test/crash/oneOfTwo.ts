/** Runs in each of two windows on one folder: both record at the same time, and each works on a file of its own. */
import assert from 'node:assert/strict';
import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { typeInto, until, wait } from './insideWindow.ts';

export async function run(): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
  const meeting = process.env.TRACEWRIGHT_TEST_MEETING;
  assert.ok(folder !== undefined && meeting !== undefined);
  const meet = async (when: string) => {
    writeFileSync(path.join(meeting, `${when}-${process.pid}`), '');
    await until(`both windows ${when}`, () => readdirSync(meeting).filter((n) => n.startsWith(when)).length === 2);
  };
  await vscode.extensions.getExtension('tracewright.tracewright')?.activate();
  await meet('ready');
  const id = await vscode.commands.executeCommand<string>('tracewright.startRecording', { goal: 'two at once' });
  await meet('recording');
  const file = path.join(folder, `by-${process.pid}.txt`);
  writeFileSync(file, 'start\n');
  for (let round = 0; round < 8; round++) {
    await typeInto(file, `round ${round}\n`);
    await wait(400);
  }
  await meet('done');
  await wait(1_500);
  await vscode.commands.executeCommand('tracewright.stopRecording');
  await meet('stopped');
  const report = await vscode.commands.executeCommand<{ ok: boolean }>('tracewright.verifySession', { id });
  assert.equal(report.ok, true, JSON.stringify(report));
}
