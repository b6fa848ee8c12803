import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { validateTrajectory } from '../../src/core/trajectory/validate.ts';
import { readForeign } from '../../src/node/formats/readForeign.ts';
import * as count from './trajectoryCounts.ts';

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
];

const caseOf = (name: string) => cases.find(({ files }) => files.test(name));

describe('published trajectories', function () {
  this.timeout(60_000);
  if (!there) return;
  const names = walk(DATA).map((file) => path.relative(DATA, file).split(path.sep).join('/'));

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
      assert.deepEqual(new Set(read.warnings.map(({ code }) => code)), new Set(found.warnings ?? []));
      assert.equal(read.unknownRecords, 0);
      const { valid, errors } = validateTrajectory(read.trajectory);
      assert.ok(valid, JSON.stringify(errors.slice(0, 3)));
    });
  }

  it('names a format for every file that is a trajectory', () => {
    const others = names.filter((name) => caseOf(name) === undefined);
    const told = /^atif\/|expected_transcript\.txt$|base_state\.json$|cline\/.*session\.json$|^opencode\/|\.eval$/;
    assert.deepEqual(
      others.filter((name) => !told.test(name)),
      [],
    );
  });

  it('a Claude Code session brings the trajectories of its subagents', async () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'tracewright-subagents-'));
    try {
      for (const name of readdirSync(path.join(DATA, 'claude-code'))) {
        const restored = path.join(folder, name.replace('__subagents__', '/subagents/'));
        mkdirSync(path.dirname(restored), { recursive: true });
        cpSync(path.join(DATA, 'claude-code', name), restored);
      }
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

function walk(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const file = path.join(folder, name);
    return statSync(file).isDirectory() ? walk(file) : [file];
  });
}
