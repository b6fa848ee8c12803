/**
 * Runs inside the extension host that is going to be killed: starts a recording and types without end. What the editor
 * has told its listeners, the recorder's among them and before this one, is put on record in the file ACKNOWLEDGED:
 * first `pid session`, then one document version a line.
 */
import { openSync, writeSync } from 'node:fs';
import * as vscode from 'vscode';

export async function run(): Promise<void> {
  const file = process.env.TRACEWRIGHT_TEST_ACKNOWLEDGED;
  const folder = vscode.workspace.workspaceFolders?.[0];
  if (file === undefined || folder === undefined) throw new Error('nothing to write to, or nothing to type in');
  const fd = openSync(file, 'a');
  const uri = vscode.Uri.joinPath(folder.uri, 'typed.txt');
  const editor = await vscode.window.showTextDocument(uri, { preview: false });
  const session = await vscode.commands.executeCommand<string>('tracewright.startRecording', { goal: 'to be killed' });
  writeSync(fd, `${process.pid} ${session}\n`);
  vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
    if (document === editor.document && contentChanges.length > 0) writeSync(fd, `${document.version}\n`);
  });
  for (let typed = 0; ; typed++) await vscode.commands.executeCommand('type', { text: String(typed % 10) });
}
