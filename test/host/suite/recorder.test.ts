import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import {
  editorText,
  eventsOf,
  fileUri,
  fold,
  folderPath,
  load,
  openFile,
  record,
  textBy,
  until,
  verified,
  wait,
} from '../recording.ts';

const append = async (editor: vscode.TextEditor, text: string) => {
  const end = editor.document.positionAt(editor.document.getText().length);
  assert.ok(await editor.edit((edit) => edit.insert(end, text)));
};
const write = (name: string, content: string | Uint8Array) => {
  mkdirSync(path.dirname(fileUri(name).fsPath), { recursive: true });
  writeFileSync(fileUri(name).fsPath, content);
};

describe('recording documents', () => {
  afterEach(async () => {
    await vscode.commands.executeCommand('workbench.action.files.revert');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

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
    const edits = eventsOf(session, 'edit');
    assert.ok(
      edits.some((event) => event.changes.length === 3),
      'three cursors give three changes',
    );
    assert.ok(
      edits.some((event) => event.reason === 'undo'),
      'the undo is flagged',
    );
    assert.equal(textBy(session, 'src/main.ts'), editorText('src/main.ts'));
    assert.ok(eventsOf(session, 'selection').length > 0, 'cursors are recorded');
  });

  it('takes the base text of a closed file that a workspace edit changes', async () => {
    const before = readFileSync(fileUri('src/total.ts').fsPath, 'utf8');
    const session = await record('rename over a closed file', async () => {
      const edit = new vscode.WorkspaceEdit();
      edit.replace(fileUri('src/total.ts'), new vscode.Range(0, 16, 0, 21), 'sumAll');
      assert.ok(await vscode.workspace.applyEdit(edit));
      assert.ok(await (await vscode.workspace.openTextDocument(fileUri('src/total.ts'))).save());
    });
    await verified(session);
    assert.equal(textBy(session, 'src/total.ts'), before.replace('function total', 'function sumAll'));
    assert.equal(eventsOf(session, 'save').length, 1);
  });

  it('carries the identity of an open dirty file over its rename', async () => {
    write('src/moving.ts', 'export const moving = 1;\n');
    const session = await record('rename a dirty file', async () => {
      const editor = await openFile('src/moving.ts');
      await append(editor, '// not saved\n');
      const edit = new vscode.WorkspaceEdit();
      edit.renameFile(fileUri('src/moving.ts'), fileUri('src/moved/there.ts'));
      assert.ok(await vscode.workspace.applyEdit(edit));
      const moved = vscode.workspace.textDocuments.find(
        ({ uri }) => uri.fsPath === fileUri('src/moved/there.ts').fsPath,
      );
      assert.ok(moved, 'the document is open under its new name');
      await append(await vscode.window.showTextDocument(moved), '// after the move\n');
      await vscode.workspace.saveAll(false);
    });
    await verified(session);
    const opened = eventsOf(session, 'document-open').filter(({ path: name }) => /moving|there/.test(name));
    assert.equal(opened.length, 1, 'one document, before and after');
    assert.deepEqual(
      eventsOf(session, 'document-path').map(({ doc, path: name }) => [doc, name]),
      [[opened[0]?.doc, 'src/moved/there.ts']],
    );
    assert.deepEqual(
      eventsOf(session, 'file')
        .filter(({ op }) => op === 'rename')
        .map(({ path: from, to, source }) => [from, to, source]),
      [['src/moving.ts', 'src/moved/there.ts', 'editor']],
    );
    assert.equal(textBy(session, 'src/moved/there.ts'), 'export const moving = 1;\n// not saved\n// after the move\n');
  });

  it('keeps documents inside a folder that is renamed', async () => {
    rmSync(fileUri('new').fsPath, { recursive: true, force: true });
    write('old/a.txt', 'a\n');
    write('old/deep/b.txt', 'b\n');
    const session = await record('rename a folder', async () => {
      const editor = await openFile('old/deep/b.txt');
      await append(editor, 'more\n');
      const edit = new vscode.WorkspaceEdit();
      edit.renameFile(fileUri('old'), fileUri('new'));
      assert.ok(await vscode.workspace.applyEdit(edit));
      await vscode.workspace.saveAll(false);
    });
    await verified(session);
    const opened = eventsOf(session, 'document-open').filter(({ path: name }) => name.endsWith('deep/b.txt'));
    assert.deepEqual(
      opened.map(({ path: name }) => name),
      ['old/deep/b.txt'],
      'one document, before and after',
    );
    assert.equal(textBy(session, 'new/deep/b.txt'), 'b\nmore\n');
    assert.ok(fold(session).file('new/a.txt'));
  });

  const awkward: [string, Uint8Array][] = [
    ['bom.txt', Buffer.from('\ufeffwith a mark\n')],
    ['crlf.txt', Buffer.from('one\r\ntwo\r\n')],
    ['mixed.txt', Buffer.from('one\r\ntwo\nthree\n')],
    ['latin1.txt', Buffer.from([0x63, 0x61, 0x66, 0xe9, 0x0a])],
    ['utf16.txt', Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('wide 😀\n', 'utf16le')])],
    ['empty.txt', Buffer.from('')],
  ];
  for (const [name, bytes] of awkward) {
    it(`keeps the bytes of ${name}, opened, edited and saved`, async () => {
      write(name, bytes);
      const session = await record(name, async () => {
        const editor = await openFile(name);
        await append(editor, 'added 😀');
        assert.ok(await editor.document.save());
        await vscode.commands.executeCommand('undo');
        assert.ok(await editor.document.save());
      });
      await verified(session);
      assert.equal(textBy(session, name), editorText(name));
      assert.equal(eventsOf(session, 'save').length, 2);
      const file = fold(session).file(name);
      assert.ok(file);
      const found = fold(session).bytes(file) ?? session.blobs(file.oid);
      if (found !== undefined) assert.deepEqual(Buffer.from(found), readFileSync(fileUri(name).fsPath));
      rmSync(fileUri(name).fsPath);
    });
  }

  it('records untitled documents, and what a change of line ends does', async () => {
    write('ends.txt', 'a\nb\n');
    const session = await record('untitled', async () => {
      const untitled = await vscode.workspace.openTextDocument({ content: 'draft' });
      await append(await vscode.window.showTextDocument(untitled), ' two');
      const editor = await openFile('ends.txt');
      await editor.edit((edit) => edit.setEndOfLine(vscode.EndOfLine.CRLF));
      await append(editor, 'c\n');
      await editor.document.save();
      await vscode.window.showTextDocument(untitled);
    });
    await verified(session);
    const draft = fold(session)
      .documents()
      .find(({ uri }) => uri?.startsWith('untitled:'));
    assert.equal(draft?.text.toString(), 'draft two');
    assert.equal(textBy(session, 'ends.txt'), 'a\r\nb\r\nc\r\n');
  });
});

describe('recording the disk', () => {
  it('sees what another program writes, creates and deletes, and reads the bytes itself', async () => {
    write('outside.txt', 'before\n');
    write('gone.txt', 'soon gone\n');
    const session = await record('outside', async () => {
      write('outside.txt', 'after\n');
      write('made/here.bin', Buffer.from([0, 1, 2, 255]));
      rmSync(fileUri('gone.txt').fsPath);
      await wait(2500);
    });
    await verified(session);
    const told = eventsOf(session, 'file').map(({ op, path: name }) => `${op} ${name}`);
    assert.deepEqual(told.sort(), ['change outside.txt', 'create made/here.bin', 'delete gone.txt']);
  });

  it('does not take for work what a file holds while it is being saved', async () => {
    write('saved.txt', 'before\n');
    const file = fileUri('saved.txt').fsPath;
    const session = await record('save slowly', async () => {
      const editor = await openFile('saved.txt');
      await append(editor, 'typed\n');
      const listener = vscode.workspace.onWillSaveTextDocument((event) => {
        event.waitUntil(
          (async () => {
            // What a save looks like that is cut in two; the bytes come back, else the editor sees a conflict.
            writeFileSync(file, '');
            write('meanwhile.txt', 'from outside\n');
            await wait(1_200);
            writeFileSync(file, 'before\n');
          })(),
        );
      });
      assert.ok(await editor.document.save());
      listener.dispose();
      await wait(800);
      write('saved.txt', 'from outside\n');
      await wait(1_500);
    });
    await verified(session);
    const told = eventsOf(session, 'file').map(({ op, path: name, content }) => [op, name, content]);
    assert.deepEqual(told, [
      ['create', 'meanwhile.txt', { text: 'from outside\n' }],
      ['change', 'saved.txt', { text: 'from outside\n' }],
    ]);
    const meanwhile = session.events.findIndex((event) => event.kind === 'file');
    assert.ok(
      meanwhile < session.events.findIndex(({ kind }) => kind === 'save'),
      'other files do not wait for a save',
    );
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('records creation and deletion in the explorer once', async () => {
    const session = await record('explorer', async () => {
      const create = new vscode.WorkspaceEdit();
      create.createFile(fileUri('fresh.txt'), { contents: Buffer.from('fresh\n') });
      assert.ok(await vscode.workspace.applyEdit(create));
      await wait(600);
      const remove = new vscode.WorkspaceEdit();
      remove.deleteFile(fileUri('fresh.txt'));
      assert.ok(await vscode.workspace.applyEdit(remove));
      await wait(600);
    });
    await verified(session);
    const told = eventsOf(session, 'file').map(({ op, path: name, source }) => `${op} ${name} ${source}`);
    assert.deepEqual(told, ['create fresh.txt editor', 'delete fresh.txt editor']);
  });

  it('leaves ignored files out', async () => {
    write('.gitignore', 'secret.env\n');
    write('secret.env', 'TOKEN=hunter2\n');
    const session = await record('ignored', async () => {
      const editor = await openFile('secret.env');
      await append(editor, 'MORE=1\n');
      await editor.document.save();
      await wait(800);
    });
    await verified(session);
    assert.ok(!JSON.stringify(session.events).includes('hunter2'), 'the ignored text is not in the log');
    assert.deepEqual(
      eventsOf(session, 'file').filter(({ path: name }) => name === 'secret.env'),
      [],
    );
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    rmSync(fileUri('.gitignore').fsPath);
    rmSync(fileUri('secret.env').fsPath);
  });
});

describe('recording much at once', () => {
  it('folds exactly after hundreds of edits, saves, undos and outside writes in between', async function () {
    this.timeout(180_000);
    const names = ['busy/a.txt', 'busy/b.txt', 'busy/c.txt'];
    for (const name of names) write(name, 'line\n'.repeat(200));
    const session = await record('busy', async () => {
      for (let round = 0; round < 60; round++) {
        const editor = await openFile(names[round % names.length] ?? '');
        const line = (round * 37) % editor.document.lineCount;
        editor.selections = [line, 0].map((at) => new vscode.Selection(at, 0, at, 0));
        await vscode.commands.executeCommand('type', { text: round % 2 === 0 ? '😀\n' : '(é' });
        if (round % 5 === 0) await vscode.commands.executeCommand('undo');
        if (round % 7 === 0) await editor.document.save();
        if (round % 11 === 0) write(`busy/outside-${round}.txt`, String(round));
      }
      await vscode.workspace.saveAll(false);
    });
    await verified(session);
    for (const name of names) assert.equal(textBy(session, name), editorText(name), name);
    assert.deepEqual(eventsOf(session, 'resync'), [], 'no text had to be corrected');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('follows git: a branch, a commit, and a checkout that rewrites open files', async () => {
    const git = (...args: string[]) => execFileSync('git', ['-C', folderPath(), ...args], { stdio: 'pipe' });
    for (let file = 0; file < 40; file++) write(`many/${file}.txt`, 'main\n');
    git('add', 'many');
    git('commit', '--quiet', '--message', 'Many');
    const seen = async (id: string, branch: string) => eventsOf(await load(id), 'git').at(-1)?.branch === branch;
    const session = await record('git', async (id) => {
      await openFile('many/1.txt');
      git('checkout', '--quiet', '-b', 'side');
      for (let file = 0; file < 40; file++) write(`many/${file}.txt`, 'side\n');
      git('commit', '--quiet', '--all', '--message', 'Side');
      await until('the branch is seen', () => seen(id, 'side'));
      git('checkout', '--quiet', 'main');
      await until('the way back is seen', () => seen(id, 'main'));
      await until('the editor has read it again', () => editorText('many/1.txt') === 'main\n');
    });
    await verified(session);
    assert.equal(textBy(session, 'many/1.txt'), 'main\n');
    const branches = eventsOf(session, 'git').map(({ branch }) => branch);
    assert.ok(branches.includes('side') && branches.at(-1) === 'main', `branches seen: ${branches.join(', ')}`);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });
});

describe('recording commands, notes and pauses', () => {
  it('records a terminal command with its output and exit code', async () => {
    const terminal = vscode.window.createTerminal({ name: 'recorded', shellPath: 'bash' });
    terminal.show();
    await until('shell integration', () => terminal.shellIntegration !== undefined);
    const session = await record('run a command', async () => {
      const ended = new Promise<void>((resolve) => {
        const listener = vscode.window.onDidEndTerminalShellExecution(() => {
          listener.dispose();
          resolve();
        });
      });
      // VS Code hands over no output that arrives in one piece with the mark that the command started.
      terminal.shellIntegration?.executeCommand('echo from-the-shell > shell.txt; sleep 0.5; cat shell.txt; false');
      await ended;
      await wait(1500);
    });
    terminal.dispose();
    await verified(session);
    const start = eventsOf(session, 'command-start')[0];
    assert.equal(start?.terminal, 'recorded');
    assert.match(start?.line ?? '', /from-the-shell/);
    assert.match(
      eventsOf(session, 'command-output')
        .map(({ text }) => text)
        .join(''),
      /from-the-shell/,
    );
    assert.deepEqual(
      eventsOf(session, 'command-end').map(({ command, exitCode }) => [command, exitCode]),
      [[0, 1]],
    );
    assert.ok(fold(session).file('shell.txt'), 'the file that the command made is in the log');
  });

  it('anchors a note to the selection', async () => {
    const session = await record('take a note', async () => {
      const editor = await openFile('src/total.ts');
      editor.selection = new vscode.Selection(0, 7, 0, 15);
      await vscode.commands.executeCommand('tracewright.addNote', { text: 'it is a function', type: 'decision' });
    });
    const [note] = eventsOf(session, 'note');
    assert.equal(note?.text, 'it is a function');
    assert.equal(note?.type, 'decision');
    const [anchor] = note?.anchors ?? [];
    assert.deepEqual([anchor?.path, anchor?.start, anchor?.end, anchor?.quote], ['src/total.ts', 7, 15, 'function']);
    assert.equal(
      session.events.find((event) => event.kind === 'document-open' && event.doc === anchor?.doc)?.kind,
      'document-open',
    );
  });

  it('says which edits a note is about when something was just edited', async () => {
    const session = await record('edit, then say why', async () => {
      const editor = await openFile('src/total.ts');
      editor.selection = new vscode.Selection(0, 0, 0, 0);
      await vscode.commands.executeCommand('tracewright.addNote', { text: 'about nothing that was done' });
      await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), '// one\n'));
      await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), '// two\n'));
      await vscode.commands.executeCommand('tracewright.addNote', { text: 'about both' });
      await openFile('src/main.ts');
      await openFile('src/total.ts');
      await vscode.commands.executeCommand('tracewright.addNote', { text: 'later' });
      await vscode.commands.executeCommand('workbench.action.files.revert');
    });
    const edits = eventsOf(session, 'edit').map(({ seq }) => seq);
    const about = eventsOf(session, 'note').map((note) => [note.text, note.about]);
    assert.deepEqual(about, [
      ['about nothing that was done', undefined],
      ['about both', [edits[0], edits[1]]],
      ['later', undefined],
    ]);
  });

  it('records nothing while paused and catches up afterwards', async () => {
    write('paused.txt', 'start\n');
    write('untouched.txt', 'same\n');
    const session = await record('pause', async () => {
      const editor = await openFile('paused.txt');
      await append(editor, 'before\n');
      await vscode.commands.executeCommand('tracewright.pauseRecording');
      await append(editor, 'a secret thought\n');
      await editor.edit((edit) => edit.delete(new vscode.Range(2, 0, 3, 0)));
      await append(editor, 'during\n');
      await editor.document.save();
      write('while-paused.txt', 'made while paused\n');
      await openFile('untouched.txt');
      await vscode.commands.executeCommand('tracewright.resumeRecording');
      await append(await openFile('paused.txt'), 'after\n');
      await vscode.workspace.saveAll(false);
    });
    await verified(session);
    assert.ok(
      !JSON.stringify(session.events).includes('secret thought'),
      'what happened in the pause is not in the log',
    );
    assert.equal(textBy(session, 'paused.txt'), 'start\nbefore\nduring\nafter\n');
    assert.ok(existsSync(fileUri('while-paused.txt').fsPath) && fold(session).file('while-paused.txt'));
    const kinds = session.events.map(({ kind }) => kind);
    assert.ok(kinds.indexOf('pause') < kinds.indexOf('resume'));
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('answers with one sentence when there is nothing to stop, pause or annotate', async () => {
    for (const command of ['stopRecording', 'pauseRecording', 'resumeRecording', 'addNote']) {
      await assert.rejects(
        async () => await vscode.commands.executeCommand(`tracewright.${command}`, {}),
        (error: Error) => /recording|recorded|paused/i.test(error.message) && !error.message.includes('\n'),
        command,
      );
    }
    assert.ok(folderPath().length > 0);
  });
});
