import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { editorText, folderPath, openFile, record, textBy, verified } from '../recording.ts';

describe('recording what is typed', () => {
  it('keeps typing, undo and several cursors exactly', async () => {
    const session = await record('type something', async () => {
      const editor = await openFile('src/main.ts');
      await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), '// first\n'));
      editor.selections = [0, 1, 2].map((line) => new vscode.Selection(line, 0, line, 0));
      await vscode.commands.executeCommand('type', { text: 'xy' });
      await vscode.commands.executeCommand('undo');
      await editor.document.save();
    });
    await verified(session);
    const edits = session.events.filter((event) => event.kind === 'edit');
    assert.ok(edits.some((event) => event.changes.length === 3), 'three cursors give three changes');
    assert.ok(edits.some((event) => event.reason === 'undo'), 'the undo is flagged');
    assert.equal(textBy(session, 'src/main.ts'), editorText('src/main.ts'));
    assert.ok(folderPath().length > 0);
  });
});
