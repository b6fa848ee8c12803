/** What the modules share that run inside the windows of the tests from outside. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';

export function wait(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** Waits until something holds; fails with `what` after three minutes. */
export async function until(what: string, holds: () => boolean): Promise<void> {
  for (let attempt = 0; attempt < 3600; attempt++) {
    if (holds()) return;
    await wait(50);
  }
  assert.fail(`not within three minutes: ${what}`);
}

/** Appends to a file through an editor and saves it. */
export async function typeInto(file: string, text: string): Promise<void> {
  const document = await vscode.workspace.openTextDocument(vscode.Uri.file(file));
  const editor = await vscode.window.showTextDocument(document, { preview: false });
  const end = document.positionAt(document.getText().length);
  assert.ok(await editor.edit((edit) => edit.insert(end, text)), `typed into ${file}`);
  // A save of the editor's own may be under way, and this one is then refused.
  for (let attempt = 0; document.isDirty && attempt < 50; attempt++) {
    if (!(await document.save())) await wait(100);
  }
  assert.equal(document.isDirty, false, `saved ${file}`);
}

/** A command of ours answers a script with one clear sentence and does nothing. */
export async function refuses(command: string, sentence: RegExp): Promise<void> {
  await assert.rejects(
    async () => await vscode.commands.executeCommand(`tracewright.${command}`, { goal: 'x', text: 'x' }),
    (error: Error) => sentence.test(error.message) && !error.message.includes('\n') && error.message.length < 300,
    `${command} answers with ${sentence}`,
  );
}
