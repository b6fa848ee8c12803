import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { SessionWriter } from '../../../src/node/store/sessionWriter.ts';
import { recordedSession } from './recordedSession.ts';

const program = path.resolve(import.meta.dirname, '../../../src/cli/main.ts');
const atif = {
  schema_version: 'ATIF-v1.7',
  agent: { name: 'a', version: '1' },
  steps: [{ step_id: 1, source: 'user', message: 'hi' }],
};

/** Every error is one line on stderr, and with --json an object with the same words on stdout. */
describe('bad input on the command line', () => {
  let recorded: Awaited<ReturnType<typeof recordedSession>>;
  before(async () => {
    recorded = await recordedSession();
  });
  after(() => recorded.dispose());

  const place = (...names: string[]) => path.join(recorded.folder, ...names);
  const file = (name: string, content: string | Uint8Array): string => {
    writeFileSync(place(name), content);
    return place(name);
  };
  const folder = (name: string): string => {
    mkdirSync(place(name), { recursive: true });
    return place(name);
  };
  const run = (args: readonly string[], env: NodeJS.ProcessEnv = process.env) =>
    spawnSync(process.execPath, [program, ...args], { encoding: 'utf8', env });
  /** A copy of the repository with its session, to be broken. */
  const copy = (name: string): { repo: string; session: string; log: string } => {
    const repo = place(name);
    cpSync(recorded.repo, repo, { recursive: true });
    const session = path.join(repo, '.tracewright', 'sessions', 's1');
    return { repo, session, log: path.join(session, 'events-0001.jsonl') };
  };
  const fails = (args: readonly string[], exitCode: number, code: string, words: RegExp, env?: NodeJS.ProcessEnv) => {
    const { status, stdout, stderr } = run([...args, '--json'], env);
    assert.equal(status, exitCode, stderr);
    assert.match(stderr, /^tracewright: [^\n]+\n$/);
    assert.match(stderr, words);
    const { error } = JSON.parse(stdout);
    assert.equal(error.code, code);
    assert.equal(`tracewright: ${error.message}\n`, stderr);
  };

  describe('sessions', () => {
    const readers = ['verify', 'fold'].map((action) => (session: string) => [
      ...['sessions', action, session],
      ...(action === 'fold' ? ['--at', 'end', '--out', place('never')] : []),
    ]);

    it('a torn tail loses only that record, and verify says where it is', () => {
      const { session, log, repo } = copy('torn');
      appendFileSync(log, '\n{"seq":6,"t":1,"ki');
      const verified = run(['sessions', 'verify', session, '--json']);
      assert.equal(verified.status, 1);
      const { events, torn } = JSON.parse(verified.stdout);
      assert.deepEqual([events, torn.line], [6, 8]);
      assert.equal(run(['replay', session, '--repo', repo]).status, 0);
    });

    it('a damaged log is not built from or replayed, but reported as far as it goes', () => {
      const { session, log, repo } = copy('flipped');
      writeFileSync(log, readFileSync(log, 'utf8').replace('average(items', 'averege(items'));
      const where = /events-0001\.jsonl:4: event 2 is not what was written/;
      fails(['build', session, '--kind', 'fim', '--out', place('never')], 3, 'hash-mismatch', where);
      fails(['replay', session, '--repo', repo], 3, 'hash-mismatch', where);
      assert.equal(run(['report', session, '--out', place('flipped.html')]).status, 0);
    });

    it('a missing segment is named', () => {
      const { session, log, repo } = copy('segment');
      renameSync(log, path.join(session, 'events-0002.jsonl'));
      fails(
        ['replay', session, '--repo', repo],
        3,
        'segment-missing',
        /events-0001\.jsonl: this part of the log is miss/,
      );
      assert.equal(run(['sessions', 'verify', session]).status, 1);
    });

    it('a foreign file in the folder harms nothing and is told of', () => {
      const { session } = copy('foreign');
      writeFileSync(path.join(session, 'notes.txt'), 'x');
      const { status, stdout } = run(['sessions', 'verify', session]);
      assert.equal(status, 0);
      assert.match(stdout, /notes\.txt: a file that does not belong to a session/);
    });

    it('a newer version is refused', () => {
      const { session } = copy('newer');
      const summary = path.join(session, 'session.json');
      writeFileSync(summary, readFileSync(summary, 'utf8').replace('"version": 1', '"version": 9'));
      fails(['sessions', 'verify', session], 3, 'session-version', /version 9.*update Tracewright/);
    });

    it('an empty folder and a missing one hold no session', () => {
      for (const args of readers) {
        fails(args(folder('empty')), 3, 'session-missing', /empty: there is no session in this folder/);
        fails(args(place('nowhere')), 3, 'no-such-file', /nowhere: there is no such file or folder/);
      }
      fails(['report', place('empty'), '--out', place('x.html')], 3, 'session-missing', /no session/);
      fails(['validate', place('empty')], 3, 'session-missing', /no session/);
      fails(['replay', place('empty'), '--repo', recorded.repo], 3, 'session-missing', /no session/);
    });

    it('without its shadow.git a session cannot be folded, and the list says so of that session alone', () => {
      const { repo, session } = copy('alone');
      rmSync(path.join(repo, '.tracewright', 'shadow.git'), { recursive: true });
      fails(['sessions', 'operations', session], 3, 'shadow-missing', /shadow\.git.*keep the whole/);
      const { status, stdout } = run(['sessions', 'list', '--dir', repo, '--json']);
      assert.equal(status, 0);
      assert.match(JSON.parse(stdout)[0].problem, /shadow\.git/);
    });

    for (const evil of ['../out.txt', '/tmp/out.txt', 'sub/.GIT/config']) {
      it(`a session that writes ${evil} is neither folded nor replayed out of its folder`, () => {
        const { repo, session, log } = copy(`evil-${evil.replaceAll(/\W/g, '_')}`);
        rmSync(session, { recursive: true });
        const head = { id: 's1', goal: '', startedAt: '2026-03-04T05:06:07.000Z', tool: { version: '0.1.0' } };
        const { tree } = JSON.parse(
          run(['sessions', 'fold', recorded.session, '--at', 'start', '--out', `${repo}-start`, '--json']).stdout,
        );
        const roots = [{ name: 'shop', path: repo, tree, commit: null, branch: null }];
        const writer = SessionWriter.create(path.dirname(session), { ...head, roots });
        writer.append({ kind: 'session-start', at: head.startedAt, goal: '', roots, tool: head.tool });
        writer.append({ kind: 'file', op: 'create', path: evil, content: { text: 'x' }, source: 'editor' });
        writer.close(head.startedAt);
        assert.match(readFileSync(log, 'utf8'), /"create"/);
        const out = place('evil-out', 'deep');
        fails(['sessions', 'fold', session, '--at', 'end', '--out', out], 3, 'path-escapes', /leads out of the folder/);
        const replayed = run(['replay', session, '--repo', repo, '--json']);
        assert.ok(replayed.status === 1 || replayed.status === 3, replayed.stderr);
        assert.match(replayed.stderr, /^(tracewright: [^\n]+\n)?$/);
        assert.deepEqual(
          readdirSync(recorded.folder, { recursive: true }).filter((name) => String(name).endsWith('out.txt')),
          [],
        );
      });
    }
  });

  describe('files', () => {
    const readers = (name: string): string[][] => [
      ['validate', name],
      ['build', name, '--kind', 'tool-use', '--out', place('never')],
      ['check', '--repo', recorded.repo, '--base', 'HEAD', '--trajectory', name],
    ];

    it('a binary file and one in another encoding are no trajectories', () => {
      const binary = file('binary.json', Uint8Array.from([0x7b, 0x80, 0xff, 0x00, 0x7d]));
      const latin = file('latin.json', Buffer.from('{"a": "é"}', 'latin1'));
      for (const args of readers(binary)) fails(args, 3, 'not-utf8', /\.json: this file is not UTF-8 text/);
      fails(['replay', latin, '--repo', recorded.repo], 3, 'not-utf8', /\.json: this file is not UTF-8 text/);
    });

    it('a missing file and a folder in place of a file are named as such', () => {
      for (const args of readers(place('none.json'))) {
        fails(args, 3, args[0] === 'build' ? 'no-source' : 'no-such-file', /there is no such file or folder/);
      }
      fails(['import', folder('empty')], 3, 'not-a-file', /this is a folder, not a file/);
      fails(['render', '--family', 'qwen2.5-coder', '--prefix', '@none', '--suffix', ''], 3, 'no-such-file', /no such/);
    });

    it('a byte order mark is accepted in trajectories and datasets, and so are CRLF line ends', () => {
      assert.equal(run(['validate', file('bom.json', `\uFEFF${JSON.stringify(atif)}`)]).status, 0);
      run(['build', path.join(recorded.repo, 'lib.ts'), '--kind', 'fim', '--out', place('dataset')]);
      const rows = readFileSync(place('dataset', 'fim.jsonl'), 'utf8');
      assert.equal(run(['lint', file('crlf.jsonl', `\uFEFF${rows.replaceAll('\n', '\r\n')}`)]).status, 0);
      const cut = run(['lint', file('cut.jsonl', `{"version"\n${rows}`), '--json']);
      assert.equal(cut.status, 1);
      assert.deepEqual(JSON.parse(cut.stdout).counts, { json: 1 });
      fails(['lint', file('utf16.jsonl', Buffer.from(`\uFEFF${rows}`, 'utf16le'))], 3, 'not-utf8', /not UTF-8/);
      fails(['lint', place('none')], 3, 'no-such-file', /no such file or folder/);
    });

    it('an output that cannot be made is refused with its place', () => {
      const taken = file('taken', 'mine');
      const source = path.join(recorded.repo, 'lib.ts');
      const good = file('good.json', JSON.stringify(atif));
      for (const out of [taken, path.join(taken, 'below')]) {
        fails(['build', source, '--kind', 'fim', '--out', out], 3, 'not-a-folder', /taken/);
      }
      fails(['sessions', 'fold', recorded.session, '--at', 'end', '--out', taken], 3, 'not-a-folder', /taken/);
      fails(
        ['report', recorded.session, '--out', path.join(taken, 'r.html')],
        3,
        'file-exists',
        /taken: there is somethi/,
      );
      fails(['report', recorded.session, '--out', folder('empty')], 3, 'not-a-file', /this is a folder/);
      fails(['import', good, '--out', taken], 3, 'file-exists', /taken/);
      fails(['import', good, '--out', place('no', 'where.json')], 3, 'no-such-file', /where\.json/);
      fails(['build', source, '--kind', 'fim', '--out', recorded.repo], 2, 'not-a-dataset', /not empty/);
      assert.equal(readFileSync(taken, 'utf8'), 'mine');
    });
  });

  describe('the machine', () => {
    it('without git, what needs it ends with 4 and the rest works', () => {
      const env = { ...process.env, PATH: folder('nothing') };
      const good = file('good.json', JSON.stringify(atif));
      const words = /git was not found on this machine/;
      fails(['sessions', 'verify', recorded.session], 4, 'git-missing', words, env);
      fails(['check', '--repo', recorded.repo, '--base', 'HEAD'], 4, 'git-missing', words, env);
      fails(['replay', good, '--repo', recorded.repo, '--base', 'HEAD'], 4, 'git-missing', words, env);
      assert.equal(run(['validate', good], env).status, 0);
      assert.equal(run(['doctor'], env).status, 1);
    });

    it('a folder without a repository, without commits, or without that revision', () => {
      const good = file('good.json', JSON.stringify(atif));
      const bare = folder('fresh');
      const commands = (repo: string, base: string) => [
        ['check', '--repo', repo, '--base', base],
        ['replay', good, '--repo', repo, '--base', base],
      ];
      for (const args of commands(folder('empty'), 'HEAD'))
        fails(args, 3, 'not-a-repository', /not in a git repository/);
      spawnSync('git', ['init', '-q'], { cwd: bare });
      for (const args of commands(bare, 'HEAD')) fails(args, 3, 'no-commits', /no commits yet/);
      for (const args of commands(recorded.repo, 'nope')) fails(args, 3, 'unknown-revision', /no revision "nope"/);
    });

    it('a reader that goes away early is no error', async () => {
      const child = spawn(process.execPath, [program, '--help'], { stdio: ['ignore', 'pipe', 'pipe'] });
      child.stdout.destroy();
      let stderr = '';
      child.stderr.on('data', (chunk: Buffer) => {
        stderr += String(chunk);
      });
      const status = await new Promise((resolve) => child.on('close', resolve));
      assert.deepEqual([status, stderr], [0, '']);
    });
  });

  describe('usage', () => {
    const build = (...more: string[]) => ['build', recorded.session, '--out', place('never'), ...more];

    it('numbers that are none, and moments that are not there', () => {
      fails(build('--kind', 'fim', '--seed', '-1'), 2, 'usage', /'--seed' argument is ambiguous/);
      fails(build('--kind', 'fim', '--seed=-1'), 2, 'usage', /--seed is -1, not a whole number/);
      const fold = (at: string) => ['sessions', 'fold', recorded.session, '--out', place('never'), `--at=${at}`];
      fails(fold('99999999'), 2, 'no-such-event', /no event 99999999 \(its last event is 5\)/);
      fails(fold('-1'), 2, 'usage', /--at is -1/);
      fails(fold('1.5'), 2, 'usage', /--at is 1\.5/);
    });

    it('unknown words, an option given twice, and arguments too many', () => {
      fails(build('--kind', 'fim,nope'), 2, 'usage', /--kind is nope \(it takes fim, next-edit, /);
      fails(build('--kind', 'fim', '--kind', 'tool-use'), 2, 'usage', /--kind is given twice/);
      fails(build('--kind', 'fim', '--family', 'nope'), 2, 'unknown-family', /no model family "nope"/);
      fails(['lint', 'a', 'b'], 2, 'usage', /the argument b is one too many/);
      fails(['constructor'], 2, 'usage', /no command constructor/);
    });

    it('--option=value and what comes after -- are taken as they stand', () => {
      const args = ['render', '--family=qwen2.5-coder', '--prefix=--json', '--suffix=b'];
      assert.match(run(args).stdout, /^<\|fim_prefix\|>--json</);
      const after = run(['lint', '--', '--json']);
      assert.deepEqual([after.status, after.stdout], [3, '']);
      assert.match(after.stderr, /--json: there is no such file/);
    });
  });
});
