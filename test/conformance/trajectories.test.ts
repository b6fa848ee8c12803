import assert from 'node:assert/strict';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { TracewrightError } from '../../src/core/errors.ts';
import type { Trajectory } from '../../src/core/trajectory/atif.ts';
import { exportFormats } from '../../src/core/trajectory/exporting/exportFormats.ts';
import { groundedTrajectorySchema } from '../../src/core/trajectory/groundedTrajectory.ts';
import { validateTrajectory } from '../../src/core/trajectory/validate.ts';
import { readForeign } from '../../src/node/formats/readForeign.ts';
import { essence, masked } from '../unit/trajectory/essence.ts';
import { readBack } from '../unit/trajectory/readBack.ts';
import * as count from './trajectoryCounts.ts';
import { unzipped } from './unzipped.ts';

const DATA = path.resolve(import.meta.dirname, '../../../shared/data/trajectories');
const there = existsSync(DATA);
if (!there && process.env.CI !== undefined) throw new Error(`no trajectories in ${DATA}, and CI needs them`);
if (!there) console.warn(`skipped: no trajectories in ${DATA}`);

type Counter = (file: string) => count.Counts;

const lines =
  (counter: (rows: readonly unknown[]) => count.Counts): Counter =>
  (file) =>
    counter(count.linesOf(file));
const whole =
  (counter: (document: unknown) => count.Counts): Counter =>
  (file) =>
    counter(count.jsonOf(file));
const rowMessages: Counter = (file) =>
  count.messages(
    count
      .linesOf(file)
      .map((row) => count.get(row, 'message'))
      .filter(Boolean),
  );

/** The files, the format that they have to be recognised as, how to count them, and warnings that are in the data. */
const cases: readonly {
  readonly files: RegExp;
  readonly format: string;
  readonly counter: Counter;
  readonly warnings?: readonly string[];
}[] = [
  { files: /^claude-code\//, format: 'claude-code', counter: lines(count.claudeCode) },
  { files: /^codex\//, format: 'codex', counter: lines(count.codex) },
  {
    files: /^cursor\//,
    format: 'cursor',
    counter: (file) =>
      count.messages(
        count
          .linesOf(file)
          .map((row) => ({ role: count.get(row, 'role'), content: count.get(row, 'message.content') })),
      ),
  },
  { files: /^others\/droid/, format: 'droid', counter: rowMessages },
  { files: /^others\/pi/, format: 'pi', counter: rowMessages },
  { files: /^swe-(agent|smith)\//, format: 'swe-agent', counter: whole(count.sweAgent) },
  {
    files: /^mini-swe-agent\//,
    format: 'mini-swe-agent',
    counter: whole((all) => count.miniSweAgent(count.list(all))),
  },
  {
    files: /^openhands-v0\//,
    format: 'openhands-v0-rows',
    counter: (file) => count.openHandsV0(count.list(count.linesOf(file)[0], 'history')),
    warnings: ['several-runs'],
  },
  // The actions of two results are not in the published excerpt.
  {
    files: /^openhands-v1\/.*events\.jsonl$/,
    format: 'openhands-v1',
    counter: lines(count.openHandsV1),
    warnings: ['orphan-result'],
  },
  { files: /^gemini-cli\/.*\.jsonl$/, format: 'gemini-cli', counter: lines(count.geminiCli) },
  {
    files: /^gemini-cli\/.*\.json$/,
    format: 'gemini-responses',
    counter: lines((rows) => ({ steps: rows.length, calls: 0 })),
  },
  {
    files: /^copilot\/.*(cli_session|event_stream|transcripts)/,
    format: 'copilot-events',
    counter: lines(count.copilotEvents),
  },
  { files: /^copilot\/copilot_session_simple\.json$/, format: 'vscode-chat', counter: whole(count.vscodeChat) },
  {
    files: /^copilot\/copilot_session_simple\.jsonl$/,
    format: 'vscode-chat-log',
    counter: (file) => count.vscodeChat(count.get(count.linesOf(file)[0], 'v')),
  },
  { files: /^chatreplay\//, format: 'chatreplay', counter: whole(count.chatReplay) },
  {
    files: /^cline\/.*(messages|compaction)\.json$/,
    format: 'cline',
    counter: whole((document) => count.messages(count.list(document, 'messages'), 1)),
  },
  {
    files: /^inspect\/.*images\.json$|^inspect\/.*formats\.json$/,
    format: 'inspect',
    counter: whole((log) => count.messages(count.list(count.list(log, 'samples')[0], 'messages'))),
  },
  // This log is nothing but results, made to show every kind of error: each is a step of its own.
  {
    files: /^inspect\/.*tool_call_error\.json$/,
    format: 'inspect',
    counter: whole((log) => ({ steps: count.list(count.list(log, 'samples')[0], 'messages').length, calls: 0 })),
    warnings: ['orphan-result'],
  },
  {
    files: /^inspect\/.*\.eval$/,
    format: 'inspect-eval',
    counter: (file) => count.inspectSample(unzipped(file)),
    warnings: [],
  },
  {
    files: /^atif\//,
    format: 'atif',
    counter: whole((document) => ({
      steps: count.list(document, 'steps').length,
      calls: count.list(document, 'steps').flatMap((step) => count.list(step, 'tool_calls')).length,
    })),
  },
  // The manifest of a session: its messages stand beside it, and its own prompt of the system is in them.
  {
    files: /^cline\/.*session\.json$/,
    format: 'cline',
    counter: (file) =>
      count.messages(count.list(count.jsonOf(file.replace(/\.json$/, '.messages.json')), 'messages'), 1),
  },
];

/** Logs whose file is one of many: they are read with the layout that their names tell (`__` is a folder). */
const laidOut = /^(claude-code|opencode)\//;
/** No trajectories by themselves: what an OpenHands conversation began with, and its log as text. */
const others = /^openhands-v1\/.*(expected_transcript\.txt|base_state\.json)$/;

const caseOf = (name: string) => cases.find(({ files }) => files.test(name));

/** Formats that do not say their version anywhere. */
const VERSIONLESS: ReadonlySet<string> = new Set([
  'chatreplay',
  'cursor',
  'gemini-cli',
  'gemini-responses',
  'swe-agent',
]);

/** Of so many files a target has to be compared: in the others a loss changes which steps there are. */
const COMPARED: Readonly<Record<string, number>> = {
  atif: 46,
  'openai-chat': 44,
  adp: 37,
  inspect: 44,
  'swe-agent': 44,
  otlp: 43,
};

describe('published trajectories', function () {
  this.timeout(60_000);
  if (!there) return;
  const names = walk(DATA).map((file) => path.relative(DATA, file).split(path.sep).join('/'));

  const all = Promise.all(
    names
      .filter((name) => caseOf(name) !== undefined)
      .map(async (name) => {
        const file = path.join(DATA, name);
        return { name, file, trajectory: (await readForeign(file)).trajectory };
      }),
  );

  for (const name of names) {
    const found = caseOf(name);
    if (found === undefined) continue;
    it(`${name} has the steps and calls that its raw file has`, async () => {
      const file = path.join(DATA, name);
      const read = await readForeign(file);
      assert.equal(read.format, found.format);
      const main = read.trajectory.steps;
      const calls = main.reduce((sum, step) => sum + (step.tool_calls?.length ?? 0), 0);
      assert.deepEqual({ steps: main.length, calls }, found.counter(file));
      assert.deepEqual(
        new Set(read.warnings.map(({ code }) => code)),
        new Set([...(found.warnings ?? []), ...(severalSamples(file) ? ['several-samples'] : [])]),
      );
      assert.equal(read.unknownRecords, 0);
      assert.equal(read.formatVersion === null, VERSIONLESS.has(read.format), `version ${read.formatVersion}`);
      const { valid, errors } = validateTrajectory(read.trajectory);
      assert.ok(valid, JSON.stringify(errors.slice(0, 3)));
      const grounded = groundedTrajectorySchema.safeParse(JSON.parse(JSON.stringify(read.trajectory)));
      assert.deepEqual(grounded.error?.issues ?? [], []);
    });
  }

  for (const format of exportFormats.filter(({ id }) => id !== 'markdown')) {
    it(`${format.id} brings every one of them back, but for what its losses name`, async () => {
      let compared = 0;
      for (const { trajectory, name } of await all) {
        const { content, losses } = format.write(trajectory);
        const back = readBack(format.id, content);
        const expected = masked(trajectory, losses);
        if (expected === null) continue;
        compared++;
        assert.deepEqual(masked(back, losses), expected, name);
        if (format.id === 'atif') assert.deepEqual(back, JSON.parse(JSON.stringify(trajectory)), name);
      }
      assert.ok(compared >= (COMPARED[format.id] ?? 99), `only ${compared} could be compared`);
    });
  }

  it('a builder that hands steps on at once loses no call and no step', async () => {
    for (const { file, trajectory, name } of await all) {
      const steps: Trajectory['steps'] = [];
      await readForeign(file, { onStep: (step) => steps.push(step) });
      assert.deepEqual(essence({ ...trajectory, steps }), essence(trajectory), name);
    }
  });

  it('names a format for every file that is a trajectory', () => {
    assert.deepEqual(
      names.filter((name) => caseOf(name) === undefined && !laidOut.test(name) && !others.test(name)),
      [],
    );
  });

  it('an opencode session is put together from its storage folder, whichever of its files is named', async () => {
    const folder = restored('opencode', /^opencode-storage__/, 'storage__');
    try {
      const files = walk(folder);
      assert.equal(files.length, 7);
      for (const file of files) {
        const { trajectory, format, toolCalls, warnings } = await readForeign(file);
        assert.deepEqual([format, trajectory.steps.length, toolCalls, warnings], ['opencode', 2, 1, []], file);
        assert.equal(trajectory.session_id, 'test-session-123');
        assert.equal(trajectory.steps[1]?.observation?.results[0]?.content, 'Edit applied successfully.');
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('an OpenHands conversation folder tells its agent, and without events says where they are looked for', async () => {
    const data = path.join(DATA, 'openhands-v1');
    const named = (ending: string) =>
      path.join(data, readdirSync(data).find((name) => name.endsWith(ending)) ?? ending);
    const folder = mkdtempSync(path.join(os.tmpdir(), 'tracewright-openhands-'));
    try {
      cpSync(named('base_state.json'), path.join(folder, 'base_state.json'));
      await assert.rejects(readForeign(path.join(folder, 'base_state.json')), (error) => {
        assert.ok(error instanceof TracewrightError);
        assert.match(
          error.sentence,
          /holds no step.*\(its events are looked for in the folder events beside base_state/,
        );
        return true;
      });
      mkdirSync(path.join(folder, 'events'));
      const events = count.linesOf(named('events.jsonl'));
      events.forEach((event, index) => {
        const name = `event-${String(index).padStart(5, '0')}-${String(count.get(event, 'id'))}.json`;
        writeFileSync(path.join(folder, 'events', name), JSON.stringify(event));
      });
      const read = await readForeign(folder);
      const single = await readForeign(named('events.jsonl'));
      assert.deepEqual([read.format, read.steps, read.toolCalls], ['openhands-v1-folder', 3, 2]);
      assert.deepEqual(
        essence({ ...read.trajectory, agent: single.trajectory.agent }).steps,
        essence(single.trajectory).steps,
      );
      assert.equal(read.trajectory.agent.tool_definitions?.length, 3);
      assert.equal(read.trajectory.session_id, '11111111-2222-3333-4444-555555555555');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('an OpenHands log has the words of its published transcript, in their order', async () => {
    const data = path.join(DATA, 'openhands-v1');
    const file = (ending: string) => path.join(data, readdirSync(data).find((name) => name.endsWith(ending)) ?? ending);
    const transcript = readFileSync(file('expected_transcript.txt'), 'utf8');
    const { trajectory } = await readForeign(file('events.jsonl'));
    const said = trajectory.steps.flatMap((step) => [
      ...(step.message === '' ? [] : [String(step.message)]),
      ...(step.observation?.results ?? []).map(({ content }) => String(content)),
    ]);
    const whole = transcript.replaceAll(/\s+/g, ' ');
    let from = 0;
    for (const text of said) {
      const at = whole.indexOf(text.trim().replaceAll(/\s+/g, ' '), from);
      assert.ok(at >= 0, text.slice(0, 80));
      from = at + 1;
    }
    assert.equal(said.length, (transcript.match(/^(assistant|tool): /gm) ?? []).length);
  });

  it('a Claude Code session brings the trajectories of its subagents', async () => {
    const folder = restored('claude-code');
    try {
      const { trajectory } = await readForeign(path.join(folder, 'b3a7bd3c-5a10-4e7b-8ff0-7fc0cd6d1093.jsonl'));
      const subagents = trajectory.subagent_trajectories as { trajectory_id: string; steps: unknown[] }[];
      assert.deepEqual(subagents.map(({ trajectory_id: id, steps }) => [id, steps.length]).sort(), [
        ['a775a67', 3],
        ['aa9d784', 3],
        ['ac47f8c', 3],
        ['ae52dab', 3],
      ]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

function severalSamples(file: string): boolean {
  return file.endsWith('.eval') && unzipped(file).filter(({ name }) => name.startsWith('samples/')).length > 1;
}

/** Files whose names have `__` where folders were, in these folders again. */
function restored(kind: string, prefix = /^/, instead = ''): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'tracewright-restored-'));
  for (const name of readdirSync(path.join(DATA, kind))) {
    const file = path.join(folder, ...name.replace(prefix, instead).split('__'));
    mkdirSync(path.dirname(file), { recursive: true });
    cpSync(path.join(DATA, kind, name), file);
  }
  return folder;
}

function walk(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const file = path.join(folder, name);
    return statSync(file).isDirectory() ? walk(file) : [file];
  });
}
