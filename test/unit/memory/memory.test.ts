import assert from 'node:assert/strict';
import { appendFileSync, existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type AgentNote, fileInside, lineRange } from '../../../src/node/memory/agentNote.ts';
import { Memory } from '../../../src/node/memory/memory.ts';
import { NoteInbox } from '../../../src/node/memory/noteInbox.ts';
import { cut } from '../../../src/node/memory/remembered.ts';
import { command, note, workspaceFolder, writeSession, writeTrajectory } from './rememberedFolder.ts';

describe('memory', () => {
  let root: string;
  let storage: string;

  beforeEach(() => {
    ({ root, storage } = workspaceFolder());
  });

  afterEach(() => rmSync(root, { recursive: true, force: true }));

  it('finds sessions and trajectories by what was said, done and run, the best first', async () => {
    writeSession(storage, 's1', 'Move the tax into its own module', [
      note('n1', 'rounding belongs to the tax', 'src/tax.ts'),
      command('npm run lint'),
    ]);
    writeSession(storage, 's2', 'Speed up the parser', [command('npm test -- --grep tax')]);
    writeTrajectory(storage, 't1', 'rename the invoice', 3);
    const memory = new Memory({ root, storage });
    const ids = async (query: string) => (await memory.search(query, 10)).map(({ of }) => of.id);
    assert.deepEqual(await ids('tax'), ['s1', 's2']);
    assert.deepEqual(await ids('INVOICE'), ['t1']);
    assert.deepEqual(await ids('src/tax.ts'), ['s1', 's2']);
    assert.deepEqual(await ids('zebra'), []);
    assert.deepEqual(await ids('...'), []);
    const [best] = await memory.search('rounding', 1);
    assert.deepEqual(best?.texts, [{ kind: 'note', at: 1, text: 'why: rounding belongs to the tax (src/tax.ts)' }]);
  });

  it('knows notes in their last wording, and none that was taken back', async () => {
    writeSession(storage, 's1', '', [note('n1', 'firstwording'), note('n1', 'lastwording'), note('n2', 'regretted')]);
    writeSession(storage, 's2', '', [note('n2', 'regretted'), { kind: 'note-removed', note: 'n2' }]);
    const memory = new Memory({ root, storage });
    assert.equal((await memory.search('firstwording', 10)).length, 0);
    assert.equal((await memory.search('lastwording', 10)).length, 1);
    assert.deepEqual(
      (await memory.search('regretted', 10)).map(({ of }) => of.id),
      ['s1'],
    );
  });

  it('sees what was written after it looked first', async () => {
    const log = writeSession(storage, 's1', 'goal', [], false);
    const memory = new Memory({ root, storage });
    assert.equal((await memory.list())[0]?.state, 'recording');
    log.append(note('n1', 'written later'));
    assert.equal((await memory.search('later', 10)).length, 1);
    log.close('2026-03-04T06:06:07.000Z');
    assert.equal((await memory.list())[0]?.state, 'stopped');
  });

  it('tells operations in what it recalls and searches', async () => {
    const text = 'export const one = 1;\n';
    writeSession(storage, 's1', 'goal', [
      {
        kind: 'document-open',
        doc: 0,
        path: 'a.ts',
        v: 1,
        content: { text },
        eol: '\n',
        encoding: 'utf8',
        language: 'typescript',
      },
      { kind: 'edit', doc: 0, v: 2, changes: [[0, 0, '// hello\n']] },
    ]);
    const { texts } = await new Memory({ root, storage }).recall('s1');
    assert.ok(
      texts.some(({ kind, text: told }) => kind === 'operation' && told.includes('a.ts')),
      JSON.stringify(texts),
    );
  });

  it('lists what it cannot read with the reason, and goes on', async () => {
    mkdirSync(path.join(storage, 'sessions', 'broken'));
    writeFileSync(path.join(storage, 'sessions', 'broken', 'session.json'), '{"version": 99}');
    mkdirSync(path.join(storage, 'trajectories'));
    writeFileSync(path.join(storage, 'trajectories', 'bad.json'), '{"steps": 7}');
    writeSession(storage, 's1', 'goal', []);
    const all = await new Memory({ root, storage }).list();
    assert.deepEqual(all.map(({ id, state }) => `${id} ${state}`).sort(), [
      'bad unreadable',
      'broken unreadable',
      's1 stopped',
    ]);
    assert.match(all.find(({ id }) => id === 'broken')?.problem ?? '', /format version 99/);
  });

  it('follows neither ids that lead elsewhere nor links', async () => {
    writeFileSync(path.join(root, 'outside.json'), '{}');
    mkdirSync(path.join(storage, 'trajectories'));
    symlinkSync(path.join(root, 'outside.json'), path.join(storage, 'trajectories', 'linked.json'));
    const memory = new Memory({ root, storage });
    for (const id of ['../../outside', 'linked', '', '..']) {
      await assert.rejects(memory.trajectory(id), { code: 'not-remembered' });
      await assert.rejects(memory.recall(id), { code: 'not-remembered' });
    }
  });

  it('is empty in a folder where nothing was recorded', async () => {
    rmSync(storage, { recursive: true });
    const memory = new Memory({ root, storage });
    assert.deepEqual(await memory.list(), []);
    assert.deepEqual(await memory.search('anything', 10), []);
    assert.equal(existsSync(storage), false);
  });

  it('keeps a note itself while nothing is recorded, without its secrets, and finds it again', async () => {
    const token = `ghp_${'aB3dE5gH7j'.repeat(4).slice(0, 36)}`;
    const memory = new Memory({ root, storage });
    const kept = await memory.addNote({ type: 'decision', text: `keep the cache, not ${token}` });
    assert.equal(kept.kept, 'memory');
    const [hit] = await new Memory({ root, storage }).search('cache', 10);
    assert.equal(hit?.of.id, 'notes');
    assert.ok(!JSON.stringify(hit).includes(token));
    const [file = ''] = readdirSync(path.join(storage, 'memory'));
    appendFileSync(path.join(storage, 'memory', file), '\n{"torn');
    assert.equal((await memory.recall('notes')).texts.length, 1);
  });

  it('hands a note to whoever records, once', async () => {
    const log = writeSession(storage, 's1', 'goal', [], false);
    const taken: string[] = [];
    const inbox = new NoteInbox(storage);
    const take = (given: AgentNote) => {
      taken.push(given.text);
      return 'taken' as const;
    };
    const timer = setInterval(() => inbox.offer(take, assert.fail), 20);
    try {
      writeFileSync(path.join(root, 'a.ts'), 'one\ntwo\n');
      const memory = new Memory({ root, storage });
      const kept = await memory.addNote({ type: 'why', text: 'because', path: './a.ts', lines: [1, 2] });
      assert.equal(kept.kept, 'session');
      assert.deepEqual(taken, ['because']);
      assert.deepEqual(readdirSync(inbox.folder), []);
    } finally {
      clearInterval(timer);
      log.close('2026-03-04T06:06:07.000Z');
    }
  });

  it('keeps a note itself where the one who records takes none', async () => {
    const log = writeSession(storage, 's1', 'goal', [], false);
    try {
      const memory = new Memory({ root, storage, patienceMs: 100 });
      assert.equal((await memory.addNote({ type: 'why', text: 'nobody listens' })).kept, 'memory');
      assert.deepEqual(readdirSync(path.join(storage, 'inbox')), []);
      assert.equal((await memory.search('listens', 10)).length, 1);
    } finally {
      log.close('2026-03-04T06:06:07.000Z');
    }
  });

  it('puts away what is no note, gives back what a dead process claimed, and waits with what is not taken', () => {
    const inbox = new NoteInbox(storage);
    const given = {
      version: 1 as const,
      id: '00000000-0000-4000-8000-000000000001',
      at: '2026-03-04T05:06:07.000Z',
      type: 'why' as const,
      text: 'left over',
    };
    inbox.put(given);
    const bad: string[] = [];
    assert.equal(
      inbox.offer(
        () => 'later',
        (file) => bad.push(file),
      ),
      0,
    );
    assert.deepEqual(readdirSync(inbox.folder), [`${given.id}.json`]);
    assert.throws(() =>
      inbox.offer(() => {
        throw new Error('not now');
      }, assert.fail),
    );
    assert.deepEqual(readdirSync(inbox.folder), [`${given.id}.json`]);
    rmSync(path.join(inbox.folder, `${given.id}.json`));
    writeFileSync(path.join(inbox.folder, `${given.id}.999999999.claimed`), JSON.stringify(given));
    const other = '00000000-0000-4000-8000-000000000002';
    writeFileSync(path.join(inbox.folder, `${other}.json`), '{"version":1,"text":7}');
    const texts: string[] = [];
    for (let round = 0; round < 2; round++) {
      inbox.offer(
        ({ text }) => {
          texts.push(text);
          return 'taken';
        },
        (file) => bad.push(path.basename(file)),
      );
    }
    assert.deepEqual(texts, ['left over']);
    assert.deepEqual(bad, [`${other}.bad`]);
  });

  it('refuses paths out of the workspace and files that are kept private', async () => {
    writeFileSync(path.join(root, '.env'), 'KEY=1\n');
    symlinkSync('/etc', path.join(root, 'linked'));
    for (const name of ['../x', '/etc/passwd', 'a/../../x', 'C:\\x', 'linked/hostname', '..\\x', '']) {
      assert.throws(() => fileInside(root, name), { code: /^(path-outside|no-such-file)$/ }, name);
    }
    assert.throws(() => fileInside(root, 'linked/passwd'), { code: 'path-outside' });
    const memory = new Memory({ root, storage });
    await assert.rejects(memory.addNote({ type: 'why', text: 'x', path: '.env' }), { code: 'private-file' });
    await assert.rejects(memory.addNote({ type: 'why', text: 'x', path: 'none.ts' }), { code: 'no-such-file' });
    assert.equal(existsSync(path.join(storage, 'memory')), false);
  });

  it('searches 200 sessions in under a second, the first time as well', async () => {
    const filler = Array.from(
      { length: 200 },
      (_, index): ReturnType<typeof note> => ({
        kind: 'edit',
        doc: 0,
        v: index + 2,
        changes: [[0, 0, 'some text that was typed ']],
      }),
    );
    const open = {
      kind: 'document-open',
      doc: 0,
      path: 'a.ts',
      v: 1,
      content: { text: '' },
      eol: '\n',
      encoding: 'utf8',
      language: 'typescript',
    } as const;
    for (let index = 0; index < 200; index++) {
      writeSession(storage, `s${index}`, `goal ${index}`, [
        open,
        ...filler,
        note(`n${index}`, `reason number ${index}`),
      ]);
    }
    const memory = new Memory({ root, storage });
    const times: number[] = [];
    for (const wanted of ['s7', 's8']) {
      const began = performance.now();
      const [first] = await memory.search(`reason number ${wanted.slice(1)}`, 5);
      times.push(performance.now() - began);
      assert.equal(first?.of.id, wanted);
    }
    assert.ok(Math.max(...times) < 1_000, `searches took ${times.map(Math.round).join(' and ')} ms`);
    if (process.env.TRACEWRIGHT_TIMES !== undefined) console.log(times.map(Math.round));
  });
});

describe('texts that are cut', () => {
  it('are cut between code points', () => {
    assert.equal(cut('ab🛒', 3), 'ab…');
    assert.equal(cut('ab🛒', 4), 'ab🛒');
  });

  it('give whole lines, with either line end, and never more than there is', () => {
    const text = 'one\r\ntwo\r\nthree';
    const lines = (from: number, to: number) => text.slice(...lineRange(text, [from, to]));
    assert.equal(lines(1, 1), 'one');
    assert.equal(lines(2, 3), 'two\r\nthree');
    assert.equal(lines(1, 2), 'one\r\ntwo');
    assert.equal(lines(3, 99), 'three');
    assert.equal(lines(3, 1), 'three');
  });
});
