import assert from 'node:assert/strict';
import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { zipOf } from '../trajectory/importing/zipOf.ts';
import { recordedSession } from './recordedSession.ts';

const program = path.resolve(import.meta.dirname, '../../../dist/cli.js');

/** The oldest Node on the PATH that the package supports and that is not the one that runs this. */
function oldestNode(): string | undefined {
  const folders = (process.env.PATH ?? '').split(path.delimiter);
  const names = folders.map((folder) => path.join(folder, process.platform === 'win32' ? 'node.exe' : 'node'));
  const others = new Set(names.filter((name) => existsSync(name)).map((name) => realpathSync(name)));
  others.delete(realpathSync(process.execPath));
  const { engines } = JSON.parse(readFileSync(path.join(program, '../../package.json'), 'utf8'));
  const least = Number(/\d+/.exec(engines.node)?.[0]);
  const found = [...others]
    .map((name) => ({
      name,
      major: Number(spawnSync(name, ['-p', 'process.versions.node']).stdout?.toString().split('.')[0]),
    }))
    .filter(({ major }) => major >= least && major < Number(process.versions.node.split('.')[0]));
  return found.sort((a, b) => a.major - b.major)[0]?.name;
}

describe('the built command line', () => {
  const node = oldestNode();
  let recorded: Awaited<ReturnType<typeof recordedSession>>;
  before(async () => {
    recorded = await recordedSession();
  });
  after(() => recorded.dispose());

  it(`runs every command on the oldest Node at hand${node === undefined ? ': there is none but this one' : ''}`, function (this: Mocha.Context) {
    if (node === undefined) this.skip();
    assert.ok(existsSync(program), 'npm run build makes dist/cli.js');
    const { repo, session, folder } = recorded;
    const out = (name: string) => path.join(folder, name);
    const entry = (name: string, value: unknown) => ({ name, content: Buffer.from(JSON.stringify(value)) });
    const sample = { id: 1, epoch: 1, messages: [{ role: 'user', content: 'Go' }] };
    const header = { version: 2, eval: { run_id: 'r', model: 'm' } };
    writeFileSync(out('log.eval'), zipOf([entry('header.json', header), entry('samples/1.json', sample)]));
    const commands = [
      ['--version'],
      ['doctor'],
      ['sessions', 'list', '--dir', repo],
      ['sessions', 'verify', session],
      ['sessions', 'operations', session],
      ['sessions', 'fold', session, '--at', 'end', '--out', out('fold')],
      ['build', session, path.join(repo, 'lib.ts'), '--kind', 'fim,tool-use', '--out', out('dataset')],
      ['lint', out('dataset')],
      ['validate', out('dataset')],
      ['replay', session, '--repo', repo],
      ['check', '--repo', repo, '--base', 'HEAD'],
      ['render', '--family', 'qwen2.5-coder', '--prefix', 'a', '--suffix', 'b'],
      ['import', out('log.eval'), '--out', out('log.json')],
      ['convert', out('log.json'), '--to', 'otlp', '--lossy', '--out', out('spans.jsonl')],
      ['convert', session, '--to', 'atif', '--out', out('session.json')],
      ['report', session, '--dataset', out('dataset'), '--out', out('report.html')],
    ];
    for (const args of commands) {
      const result: SpawnSyncReturns<string> = spawnSync(node, [program, ...args], { encoding: 'utf8' });
      assert.deepEqual([result.status, result.stderr], [0, ''], args.join(' '));
    }
    const missing = spawnSync(node, [program, 'import', out('none.json')], { encoding: 'utf8' });
    assert.deepEqual([missing.status, missing.stderr.split('\n').length], [3, 2], missing.stderr);
  }).timeout(60_000);
});
