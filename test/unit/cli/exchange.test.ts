import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, existsSync, readdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { recordedSession } from './recordedSession.ts';

const program = path.resolve(import.meta.dirname, '../../../src/cli/main.ts');

describe('record, import and export on the command line', () => {
  let recorded: Awaited<ReturnType<typeof recordedSession>>;
  before(async () => {
    recorded = await recordedSession();
  });
  after(() => recorded.dispose());

  function run(...args: string[]) {
    const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
      encoding: 'utf8',
      cwd: recorded.folder,
    });
    return { status, stdout, stderr, json: () => JSON.parse(stdout) };
  }
  const out = (name: string) => path.join(recorded.folder, name);

  /** Starts recording a folder; resolves when it records. */
  async function watching(folder: string, ...more: string[]) {
    const child = spawn(process.execPath, [program, 'record', '--watch', folder, '--goal', 'g', '--json', ...more]);
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (part) => {
      stdout += part;
    });
    const ended = once(child, 'close');
    await new Promise<void>((resolve, reject) => {
      child.stderr.on('data', (part) => {
        stderr += part;
        if (/^recording /m.test(stderr)) resolve();
      });
      child.on('close', () => reject(new Error(stderr)));
    });
    return {
      signal: (name: NodeJS.Signals) => child.kill(name),
      ended: async () => ({ code: (await ended)[0], stderr, answer: stdout === '' ? null : JSON.parse(stdout) }),
    };
  }

  it('a recording ends whole with an interrupt, and the next one puts a dead one in order', async () => {
    const folder = realpathSync(recorded.repo);
    const first = await watching(folder);
    appendFileSync(path.join(folder, 'lib.ts'), '// more\n');
    first.signal('SIGINT');
    const { code, answer } = await first.ended();
    assert.equal(code, 0);
    assert.equal(answer.counts.change, 1);
    assert.equal(run('sessions', 'verify', answer.folder).status, 0);
    const dead = await watching(folder);
    dead.signal('SIGKILL');
    await dead.ended();
    const third = await watching(folder, '--for', '100ms');
    const after = await third.ended();
    assert.equal(after.code, 0);
    assert.equal(after.answer.recovered.length, 1);
  });

  it('a folder that is not there, or a time that is none, is said', () => {
    assert.equal(run('record', '--watch', out('nowhere')).status, 3);
    assert.equal(run('record', '--watch', recorded.repo, '--for', 'ever').status, 2);
    assert.equal(run('record').status, 2);
  });

  it('a recording goes in without naming its format, and the session out again', () => {
    const log = [
      { documentType: 'workspaceRecording@1.0', kind: 'header', repoRootUri: 'file:///r', time: 5, uuid: 'u' },
      { kind: 'documentEncountered', id: 0, relativePath: 'a.ts', time: 5 },
      { kind: 'setContent', id: 0, v: 1, content: 'let a;\n', time: 5 },
      { kind: 'changed', id: 0, v: 2, edit: [[4, 5, 'b']], time: 9 },
    ];
    writeFileSync(out('r.w.json'), JSON.stringify({ log }));
    const answer = run('import', out('r.w.json'), '--out', out('data'), '--json').json();
    assert.deepEqual(
      [answer.format, answer.formatVersion, answer.kind, answer.edits, answer.unknownRecords],
      ['workspace-recording', '1.0', 'session', 1, 0],
    );
    assert.equal(run('sessions', 'verify', answer.out).status, 0);
    assert.equal(run('sessions', 'operations', answer.out, '--json').json().length, 1);
    const back = run('export', answer.out, '--to', 'workspace-recording', '--out', out('back.jsonl'));
    assert.equal(back.status, 0, back.stderr);
    const lines = readFileSync(out('back.jsonl'), 'utf8').split('\n').filter(Boolean);
    assert.deepEqual(
      lines.map((line) => JSON.parse(line)),
      log,
    );
  });

  it('what a format cannot hold is refused and listed, or left out with --lossy', () => {
    const refused = run('export', recorded.session, '--to', 'workspace-recording', '--out', out('no.jsonl'), '--json');
    assert.equal(refused.status, 1);
    assert.deepEqual(refused.json().losses, [
      { what: 'checkpoint', count: 1 },
      { what: 'save', count: 1 },
    ]);
    assert.ok(!existsSync(out('no.jsonl')));
    const lossy = run('export', recorded.session, '--to', 'zed-example', '--lossy', '--out', out('example.md'));
    assert.equal(lossy.status, 0, lossy.stderr);
    assert.match(readFileSync(out('example.md'), 'utf8'), /^## Expected Patch\n\n```diff\n--- a\/lib\.ts/m);
    const atif = run('export', recorded.session, '--to', 'atif', '--out', out('s.atif.json'));
    assert.equal(atif.status, 0, atif.stdout);
    assert.equal(run('validate', out('s.atif.json')).status, 0);
    assert.equal(run('export', out('s.atif.json'), '--to', 'otel-genai', '--lossy').status, 0);
    assert.equal(run('export', recorded.session, '--to', 'agent-trace', '--json').json().losses.length, 0);
  });

  it('an import that fails leaves no half session', () => {
    writeFileSync(out('bad.json'), '{"log":[{"kind":"documentEncountered","id":0},\nnonsense]}');
    const failed = run('import', out('bad.json'), '--out', out('empty'));
    assert.equal(failed.status, 3);
    assert.match(failed.stderr, /bad\.json:2: /);
    assert.ok(!existsSync(out('empty/sessions')) || readdirSync(out('empty/sessions')).length === 0);
  });
});
