import assert from 'node:assert/strict';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { request as httpRequest } from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { TracewrightError } from '../../../src/core/errors.ts';
import type { Trajectory } from '../../../src/core/trajectory/atif.ts';
import { readTrajectory } from '../../../src/node/formats/readTrajectory.ts';
import { Capture } from '../../../src/node/receiver/capture.ts';
import { OtlpReceiver, type ReceiverOptions } from '../../../src/node/receiver/otlpReceiver.ts';
import { chat, exportOf, root, type SpanFacts, traceA, traceB } from './agentSpans.ts';

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

interface Answered {
  readonly status: number;
  readonly body: string;
}

describe('OTLP receiver', () => {
  let folder: string;
  let capture: Capture;
  let receiver: OtlpReceiver;
  const written: string[] = [];

  const open = async (options: Partial<ReceiverOptions> = {}) => {
    capture = await Capture.open({
      folder,
      log: silent,
      settleMs: 20,
      onTrajectory: ({ file }) => written.push(path.basename(file)),
    });
    receiver = await OtlpReceiver.start({ port: 0, log: silent, take: (body) => capture.take(body), ...options });
  };

  beforeEach(async () => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'tracewright-receiver-'));
    written.length = 0;
    await open();
  });

  afterEach(async () => {
    await receiver.stop();
    await capture.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const send = (
    body: string | Buffer,
    headers: Record<string, string> = {},
    url = '/v1/traces',
    method = 'POST',
  ): Promise<Answered> =>
    new Promise((resolve, reject) => {
      const asked = httpRequest(
        {
          host: '127.0.0.1',
          port: receiver.port,
          path: url,
          method,
          headers: { 'content-type': 'application/json', ...headers },
        },
        (response) => {
          const pieces: Buffer[] = [];
          response.on('data', (piece: Buffer) => pieces.push(piece));
          response.on('end', () =>
            resolve({ status: response.statusCode ?? 0, body: Buffer.concat(pieces).toString('utf8') }),
          );
        },
      );
      asked.on('error', reject);
      asked.end(body);
    });
  const sendSpans = (...spans: readonly SpanFacts[]) => send(JSON.stringify(exportOf(...spans)));
  const captures = () => readdirSync(path.join(folder, 'captures')).sort();
  const trajectoryOf = async (trace: string): Promise<Trajectory> => {
    const name = readdirSync(path.join(folder, 'trajectories')).find((candidate) => candidate.includes(trace));
    assert.ok(name, 'there is a trajectory of the trace');
    return (await readTrajectory(path.join(folder, 'trajectories', name))).trajectory;
  };
  const sentence = ({ body }: Answered) => String((JSON.parse(body) as { message: string }).message);

  it('writes spans down before it answers, and makes a trajectory when the root span ended', async () => {
    const first = await sendSpans(chat(traceA, '0000000000000002', 'rename it', 'done'));
    assert.deepEqual(first, { status: 200, body: '{}' });
    const [file = ''] = captures();
    assert.match(file, /^\d{4}-\d\d-\d\d-a{32}\.otlp\.jsonl$/);
    const text = readFileSync(path.join(folder, 'captures', file), 'utf8');
    assert.equal(text[0], '\n');
    assert.match(text, /rename it/);
    assert.equal(existsSync(path.join(folder, 'trajectories')), false);
    await sendSpans(root(traceA));
    await until(() => written.length === 1);
    const { steps, session_id, agent } = await trajectoryOf(traceA);
    assert.deepEqual(
      steps.map(({ source, message }) => [source, message]),
      [
        ['user', 'rename it'],
        ['agent', 'done'],
      ],
    );
    assert.equal(session_id, 'conversation-a');
    assert.equal(agent.name, 'own agent');
  });

  it('takes gzip, and nothing that unpacks to more than the limit', async () => {
    const good = gzipSync(JSON.stringify(exportOf(chat(traceA, '0000000000000002', 'packed', 'yes'))));
    assert.equal((await send(good, { 'content-encoding': 'gzip' })).status, 200);
    assert.equal(capture.spans, 1);
    await receiver.stop();
    await open({ limits: { sent: 10_000, unpacked: 50_000 } });
    const bomb = gzipSync(Buffer.alloc(1_000_000, ' '));
    assert.ok(bomb.length < 10_000);
    const refused = await send(bomb, { 'content-encoding': 'gzip' });
    assert.equal(refused.status, 413);
    assert.match(sentence(refused), /unpacks to has more than 50000 bytes/);
    assert.equal((await send('no gzip', { 'content-encoding': 'gzip' })).status, 400);
    assert.equal((await send('{}', { 'content-encoding': 'br' })).status, 415);
  });

  it('refuses a body over the limit, whether its length is told or not', async () => {
    await receiver.stop();
    await open({ limits: { sent: 1_000, unpacked: 50_000 } });
    const large = JSON.stringify(exportOf(chat(traceA, '0000000000000002', 'x'.repeat(2_000), 'y')));
    const told = await send(large, { 'content-length': String(large.length) });
    assert.equal(told.status, 413);
    const chunked = await send(large, { 'transfer-encoding': 'chunked' });
    assert.equal(chunked.status, 413);
    assert.match(sentence(chunked), /more than 1000 bytes.*fewer spans/);
    assert.deepEqual(captures(), []);
  });

  it('says to a Protobuf exporter how it has to be set', async () => {
    const refused = await send('\n\u0002', { 'content-type': 'application/x-protobuf' });
    assert.equal(refused.status, 415);
    assert.match(sentence(refused), /OTEL_EXPORTER_OTLP_PROTOCOL=http\/json/);
    assert.equal((await send('{}', { 'content-type': 'text/plain' })).status, 415);
    assert.equal((await send('{}', { 'content-type': 'application/json; charset=utf-8' })).status, 200);
    assert.equal(receiver.refused, 2);
  });

  it('refuses what is addressed to another host or comes from a web page', async () => {
    for (const host of ['evil.example', `evil.example:${receiver.port}`, '127.0.0.1.evil.example', '0.0.0.0']) {
      const refused = await send('{}', { host });
      assert.equal(refused.status, 403, host);
    }
    for (const host of ['localhost', `127.0.0.1:${receiver.port}`, '[::1]:4318']) {
      assert.equal((await send('{}', { host })).status, 200, host);
    }
    assert.equal((await send('{}', { origin: 'https://evil.example' })).status, 403);
    const preflight = await send('', { origin: 'https://evil.example' }, '/v1/traces', 'OPTIONS');
    assert.equal(preflight.status, 403);
  });

  it('asks for the bearer token where one is set', async () => {
    await receiver.stop();
    await open({ token: 'open sesame' });
    assert.equal((await send('{}')).status, 401);
    assert.equal((await send('{}', { authorization: 'Bearer open sesam' })).status, 401);
    assert.equal((await send('{}', { authorization: 'Bearer open sesame' })).status, 200);
  });

  it('answers logs and metrics and keeps nothing of them', async () => {
    assert.deepEqual(await send('{"resourceLogs":[]}', {}, '/v1/logs'), { status: 200, body: '{}' });
    const metrics = await send('\u0001', { 'content-type': 'application/x-protobuf' }, '/v1/metrics');
    assert.deepEqual(metrics, { status: 200, body: '' });
    assert.deepEqual(captures(), []);
    assert.equal((await send('{}', {}, '/v1/other')).status, 404);
    assert.equal((await send('', {}, '/v1/traces', 'GET')).status, 405);
  });

  it('keeps two conversations apart that come interleaved', async () => {
    await sendSpans(
      chat(traceA, 'a000000000000002', 'first a', 'one'),
      chat(traceB, 'b000000000000002', 'first b', 'two'),
    );
    await sendSpans(root(traceB), chat(traceA, 'a000000000000003', 'second a', 'three', { start: 2 }));
    await sendSpans(root(traceA));
    await until(() => written.length === 2);
    assert.equal(captures().length, 2);
    const said = async (trace: string) => (await trajectoryOf(trace)).steps.map(({ message }) => message);
    assert.deepEqual(await said(traceA), ['first a', 'one', 'second a', 'three']);
    assert.deepEqual(await said(traceB), ['first b', 'two']);
  });

  it('makes one trajectory of the traces of one conversation, also after it was started anew', async () => {
    const same = { 'gen_ai.conversation.id': 'shared' };
    await sendSpans(
      chat(traceA, 'a000000000000002', 'one', 'first', { attributes: same }),
      root(traceA, { attributes: same }),
    );
    await until(() => written.length === 1);
    await receiver.stop();
    await capture.close();
    await open();
    await sendSpans(
      chat(traceB, 'b000000000000002', 'two', 'second', { start: 9, attributes: same }),
      root(traceB, { start: 8, attributes: same }),
    );
    await until(() => written.length === 2);
    assert.equal(readdirSync(path.join(folder, 'trajectories')).length, 1);
    assert.deepEqual(
      (await trajectoryOf(traceA)).steps.map(({ message }) => message),
      ['one', 'first', 'two', 'second'],
    );
  });

  it('goes on after a write that was torn, and loses only that line', async () => {
    await sendSpans(chat(traceA, 'a000000000000002', 'before', 'one'));
    const file = path.join(folder, 'captures', captures()[0] ?? '');
    await receiver.stop();
    await capture.close();
    const whole = readFileSync(file, 'utf8');
    writeFileSync(file, `${whole}${whole.slice(0, 200)}`);
    await open();
    written.length = 0;
    await sendSpans(chat(traceA, 'a000000000000003', 'after', 'two', { start: 3 }), root(traceA));
    await until(() => written.length === 1);
    const { steps } = await trajectoryOf(traceA);
    assert.deepEqual(
      steps.map(({ message }) => message),
      ['before', 'one', 'after', 'two'],
    );
  });

  it('counts a span once that an exporter sends twice', async () => {
    for (let time = 0; time < 2; time++)
      await sendSpans(chat(traceA, 'a000000000000002', 'again', 'one'), root(traceA));
    await capture.convert();
    assert.equal((await trajectoryOf(traceA)).steps.length, 2);
  });

  it('hides secrets before they reach the disk, also inside of JSON in a text', async () => {
    const token = `ghp_${'aB3dE5gH7j'.repeat(4).slice(0, 36)}`;
    await sendSpans(chat(traceA, 'a000000000000002', `use ${token}\nplease`, 'ok'), root(traceA));
    await capture.convert();
    for (const place of ['captures', 'trajectories']) {
      const texts = readdirSync(path.join(folder, place)).map((name) =>
        readFileSync(path.join(folder, place, name), 'utf8'),
      );
      assert.ok(texts.length > 0);
      assert.ok(!texts.join('').includes(token), place);
    }
    const [user] = (await trajectoryOf(traceA)).steps;
    assert.match(String(user?.message), /^use .{40}\nplease$/s);
  });

  it('looks at JSON in a text as what it stands for, and leaves the rest as it was', async () => {
    await sendSpans(
      chat(traceA, 'a000000000000002', 'DB_PASSWORD=q8Zr2LmX9vTb4Kwc\nNEXT=plain', '{"a": 1}'),
      root(traceA),
    );
    await capture.convert();
    const [user, agent] = (await trajectoryOf(traceA)).steps;
    assert.match(String(user?.message), /^DB_PASSWORD=(?!q8Zr)\w{16}\nNEXT=plain$/);
    assert.equal(agent?.message, '{"a": 1}');
  });

  it('makes a trajectory of a trace that did not end when it is told to', async () => {
    await sendSpans(chat(traceA, 'a000000000000002', 'still going', 'on'));
    await capture.convert();
    assert.equal((await trajectoryOf(traceA)).steps.length, 2);
  });

  it('makes the trajectory that a receiver which was killed did not come to', async () => {
    await sendSpans(chat(traceA, 'a000000000000002', 'unfinished', 'work'));
    const anew = await Capture.open({ folder, log: silent });
    await anew.close();
    assert.equal((await trajectoryOf(traceA)).steps.length, 2);
    const made = (file: string) => statSync(path.join(folder, 'trajectories', file)).mtimeMs;
    const before = readdirSync(path.join(folder, 'trajectories')).map(made);
    await (await Capture.open({ folder, log: silent })).close();
    assert.deepEqual(readdirSync(path.join(folder, 'trajectories')).map(made), before);
  });

  it('makes no trajectory of spans that are not of an agent', async () => {
    await sendSpans({ trace: traceA, id: 'a000000000000001', attributes: { 'http.method': 'GET' } });
    await capture.convert();
    assert.deepEqual(readdirSync(path.join(folder, 'trajectories')), []);
    assert.equal(captures().length, 1);
  });

  it('answers bad exports with one sentence and keeps nothing of them', async () => {
    const deep = `{"resourceSpans":${'['.repeat(200_000)}${']'.repeat(200_000)}}`;
    const nested = exportOf({ trace: traceA, id: 'a000000000000002', attributes: {} }) as {
      resourceSpans: { resource: unknown }[];
    };
    let value: unknown = 'x';
    for (let level = 0; level < 200; level++) value = { kvlistValue: value };
    Object.assign(nested.resourceSpans[0] ?? {}, { resource: value });
    const bad = [
      ['{', /no JSON/],
      ['[]', /wrong shape at its top/],
      [
        '{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":7}]}]}]}',
        /resourceSpans\.0\.scopeSpans\.0\.spans\.0\.traceId/,
      ],
      [JSON.stringify(nested), /nested more than/],
      [deep, /./],
      [Buffer.from([0xff, 0xfe, 0x00]), /UTF-8/],
    ] as const;
    for (const [body, expected] of bad) {
      const refused = await send(body as string);
      assert.equal(refused.status, 400);
      assert.match(sentence(refused), expected);
      assert.doesNotMatch(sentence(refused), /\n/);
    }
    assert.deepEqual(captures(), []);
    assert.equal((await sendSpans(root(traceA))).status, 200);
  });

  it('never lets a trace id name a place', async () => {
    await sendSpans({ trace: '../../../evil', id: '1', attributes: { 'gen_ai.operation.name': 'chat' } });
    const [file = ''] = captures();
    assert.match(file, /^\d{4}-\d\d-\d\d-[0-9a-f]{32}\.otlp\.jsonl$/);
  });

  it('says which port is taken', async () => {
    const options = { port: receiver.port, log: silent, take: () => Promise.resolve() };
    await assert.rejects(OtlpReceiver.start(options), (error: unknown) => {
      assert.ok(error instanceof TracewrightError);
      assert.equal(error.code, 'port-taken');
      return error.sentence.includes(String(receiver.port));
    });
  });

  it('does not write through a link that was put in the place of its folder', async () => {
    const elsewhere = mkdtempSync(path.join(os.tmpdir(), 'tracewright-elsewhere-'));
    const linked = path.join(folder, 'linked');
    try {
      await Capture.open({ folder: linked, log: silent });
      rmSync(path.join(linked, 'captures'), { recursive: true });
      symlinkSync(elsewhere, path.join(linked, 'captures'));
      await assert.rejects(Capture.open({ folder: linked, log: silent }), { code: 'capture-link' });
    } finally {
      rmSync(elsewhere, { recursive: true, force: true });
    }
  });
});

async function until(condition: () => boolean): Promise<void> {
  for (let tries = 0; tries < 500 && !condition(); tries++) await new Promise((resolve) => setTimeout(resolve, 10));
  assert.ok(condition(), 'it came to pass within five seconds');
}
