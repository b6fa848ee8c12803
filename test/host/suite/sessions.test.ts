import assert from 'node:assert/strict';
import { appendFileSync, chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { eventsOf, fileUri, folderPath, load, openFile, record, until, wait } from '../recording.ts';

const sessionFolder = (id: string) => path.join(folderPath(), '.tracewright', 'sessions', id);

async function typeALittle(): Promise<void> {
  const editor = await openFile('src/main.ts');
  await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), '// note\n'));
  await editor.document.save();
}

describe('what can be done with a session', () => {
  afterEach(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('is verified in a worker, and a flipped byte is found', async () => {
    const session = await record('verify me', typeALittle);
    const good = await vscode.commands.executeCommand<{ ok: boolean; events: number }>('tracewright.verifySession', {
      id: session.meta.id,
    });
    assert.equal(good.ok, true);
    assert.equal(good.events, session.events.length);
    const log = path.join(sessionFolder(session.meta.id), 'events-0001.jsonl');
    writeFileSync(log, readFileSync(log, 'utf8').replace('// note', '// nope'));
    const bad = await vscode.commands.executeCommand<{ ok: boolean; firstDivergence: { seq: number } }>(
      'tracewright.verifySession',
      { id: session.meta.id },
    );
    assert.equal(bad.ok, false);
    assert.equal(bad.firstDivergence.seq, eventsOf(session, 'edit')[0]?.seq);
  });

  it('opens as a timeline in a tab, while it is recorded and afterwards', async () => {
    const tabs = () => vscode.window.tabGroups.all.flatMap(({ tabs: all }) => all.map(({ label }) => label));
    await record('look at me', async () => {
      await typeALittle();
      await vscode.commands.executeCommand('tracewright.openTimeline');
      await until('the timeline tab', () => tabs().includes('Timeline: look at me'));
      await wait(2500);
    });
    assert.ok(tabs().includes('Timeline: look at me'));
  });

  it('is deleted when that is confirmed, never while it is recorded', async () => {
    const session = await record('delete me', async (id) => {
      await assert.rejects(
        async () => await vscode.commands.executeCommand('tracewright.deleteSession', { id, confirmed: true }),
        /still being recorded/,
      );
    });
    assert.ok(existsSync(sessionFolder(session.meta.id)));
    await vscode.commands.executeCommand('tracewright.deleteSession', { id: session.meta.id, confirmed: true });
    assert.ok(!existsSync(sessionFolder(session.meta.id)));
  });

  it('has an id of its own, and a wrong id is answered with a sentence', async () => {
    await assert.rejects(
      async () => await vscode.commands.executeCommand('tracewright.verifySession', { id: 'nothing' }),
      /There is no session "nothing".*Sessions view/,
    );
  });
});

describe('a file over the limit of the editor', () => {
  it('is named, and its bytes are kept in the base', async () => {
    writeFileSync(fileUri('large.txt').fsPath, Buffer.alloc(51 * 1024 * 1024, 'line of text\n'));
    const session = await record('large', async () => {
      await vscode.commands.executeCommand('vscode.open', fileUri('large.txt'));
      await wait(1500);
    });
    rmSync(fileUri('large.txt').fsPath);
    assert.deepEqual(
      eventsOf(session, 'opaque').map(({ path: name }) => name),
      ['large.txt'],
    );
    assert.ok(session.base[0]?.some(({ path: name }) => name === 'large.txt'));
  });
});

describe('another folder for recordings', () => {
  it('inside the workspace is neither recorded nor mistaken for work', async () => {
    const settings = vscode.workspace.getConfiguration('tracewright');
    await settings.update('storageFolder', 'kept/here', true);
    try {
      const session = await record(
        'elsewhere',
        async () => {
          await typeALittle();
          await wait(7000);
        },
        path.join(folderPath(), 'kept', 'here'),
      );
      const about = session.events.filter((event) => 'path' in event && event.path?.startsWith('kept'));
      assert.deepEqual(about, []);
      assert.ok(eventsOf(session, 'checkpoint').length <= 4, 'the log does not cause checkpoints of itself');
    } finally {
      await settings.update('storageFolder', undefined, true);
      rmSync(fileUri('kept').fsPath, { recursive: true });
      rmSync(fileUri('.vscode').fsPath, { recursive: true, force: true });
    }
  });
});

describe('a place where nothing can be recorded', () => {
  it('is named in one sentence, and nothing is left running', async () => {
    if (process.getuid?.() === 0) {
      // Permissions do not bind root: a file in the place of the folder is refused for everybody.
      const blocked = fileUri('blocked').fsPath;
      writeFileSync(blocked, '');
      await vscode.workspace.getConfiguration('tracewright').update('storageFolder', 'blocked/inside', true);
    } else {
      mkdirSync(fileUri('blocked').fsPath, { mode: 0o500 });
      await vscode.workspace.getConfiguration('tracewright').update('storageFolder', 'blocked/inside', true);
    }
    try {
      await assert.rejects(
        async () => await vscode.commands.executeCommand('tracewright.startRecording', { goal: 'x' }),
        (error: Error) => /blocked/.test(error.message) && !error.message.includes('\n') && error.message.length < 400,
      );
    } finally {
      await vscode.workspace.getConfiguration('tracewright').update('storageFolder', undefined, true);
      if (process.getuid?.() !== 0) chmodSync(fileUri('blocked').fsPath, 0o700);
      rmSync(fileUri('blocked').fsPath, { recursive: true });
      rmSync(fileUri('.vscode').fsPath, { recursive: true, force: true });
    }
    const session = await record('afterwards', async () => undefined);
    assert.ok(session.events.length > 0);
  });

  it('without git is told so', async () => {
    const { PATH } = process.env;
    process.env.PATH = '/nonexistent';
    try {
      await assert.rejects(
        async () => await vscode.commands.executeCommand('tracewright.startRecording', { goal: 'x' }),
        /git was not found.*install git/,
      );
    } finally {
      process.env.PATH = PATH;
    }
  });
});

describe('a session whose window died', () => {
  it('is put in order and reported', async () => {
    const session = await record('cut off', typeALittle);
    const folder = sessionFolder(session.meta.id);
    const log = path.join(folder, 'events-0001.jsonl');
    const lines = readFileSync(log, 'utf8').split('\n');
    writeFileSync(log, lines.slice(0, -1).join('\n'));
    appendFileSync(log, '\n{"seq":99,"torn');
    const meta = JSON.parse(readFileSync(path.join(folder, 'session.json'), 'utf8'));
    writeFileSync(path.join(folder, 'session.json'), JSON.stringify({ ...meta, stoppedAt: null, summary: undefined }));
    const recovered = await vscode.commands.executeCommand<string[]>('tracewright.recoverSessions');
    assert.deepEqual(recovered, [session.meta.id]);
    const after = await load(session.meta.id);
    assert.deepEqual(
      after.events.slice(-2).map(({ kind }) => kind),
      ['recovered', 'session-stop'],
    );
    assert.equal(eventsOf(after, 'recovered')[0]?.tornBytes, '\n{"seq":99,"torn'.length);
  });
});
