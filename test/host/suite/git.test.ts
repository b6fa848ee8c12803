import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { promisify } from 'node:util';
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

const run = promisify(execFile);
const append = async (editor: vscode.TextEditor, text: string) => {
  const end = editor.document.positionAt(editor.document.getText().length);
  assert.ok(await editor.edit((edit) => edit.insert(end, text)));
};
const write = (name: string, content: string | Uint8Array) => {
  mkdirSync(path.dirname(fileUri(name).fsPath), { recursive: true });
  writeFileSync(fileUri(name).fsPath, content);
};
const remove = (name: string) => rmSync(fileUri(name).fsPath, { recursive: true, force: true });
const git = (...args: string[]) =>
  execFileSync('git', ['-C', folderPath(), ...args], { stdio: 'pipe', encoding: 'utf8' }).trim();
const fails = (...args: string[]) => assert.throws(() => git(...args));
/** Without holding up the window. */
const gitAside = async (...args: string[]) => (await run('git', ['-C', folderPath(), ...args])).stdout.trim();
const closeAll = async () => {
  await vscode.commands.executeCommand('workbench.action.files.revert');
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
};

/** How long the extension host did not come to its turn at worst, in ms, while something runs. */
async function longestStall(work: () => Promise<void>): Promise<number> {
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  await work();
  delay.disable();
  return Math.round(delay.max / 1e6);
}

describe('recording git', () => {
  before(() => {
    git('checkout', '--quiet', 'main');
    git('add', '--all');
    git('commit', '--quiet', '--allow-empty', '--message', 'Before the tests of git');
  });
  afterEach(async () => {
    await closeAll();
    for (const verb of ['merge', 'rebase', 'cherry-pick']) {
      try {
        git(verb, '--abort');
      } catch {
        // Nothing of that sort is under way.
      }
    }
    git('checkout', '--quiet', '--force', 'main');
  });

  /** Branches `ours-N` and `theirs-N` change the same line; `ours-N` is checked out. */
  const conflicting = (name: string) => {
    write('both.txt', 'start\n');
    git('add', 'both.txt');
    git('commit', '--quiet', '--allow-empty', '--message', 'Start of a conflict');
    for (const side of ['theirs', 'ours']) {
      git('checkout', '--quiet', '-B', `${side}-${name}`, 'main');
      write('both.txt', `${side}\n`);
      git('commit', '--quiet', '--all', '--message', side);
    }
  };

  it('tells a checkout of 2,000 files in one event and holds nothing up', async function () {
    this.timeout(180_000);
    for (let file = 0; file < 2000; file++) write(`wide/${file % 40}/${file}.txt`, `main ${file}\n`);
    git('add', 'wide');
    git('commit', '--quiet', '--allow-empty', '--message', 'Wide');
    git('checkout', '--quiet', '-B', 'wide');
    for (let file = 0; file < 2000; file++) write(`wide/${file % 40}/${file}.txt`, `wide ${file}\n`);
    git('commit', '--quiet', '--all', '--message', 'Wide, too');
    await wait(3_000);
    let stall = 0;
    let took = 0;
    const session = await record('2,000 files', async (id) => {
      await openFile('wide/1/1.txt');
      await wait(1_000);
      stall = await longestStall(async () => {
        const began = performance.now();
        await gitAside('checkout', '--quiet', 'main');
        await until('the checkout is told', async () => eventsOf(await load(id), 'bulk').length > 0);
        took = Math.round(performance.now() - began);
      });
    });
    await verified(session);
    const counts = new Map<string, number>();
    for (const { kind } of session.events) counts.set(kind, (counts.get(kind) ?? 0) + 1);
    console.log(
      `2,000 files: ${session.events.length} events (${JSON.stringify(Object.fromEntries(counts))}), told ${took} ms after git ` +
        `was started, longest stall of the extension host ${stall} ms (reading the log back is part of it)`,
    );
    const [bulk, ...more] = eventsOf(session, 'bulk');
    assert.equal(more.length, 0, 'one event');
    // On a busy machine a checkpoint may be the first to see it.
    assert.ok(bulk !== undefined && bulk.files.length >= 2000, `${bulk?.source}: ${bulk?.files.length} files`);
    assert.deepEqual(eventsOf(session, 'file'), []);
    const moved = eventsOf(session, 'git').find(({ moves = [] }) => moves.some(({ action }) => action === 'checkout'));
    assert.equal(moved?.branch, 'main');
    assert.equal(moved?.tree, git('rev-parse', 'main^{tree}'));
    assert.ok(stall < 1_000, `the extension host stood still for ${stall} ms`);
    git('rm', '-rq', 'wide');
    git('commit', '--quiet', '--message', 'No longer wide');
  });

  it('says where things stand at the start, also in the middle of a merge, and how that ends', async () => {
    conflicting('merge');
    fails('merge', '--quiet', 'theirs-merge');
    const session = await record('in a merge', async (id) => {
      const editor = await openFile('both.txt');
      await editor.edit((edit) => edit.replace(new vscode.Range(0, 0, editor.document.lineCount, 0), 'both\n'));
      await editor.document.save();
      git('commit', '--quiet', '--all', '--message', 'Merged');
      await until('the merge is told', async () => eventsOf(await load(id), 'git').length > 1);
    });
    await verified(session);
    const told = eventsOf(session, 'git').map(({ during, branch, moves }) => [during, branch, moves?.[0]?.action]);
    assert.deepEqual(told, [
      ['merge', 'ours-merge', undefined],
      [undefined, 'ours-merge', 'merge'],
    ]);
  });

  it('follows a rebase that stops, goes on from there, and is given up, with a stash on the way', async () => {
    conflicting('rebase');
    fails('rebase', '--quiet', 'theirs-rebase');
    const session = await record('in a rebase', async (id) => {
      await openFile('both.txt');
      git('rebase', '--abort');
      await until('the end is told', async () => eventsOf(await load(id), 'git').at(-1)?.during === undefined);
      write('both.txt', 'stashed\n');
      await gitAside('stash', '--quiet');
      await until('the stash is told', async () => actionsOf(await load(id)).includes('stash'));
      await gitAside('stash', 'pop', '--quiet');
      await until('the editor has it back', () => editorText('both.txt') === 'stashed\n');
    });
    await verified(session);
    const [first] = eventsOf(session, 'git');
    assert.deepEqual([first?.during, first?.branch, first?.moves], ['rebase', null, undefined]);
    assert.equal(textBy(session, 'both.txt'), 'stashed\n');
    git('checkout', '--quiet', '--force', 'ours-rebase');
  });

  it('says after a pause where things stand, and not how they came there', async () => {
    const session = await record('git in a pause', async (id) => {
      await until('the start is told', async () => eventsOf(await load(id), 'git').length === 1);
      await vscode.commands.executeCommand('tracewright.pauseRecording');
      await gitAside('checkout', '--quiet', '-B', 'in-the-pause');
      await wait(1_500);
      await vscode.commands.executeCommand('tracewright.resumeRecording');
    });
    await verified(session);
    const told = eventsOf(session, 'git').map(({ branch, moves }) => [branch, moves]);
    assert.deepEqual(told, [
      ['main', undefined],
      ['in-the-pause', undefined],
    ]);
  });

  it('tells amend, reset, cherry-pick and revert by the reflog, with the files that they changed', async () => {
    conflicting('moves');
    write('one.txt', 'one\n');
    git('add', 'one.txt');
    const steps: (readonly [string, readonly string[]])[] = [
      ['commit', ['commit', '--quiet', '--message', 'One']],
      ['amend', ['commit', '--quiet', '--amend', '--message', 'One, better']],
      ['revert', ['revert', '--no-edit', 'HEAD']],
      ['reset', ['reset', '--quiet', '--hard', 'HEAD~2']],
      ['cherry-pick', ['cherry-pick', 'HEAD@{2}']],
    ];
    const session = await record('moves', async (id) => {
      for (const [action, args] of steps) {
        await gitAside(...args);
        await until(`${action} is told`, async () => actionsOf(await load(id)).includes(action));
      }
    });
    await verified(session);
    assert.deepEqual(
      actionsOf(session),
      steps.map(([action]) => action),
    );
    const amended = eventsOf(session, 'git').find(({ moves }) => moves?.[0]?.action === 'revert');
    assert.deepEqual(amended?.evidence?.files, [['one.txt', null]]);
  });

  const actionsOf = (session: Awaited<ReturnType<typeof load>>): string[] =>
    eventsOf(session, 'git').flatMap(({ moves = [] }) => moves.map(({ action }) => action));
});

describe('recording what goes wrong on disk', () => {
  afterEach(closeAll);

  it('stands a storm of ignored files, of packages, and of one file that is written all the time', async function () {
    this.timeout(180_000);
    write('.gitignore', 'dist/\nnode_modules/\n');
    write('storm.txt', 'start\n');
    await wait(1_000);
    let stall = 0;
    const memory = () => process.memoryUsage().heapUsed / 1e6;
    let grown = 0;
    const session = await record('storm', async () => {
      const before = memory();
      const script = `
        const { mkdirSync, writeFileSync } = require('node:fs');
        for (const folder of ['dist', 'node_modules/pack']) {
          mkdirSync(folder, { recursive: true });
          for (let file = 0; file < 4000; file++) writeFileSync(folder + '/' + file + '.js', String(file));
        }
        for (let time = 0; time < 5000; time++) writeFileSync('storm.txt', 'time ' + time + '\\n');
      `;
      stall = await longestStall(async () => {
        await run(process.execPath, ['-e', script], {
          cwd: folderPath(),
          env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
        });
        await wait(3_000);
      });
      grown = Math.round(memory() - before);
    });
    await verified(session);
    console.log(`storm: ${session.events.length} events, longest stall ${stall} ms, heap grew by ${grown} MB`);
    assert.equal(fold(session).file('storm.txt')?.oid, git('hash-object', 'storm.txt'));
    assert.ok(eventsOf(session, 'file').every(({ path: name }) => !/^(dist|node_modules)\//.test(name)));
    assert.deepEqual(eventsOf(session, 'bulk'), []);
    assert.ok(session.events.length < 200, `${session.events.length} events`);
    assert.ok(stall < 1_000, `the extension host stood still for ${stall} ms`);
    for (const name of ['dist', 'node_modules', '.gitignore', 'storm.txt']) remove(name);
  });

  it('records a file that becomes a folder, a folder that becomes a link, and never what a link leads to', async () => {
    const outside = mkdtempSync(path.join(os.tmpdir(), 'tracewright-outside-'));
    writeFileSync(path.join(outside, 'private.txt'), 'nobody-is-to-read-this\n');
    write('turns/into-folder', 'a file\n');
    write('turns/into-link/below.txt', 'a folder\n');
    write('turns/linked.txt', 'a file\n');
    const session = await record('turns', async () => {
      remove('turns/into-folder');
      write('turns/into-folder/below.txt', 'below\n');
      remove('turns/into-link');
      symlinkSync(outside, fileUri('turns/into-link').fsPath);
      remove('turns/linked.txt');
      symlinkSync(path.join(outside, 'private.txt'), fileUri('turns/linked.txt').fsPath);
      await wait(2_500);
      await openFile('turns/linked.txt');
      const editor = await openFile('turns/into-link/private.txt');
      await append(editor, 'nor-this\n');
      await editor.document.save();
      write('turns/bytes.txt', Buffer.from([0x61, 0xff, 0xfe, 0x80, 0x0a]));
      await openFile('turns/bytes.txt');
      await wait(2_500);
    });
    await verified(session);
    const folded = fold(session);
    assert.ok(folded.file('turns/into-folder/below.txt') && !folded.file('turns/into-folder'));
    assert.equal(folded.file('turns/into-link')?.mode, '120000');
    assert.equal(folded.file('turns/linked.txt')?.mode, '120000');
    assert.ok(!/nobody-is-to-read-this|nor-this/.test(JSON.stringify(session.events)));
    const bytes = folded.file('turns/bytes.txt');
    assert.ok(bytes);
    assert.deepEqual(Buffer.from(folded.bytes(bytes) ?? []), readFileSync(fileUri('turns/bytes.txt').fsPath));
    await closeAll();
    remove('turns');
    rmSync(outside, { recursive: true });
  });

  it('keeps both sides when a file changes on disk and in the editor at once, overwritten and given up', async () => {
    write('conflict.txt', 'start\n');
    const files = vscode.workspace.getConfiguration('files');
    const set = (key: string, value?: string) => files.update(key, value, vscode.ConfigurationTarget.Global);
    await set('autoSave', 'off');
    const session = await record('conflict', async () => {
      const editor = await openFile('conflict.txt');
      await append(editor, 'mine\n');
      write('conflict.txt', 'start\ntheirs\n');
      await wait(2_500);
      await set('saveConflictResolution', 'overwriteFileOnDisk');
      await wait(500);
      assert.ok(await editor.document.save());
      assert.equal(readFileSync(fileUri('conflict.txt').fsPath, 'utf8'), 'start\nmine\n');
      await set('saveConflictResolution');
      await append(editor, 'mine again\n');
      write('conflict.txt', 'theirs again\n');
      await wait(2_500);
      await vscode.window.showTextDocument(editor.document);
      await vscode.commands.executeCommand('workbench.action.files.revert');
      await until('the editor gave up', () => editorText('conflict.txt') === 'theirs again\n');
    });
    await verified(session);
    await set('autoSave');
    assert.equal(textBy(session, 'conflict.txt'), 'theirs again\n');
    const outside = eventsOf(session, 'file').filter(({ path: name }) => name === 'conflict.txt');
    assert.deepEqual(
      outside.map(({ op, content }) => [op, content]),
      [
        ['change', { text: 'start\ntheirs\n' }],
        ['change', { text: 'theirs again\n' }],
      ],
    );
    remove('.vscode');
  });

  it('records a rename onto a file that was there, by the editor and from outside', async () => {
    for (const name of ['a', 'b', 'c', 'd']) write(`onto/${name}.txt`, `${name}\n`);
    const session = await record('onto', async () => {
      await openFile('onto/a.txt');
      const edit = new vscode.WorkspaceEdit();
      edit.renameFile(fileUri('onto/a.txt'), fileUri('onto/b.txt'), { overwrite: true });
      assert.ok(await vscode.workspace.applyEdit(edit));
      renameSync(fileUri('onto/c.txt').fsPath, fileUri('onto/d.txt').fsPath);
      await wait(2_500);
    });
    await verified(session);
    const folded = fold(session);
    const there = [...folded.files().keys()].filter((name) => name.startsWith('onto/'));
    assert.deepEqual(there.sort(), ['onto/b.txt', 'onto/d.txt']);
    const texts = there.map((name) => Buffer.from(folded.bytes(folded.file(name) ?? assert.fail()) ?? []).toString());
    assert.deepEqual(texts, ['a\n', 'c\n']);
    await closeAll();
    remove('onto');
  });

  it('starts in the middle of unsaved work and of what git has not seen', async () => {
    write('unsaved.txt', 'saved\n');
    write('new.txt', 'git does not know this\n');
    const editor = await openFile('unsaved.txt');
    await append(editor, 'not saved\n');
    const session = await record('dirty', async () => {
      await append(editor, 'and more\n');
      await editor.document.save();
      await append(editor, 'left unsaved\n');
    });
    await verified(session);
    assert.equal(textBy(session, 'unsaved.txt'), 'saved\nnot saved\nand more\nleft unsaved\n');
    const opened = eventsOf(session, 'document-open').find(({ path: name }) => name === 'unsaved.txt');
    assert.deepEqual([opened?.dirty, opened?.content], [true, { text: 'saved\nnot saved\n' }]);
    assert.ok(fold(session).file('new.txt'));
    await closeAll();
    remove('unsaved.txt');
    remove('new.txt');
  });

  it('holds a closed file that is changed from outside and by a workspace edit', async () => {
    write('closed.txt', 'one\ntwo\n');
    const session = await record('closed', async () => {
      write('closed.txt', 'zero\none\ntwo\n');
      const edit = new vscode.WorkspaceEdit();
      edit.insert(fileUri('closed.txt'), new vscode.Position(0, 0), 'first\n');
      assert.ok(await vscode.workspace.applyEdit(edit));
      await vscode.workspace.saveAll(false);
      await wait(1_000);
    });
    await verified(session);
    const text = readFileSync(fileUri('closed.txt').fsPath, 'utf8');
    assert.match(text, /^first\n/);
    assert.equal(textBy(session, 'closed.txt'), text);
    remove('closed.txt');
  });
});
