import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import * as vscode from 'vscode';
import type { FoldNotebook } from '../../../src/core/session/notebookFold.ts';
import type { LoadedSession } from '../../../src/node/store/loadSession.ts';
import { eventsOf, fileUri, fold, record, until, verified, wait } from '../recording.ts';

const { Code, Markup } = vscode.NotebookCellKind;

/** A name that no test, and no second chance of one, has used before. */
const fresh = (extension: string) => `${randomUUID().slice(0, 8)}.${extension}`;

async function openNotebook(name: string, texts: readonly string[]): Promise<vscode.NotebookDocument> {
  const cells = texts.map((text) => ({ kind: Code, language: 'plaintext', text }));
  writeFileSync(fileUri(name).fsPath, `${JSON.stringify(cells, undefined, 1)}\n`);
  // Not through the function of the API: what that opens is held open for minutes.
  await vscode.commands.executeCommand('vscode.openWith', fileUri(name), 'test-notebook');
  const isOpen = ({ uri }: vscode.NotebookDocument) => uri.fsPath === fileUri(name).fsPath;
  await until(`${name} is open`, () => vscode.workspace.notebookDocuments.some(isOpen));
  const notebook = vscode.workspace.notebookDocuments.find(isOpen);
  assert.ok(notebook);
  return notebook;
}

async function change(notebook: vscode.NotebookDocument, ...edits: vscode.NotebookEdit[]): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  edit.set(notebook.uri, edits);
  assert.ok(await vscode.workspace.applyEdit(edit));
}

async function typeInto(cell: vscode.NotebookCell, text: string): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  edit.insert(cell.document.uri, new vscode.Position(0, 0), text);
  assert.ok(await vscode.workspace.applyEdit(edit));
}

function texts(notebook: vscode.NotebookDocument): string[] {
  return notebook.getCells().map(({ document }) => document.getText());
}

/** What folding gives for the texts of a notebook's cells. */
function folded(session: LoadedSession, name: string): { notebook: FoldNotebook; texts: (string | undefined)[] } {
  const workspace = fold(session);
  const notebook = workspace.notebooks.all().findLast(({ path }) => path === name);
  assert.ok(notebook, `the log knows ${name}`);
  return { notebook, texts: notebook.cells.map(({ doc }) => workspace.text(doc)) };
}

async function closeAll(): Promise<void> {
  for (let left = vscode.workspace.notebookDocuments.length; left > 0; left--) {
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  }
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
}

describe('recording notebooks', () => {
  afterEach(closeAll);

  it('keeps cells that come, change, go and come back, and the bytes of the file', async () => {
    const name = fresh('testnb');
    let expected: string[] = [];
    const session = await record('a notebook', async () => {
      const notebook = await openNotebook(name, ['one', 'two', 'three']);
      await typeInto(notebook.cellAt(1), 'the ');
      await change(
        notebook,
        vscode.NotebookEdit.insertCells(1, [new vscode.NotebookCellData(Markup, 'between', 'markdown')]),
      );
      await change(notebook, vscode.NotebookEdit.deleteCells(new vscode.NotebookRange(0, 1)));
      await typeInto(notebook.cellAt(2), 'and ');
      await vscode.commands.executeCommand('undo');
      await vscode.commands.executeCommand('undo');
      assert.ok(await notebook.save());
      expected = texts(notebook);
      await closeAll();
      await until('the notebook is closed', () => notebook.isClosed);
    });
    await verified(session);
    const { notebook, texts: found } = folded(session, name);
    assert.deepEqual(found, expected);
    assert.equal(notebook.open, false);
    const bytes = readFileSync(fileUri(name).fsPath, 'utf8');
    const [save] = eventsOf(session, 'notebook-save');
    assert.deepEqual(save?.content, { text: bytes });
    const told = fold(session).file(name);
    assert.ok(told?.bytes);
    assert.equal(Buffer.from(told.bytes).toString('utf8'), bytes);
  });

  it('follows a cell that is moved, and one whose language changes', async () => {
    const name = fresh('testnb');
    let expected: string[] = [];
    const session = await record('move a cell', async () => {
      const notebook = await openNotebook(name, ['a', 'b', 'c']);
      const editor = await vscode.window.showNotebookDocument(notebook);
      editor.selections = [new vscode.NotebookRange(0, 1)];
      await wait(200);
      await vscode.commands.executeCommand('notebook.cell.moveDown');
      await until('the cell is moved', () => texts(notebook).join() === 'b,a,c');
      await vscode.languages.setTextDocumentLanguage(notebook.cellAt(0).document, 'json');
      await until('its language is another', () => notebook.cellAt(0).document.languageId === 'json');
      await typeInto(notebook.cellAt(0), 'after ');
      await typeInto(notebook.cellAt(1), 'moved ');
      await wait(300);
      expected = texts(notebook);
    });
    await verified(session);
    const { notebook, texts: found } = folded(session, name);
    assert.deepEqual(found, expected);
    assert.deepEqual(expected, ['after b', 'moved a', 'c']);
    assert.equal(notebook.cells[0]?.language, 'json');
    const open = eventsOf(session, 'notebook-open').find(({ path }) => path === name);
    assert.equal(notebook.cells[1]?.doc, open?.cells[0]?.doc, 'a move keeps the document');
  });

  it('keeps what a cell puts out, a picture by its size, and whether it went well', async () => {
    const name = fresh('testnb');
    const session = await record('run cells', async () => {
      const notebook = await openNotebook(name, ['good', 'fail']);
      const kernel = { id: 'test-kernel', extension: 'tracewright-test.host-helper' };
      await vscode.commands.executeCommand('notebook.selectKernel', kernel);
      await vscode.commands.executeCommand('notebook.execute');
      await until('both have run', () =>
        notebook.getCells().every(({ executionSummary: run }) => run?.success !== undefined),
      );
      await wait(1500);
    });
    await verified(session);
    const { notebook } = folded(session, name);
    assert.deepEqual(
      notebook.cells.map(({ success }) => success),
      [true, false],
    );
    const [good] = notebook.cells;
    assert.deepEqual(good?.outputs, [
      { mime: 'application/vnd.code.notebook.stdout', text: '1 good\n2 good\n' },
      { mime: 'image/png', bytes: 3 },
    ]);
    assert.equal(notebook.cells[1]?.order, (good?.order ?? 0) + 1);
  });

  it('catches up with what happened to a notebook during a pause', async () => {
    const name = fresh('testnb');
    let expected: string[] = [];
    const session = await record('pause', async () => {
      const notebook = await openNotebook(name, ['x', 'y']);
      await vscode.commands.executeCommand('tracewright.pauseRecording');
      await change(notebook, vscode.NotebookEdit.deleteCells(new vscode.NotebookRange(0, 1)));
      await typeInto(notebook.cellAt(0), 'unseen ');
      await wait(300);
      await vscode.commands.executeCommand('tracewright.resumeRecording');
      await typeInto(notebook.cellAt(0), 'seen ');
      await wait(300);
      expected = texts(notebook);
    });
    await verified(session);
    assert.deepEqual(expected, ['seen unseen y']);
    assert.deepEqual(folded(session, name).texts, expected);
  });

  it('follows a notebook whose file is renamed', async () => {
    const [before, after] = [fresh('testnb'), fresh('testnb')];
    let expected: string[] = [];
    const session = await record('rename', async () => {
      const notebook = await openNotebook(before, ['one', 'two']);
      await typeInto(notebook.cellAt(0), 'not saved ');
      const edit = new vscode.WorkspaceEdit();
      edit.renameFile(fileUri(before), fileUri(after));
      assert.ok(await vscode.workspace.applyEdit(edit));
      const isThere = ({ uri }: vscode.NotebookDocument) => uri.fsPath === fileUri(after).fsPath;
      await until('it is open under its new name', () => vscode.workspace.notebookDocuments.some(isThere));
      const renamed = vscode.workspace.notebookDocuments.find(isThere);
      assert.ok(renamed);
      await typeInto(renamed.cellAt(1), 'after ');
      assert.ok(await renamed.save());
      expected = texts(renamed);
    });
    await verified(session);
    assert.equal(expected[1], 'after two');
    assert.deepEqual(folded(session, after).texts, expected);
  });

  it('says how a cell ran and not what it put out, where that is not wanted', async () => {
    const name = fresh('testnb');
    const settings = vscode.workspace.getConfiguration('tracewright');
    await settings.update('recording.notebookOutputs', false, vscode.ConfigurationTarget.Global);
    try {
      const session = await record('run in private', async () => {
        const notebook = await openNotebook(name, ['private']);
        const kernel = { id: 'test-kernel', extension: 'tracewright-test.host-helper' };
        await vscode.commands.executeCommand('notebook.selectKernel', kernel);
        await vscode.commands.executeCommand('notebook.execute');
        await until('it has run', () => notebook.cellAt(0).executionSummary?.success !== undefined);
        await wait(1500);
      });
      await verified(session);
      const [run] = folded(session, name).notebook.cells;
      assert.deepEqual([run?.success, run?.outputs], [true, undefined]);
    } finally {
      await settings.update('recording.notebookOutputs', undefined, vscode.ConfigurationTarget.Global);
    }
  });

  it('records a notebook that has no file yet', async () => {
    const session = await record('a draft', async () => {
      const data = new vscode.NotebookData([new vscode.NotebookCellData(Code, 'draft', 'plaintext')]);
      const notebook = await vscode.workspace.openNotebookDocument('test-notebook', data);
      await typeInto(notebook.cellAt(0), 'a ');
      await wait(300);
    });
    await verified(session);
    const open = eventsOf(session, 'notebook-open').find(({ uri }) => uri?.startsWith('untitled:'));
    assert.ok(open);
    const { notebook, texts: found } = folded(session, open.path);
    assert.equal(notebook.cells.length, 1);
    assert.deepEqual(found, ['a draft']);
  });
});

describe('recording drafts', () => {
  afterEach(closeAll);

  it('keeps the identity of a draft that is saved as a file', async () => {
    const name = fresh('txt');
    const session = await record('save a draft', async () => {
      const address = fileUri(name).with({ scheme: 'untitled' });
      const editor = await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(address));
      await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), 'thought about\n'));
      assert.ok(await editor.document.save());
      await until('the file is open', () =>
        vscode.workspace.textDocuments.some(({ uri }) => uri.scheme === 'file' && uri.path.endsWith(`/${name}`)),
      );
      const file = await vscode.window.showTextDocument(fileUri(name));
      await file.edit((edit) => edit.insert(new vscode.Position(1, 0), 'and gone on\n'));
      assert.ok(await file.document.save());
    });
    await verified(session);
    const [path] = eventsOf(session, 'document-path');
    assert.equal(path?.path, name);
    const draft = eventsOf(session, 'document-open').find(({ doc }) => doc === path?.doc);
    assert.match(draft?.uri ?? '', /^untitled:/);
    assert.deepEqual(
      eventsOf(session, 'save').map(({ doc }) => doc),
      [draft?.doc, draft?.doc],
    );
    assert.equal(fold(session).effectiveText(name), 'thought about\nand gone on\n');
  });
});
