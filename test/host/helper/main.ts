/** Another extension, for the host tests: a kind of notebook with a kernel, and a debugger. */
import * as vscode from 'vscode';
import { ScriptedDebugger } from './scriptedDebugger.ts';

interface StoredCell {
  readonly kind: number;
  readonly language: string;
  readonly text: string;
}

export function activate(context: vscode.ExtensionContext): void {
  context.subscriptions.push(
    vscode.workspace.registerNotebookSerializer('test-notebook', serializer, { transientOutputs: true }),
    kernel(),
    vscode.debug.registerDebugAdapterDescriptorFactory('test-debugger', {
      createDebugAdapterDescriptor: ({ configuration }) =>
        new vscode.DebugAdapterInlineImplementation(new ScriptedDebugger(configuration.program)),
    }),
  );
}

const serializer: vscode.NotebookSerializer = {
  deserializeNotebook(bytes) {
    const cells: StoredCell[] = bytes.length === 0 ? [] : JSON.parse(Buffer.from(bytes).toString('utf8'));
    return new vscode.NotebookData(
      cells.map(({ kind, language, text }) => new vscode.NotebookCellData(kind, text, language)),
    );
  },
  serializeNotebook({ cells }) {
    const stored = cells.map(
      ({ kind, languageId, value }): StoredCell => ({ kind, language: languageId, text: value }),
    );
    return Buffer.from(`${JSON.stringify(stored, undefined, 1)}\n`);
  },
};

/** A cell prints its own text twice, in two pieces, and a picture; one that says `fail` fails. */
function kernel(): vscode.Disposable {
  const controller = vscode.notebooks.createNotebookController('test-kernel', 'test-notebook', 'Test Kernel');
  controller.supportsExecutionOrder = true;
  let order = 0;
  controller.executeHandler = async (cells) => {
    for (const cell of cells) {
      const run = controller.createNotebookCellExecution(cell);
      run.executionOrder = ++order;
      run.start();
      const text = cell.document.getText();
      const print = (line: string) => vscode.NotebookCellOutputItem.stdout(line);
      const output = new vscode.NotebookCellOutput([print(`1 ${text}\n`)]);
      await run.replaceOutput([output]);
      await run.appendOutputItems([print(`2 ${text}\n`)], output);
      const picture = new vscode.NotebookCellOutputItem(Uint8Array.of(1, 2, 3), 'image/png');
      await run.appendOutput([new vscode.NotebookCellOutput([picture])]);
      run.end(!text.includes('fail'));
    }
  };
  return controller;
}
