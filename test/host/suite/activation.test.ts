import assert from 'node:assert/strict';
import * as vscode from 'vscode';

describe('activation', () => {
  it('activates and registers every command that package.json promises', async () => {
    const extension = vscode.extensions.getExtension('tracewright.tracewright');
    assert.ok(extension, 'VS Code does not know the extension');
    await extension.activate();
    assert.equal(extension.isActive, true);
    const promised: { command: string }[] = extension.packageJSON.contributes?.commands ?? [];
    const registered = new Set(await vscode.commands.getCommands(true));
    assert.ok(promised.length > 0, 'package.json contributes no command');
    assert.deepEqual(
      promised.map(({ command }) => command).filter((command) => !registered.has(command)),
      [],
    );
  });
});
