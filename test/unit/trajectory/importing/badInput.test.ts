import assert from 'node:assert/strict';
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { TracewrightError } from '../../../../src/core/errors.ts';
import { completedJson } from '../../../../src/core/trajectory/importing/completedJson.ts';
import { validateTrajectory } from '../../../../src/core/trajectory/validate.ts';
import { readForeign } from '../../../../src/node/formats/readForeign.ts';
import { outline } from './reading.ts';
import { type Zipped, zipOf } from './zipOf.ts';

const MB = 1024 * 1024;

describe('bad input of trajectories', function () {
  this.timeout(60_000);
  let folder: string;
  before(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'tracewright-bad-'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  function file(name: string, content: string | Buffer): string {
    const made = path.join(folder, name);
    writeFileSync(made, content);
    return made;
  }

  async function refused(name: string): Promise<TracewrightError> {
    try {
      await readForeign(name);
    } catch (error) {
      assert.ok(error instanceof TracewrightError, String(error));
      assert.ok(error.sentence.startsWith(name), error.sentence);
      assert.equal(error.sentence.split('\n').length, 1);
      return error;
    }
    throw new Error('nothing was refused');
  }

  const meta = { type: 'session_meta', payload: { id: 's', cli_version: '1' } };
  const said = (text: string, timestamp?: string) => ({
    timestamp,
    type: 'response_item',
    payload: { type: 'message', role: 'user', content: [{ type: 'input_text', text }] },
  });
  const called = (id: string) => ({
    type: 'response_item',
    payload: { type: 'function_call', name: 'shell', arguments: '{}', call_id: id },
  });
  const output = (id: string, text: string) => ({
    type: 'response_item',
    payload: { type: 'function_call_output', call_id: id, output: text },
  });
  const rollout = (...records: readonly unknown[]) =>
    [meta, ...records].map((record) => `${JSON.stringify(record)}\n`).join('');

  const traj = {
    trajectory: [
      { action: 'ls', observation: 'a.ts', response: 'Look', thought: 'Look', state: '{}' },
      { action: 'cat a.ts', observation: 'x', response: 'Read', thought: 'Read', state: '{}' },
    ],
    info: {},
  };

  it('a torn last line loses only that line, a broken one in the middle is kept as text, each with its line', async () => {
    const whole = rollout(said('one'), said('two'));
    const torn = file('torn.jsonl', `${whole}{"type": nonsense}\n${JSON.stringify(said('three'))}\n{"type":"resp`);
    const { trajectory, warnings, unknownRecords } = await readForeign(torn);
    assert.deepEqual(outline(trajectory), ['user: one', 'user: two', 'user: three']);
    assert.deepEqual(
      warnings.map(({ code, line }) => [code, line]),
      [
        ['not-json', 4],
        ['torn-line', 6],
      ],
    );
    assert.equal(unknownRecords, 1);
  });

  it('a document that ends too early is read up to there, with the line', async () => {
    const text = JSON.stringify(traj, null, 1);
    const { trajectory, warnings } = await readForeign(file('cut.traj', text.slice(0, text.indexOf('"Read"'))));
    assert.deepEqual(outline(trajectory), ['agent: Look bash="a.ts"', 'agent:  bash="x"']);
    assert.deepEqual(
      warnings.map(({ code, line }) => [code, line]),
      [['torn-document', 13]],
    );
  });

  it('a document that is cut anywhere keeps all that is whole before the cut', () => {
    const cell = fc.record({ a: fc.string({ unit: 'binary' }), b: fc.array(fc.jsonValue({ maxDepth: 1 })) });
    fc.assert(
      fc.property(fc.array(cell, { minLength: 1 }), fc.nat(), fc.constantFrom(0, 1), (cells, at, indent) => {
        const text = JSON.stringify(cells, null, indent);
        const cut = 1 + (at % (text.length - 1));
        const begun = (completedJson(text.slice(0, cut)) ?? []) as unknown[];
        // A cell is whole when it was closed before the cut.
        const ends = cells.map((_, index) => JSON.stringify(cells.slice(0, index + 1), null, indent).trimEnd().length);
        const whole = ends.filter((end) => end - (indent === 0 ? 1 : 2) <= cut).length;
        const plain = JSON.parse(JSON.stringify(cells)) as unknown[];
        assert.deepEqual(begun.slice(0, whole), plain.slice(0, whole));
        assert.ok(begun.length <= whole + 1);
      }),
    );
  });

  it('a document that is no JSON in its middle is refused with the line', async () => {
    const text = JSON.stringify(traj, null, 1).replace('"a.ts"', 'a.ts');
    const error = await refused(file('broken.traj', text));
    assert.deepEqual([error.code, error.place.line], ['not-json', 5]);
  });

  it('bytes that are no UTF-8 are replaced in lines, with a warning, and refused in a document', async () => {
    const bytes = Buffer.concat([Buffer.from(rollout(said('one'))), Buffer.from(JSON.stringify(said('t#o')))]);
    bytes[bytes.lastIndexOf('#')] = 0xff;
    const { trajectory, warnings } = await readForeign(file('bytes.jsonl', bytes));
    assert.deepEqual(outline(trajectory), ['user: one', 'user: t\ufffdo']);
    assert.deepEqual(
      warnings.map(({ code, line }) => [code, line]),
      [['not-utf8', 3]],
    );
    const own = await readForeign(file('own.jsonl', rollout(said('\ufffd is a character'))));
    assert.deepEqual(own.warnings, []);
    const document = Buffer.from(JSON.stringify(traj));
    document[document.indexOf('Look')] = 0xff;
    assert.equal((await refused(file('bytes.traj', document))).code, 'not-utf8');
  });

  it('lone surrogates, HTML and terminal escapes stay as they are', async () => {
    const text = 'a\ud800b <script>alert(1)</script> \u001b[31mred\u001b]0;title\u0007 \u0000';
    const { trajectory } = await readForeign(
      file('escapes.jsonl', rollout(said(text), called('c'), output('c', text))),
    );
    assert.equal(trajectory.steps[0]?.message, text);
    assert.equal(trajectory.steps[1]?.observation?.results[0]?.content, text);
  });

  it('times that go back stay as they are, in the order of the file', async () => {
    const times = ['2026-01-02T00:00:00.000Z', '2026-01-01T00:00:00.000Z', 'nonsense'];
    const { trajectory } = await readForeign(file('times.jsonl', rollout(...times.map((time) => said(time, time)))));
    assert.deepEqual(
      trajectory.steps.map(({ timestamp }) => timestamp),
      [times[0], times[1], undefined],
    );
    assert.ok(validateTrajectory(trajectory).valid);
  });

  it('ids that stand twice are told apart, each call with its own result', async () => {
    const twice = rollout(called('c'), output('c', 'first'), said('on'), called('c'), output('c', 'second'));
    const { trajectory } = await readForeign(file('twice.jsonl', twice));
    assert.deepEqual(outline(trajectory), ['agent:  shell="first"', 'user: on', 'agent:  shell="second"']);
    assert.ok(validateTrajectory(trajectory, { strict: true }).valid);
  });

  it('spans that are their own ancestors end nothing', async () => {
    const span = (id: string, parent: string) => ({
      spanId: id,
      parentSpanId: parent,
      name: 'chat',
      startTimeUnixNano: '1',
      endTimeUnixNano: '1',
      attributes: [
        { key: 'gen_ai.operation.name', value: { stringValue: 'chat' } },
        { key: 'gen_ai.output.messages', value: { stringValue: '[{"role":"assistant","parts":[]}]' } },
      ],
    });
    const spans = [span('a', 'b'), span('b', 'a'), span('c', 'c')];
    const { steps } = await readForeign(
      file('circle.jsonl', `${JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans }] }] })}\n`),
    );
    assert.equal(steps, 3);
  });

  it('a line of 100 MB is read, and one that is no JSON is kept by its beginning', async () => {
    const long = path.join(folder, 'long.jsonl');
    const handle = openSync(long, 'w');
    writeSync(handle, rollout(called('c')));
    const [before = '', after = ''] = JSON.stringify(output('c', '#')).split('#');
    const block = 'x'.repeat(MB);
    const write = (times: number) => {
      for (let n = 0; n < times; n++) writeSync(handle, block);
    };
    writeSync(handle, before);
    write(100);
    writeSync(handle, `${after}\n`);
    write(100);
    writeSync(handle, `\n${JSON.stringify(said('end'))}\n`);
    closeSync(handle);
    const { trajectory, warnings } = await readForeign(long);
    rmSync(long);
    assert.equal(String(trajectory.steps[0]?.observation?.results[0]?.content).length, 100 * MB);
    assert.equal(trajectory.steps[1]?.message, 'end');
    assert.deepEqual(
      warnings.map(({ code, line }) => [code, line]),
      [['not-json', 4]],
    );
    assert.ok(JSON.stringify(trajectory.extra).length < 20_000);
  });

  describe('archives', () => {
    const header = { version: 2, status: 'success', eval: { run_id: 'r', model: 'm' } };
    const sample = { id: 1, epoch: 1, messages: [{ role: 'user', content: 'Go' }], output: {} };
    const entry = (name: string, value: unknown): Zipped => ({ name, content: Buffer.from(JSON.stringify(value)) });
    const good = [entry('header.json', header), entry('samples/1_epoch_1.json', sample)];

    it('that are whole are read, with the version that their header says', async () => {
      const { trajectory, formatVersion } = await readForeign(file('good.eval', zipOf(good)));
      assert.deepEqual(outline(trajectory), ['user: Go']);
      assert.equal(formatVersion, '2');
    });

    it('that unpack to more than 256 MB are refused, whatever they say of their size', async () => {
      const content = Buffer.alloc(300 * MB);
      for (const claimed of [content.length, 1000]) {
        const bomb = zipOf([...good, { name: 'samples/2_epoch_1.json', content, claimed }]);
        assert.ok(bomb.length < MB, String(bomb.length));
        const error = await refused(file(`bomb-${claimed}.eval`, bomb));
        assert.equal(error.code, 'bad-archive');
        assert.match(error.message, /samples\/2_epoch_1\.json in this archive is larger than 256 MB/);
      }
    });

    it('whose entries lead out of them are refused', async () => {
      for (const name of ['../samples/1_epoch_1.json', '/samples/1_epoch_1.json', 'samples/../../x.json']) {
        const error = await refused(file('outside.eval', zipOf([...good, entry(name, sample)])));
        assert.equal(error.code, 'bad-archive');
        assert.match(error.message, /^this archive has an entry that leads out of it: /);
      }
    });

    it('with an entry that is no JSON lose only that one; cut ones are refused', async () => {
      const broken = [...good, { name: 'samples/2_epoch_1.json', content: Buffer.from('{"id":') }];
      const { warnings, steps } = await readForeign(file('broken.eval', zipOf(broken)));
      assert.deepEqual(
        [steps, warnings.map(({ code, file: inside }) => [code, inside])],
        [1, [['not-json', 'samples/2_epoch_1.json']]],
      );
      const whole = zipOf(good);
      assert.equal((await refused(file('cut.eval', whole.subarray(0, whole.length - 40)))).code, 'bad-archive');
    });
  });
});
