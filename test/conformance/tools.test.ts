import assert from 'node:assert/strict';
import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { TracewrightError } from '../../src/core/errors.ts';
import type { Trajectory } from '../../src/core/trajectory/atif.ts';
import { readForeign } from '../../src/node/formats/readForeign.ts';
import { type Compared, toolReplay } from './toolReplay.ts';

const DATA = path.resolve(import.meta.dirname, '../../../shared/data/trajectories');

/**
 * Predictions that equal the recording byte for byte, by tool. A read of lines that nothing had shown before proves how
 * the tool lays lines out; edits, and reads behind edits, prove what the tools did.
 */
const EQUAL: Readonly<Record<string, number>> = {
  Read: 6,
  Edit: 2,
  MultiEdit: 1,
  create: 1,
  create_file: 1,
  replace_string_in_file: 1,
  editor: 1,
  read_files: 6,
  bash: 1,
  'bash open': 4,
  'bash create': 6,
  'bash edit': 9,
  open: 1,
  edit: 1,
  'str_replace_editor view': 1,
  'str_replace_editor create': 2,
  'str_replace_editor str_replace': 6,
  'run_ipython open_file': 5,
  'run_ipython edit_file_by_replace': 10,
};

/** What differs, each with its reason. */
const DIFFERENT: readonly {
  readonly file: RegExp;
  readonly tool: string;
  readonly why: string;
  readonly count: number;
}[] = [
  {
    file: /^claude-code\/claude-code-with-plan/,
    tool: 'Write',
    why: 'the log was written by hand for a test: no version of the tool says "File written successfully"',
    count: 1,
  },
  {
    file: /^claude-code\/claude-code-with-plan/,
    tool: 'Edit',
    why: 'the log was written by hand for a test: no version of the tool says "File edited successfully"',
    count: 1,
  },
];

describe('tools, beside what was recorded', function () {
  this.timeout(60_000);
  const all: (Compared & { readonly file: string })[] = [];

  before(async function () {
    if (!existsSync(DATA)) {
      if (process.env.CI) throw new Error(`no trajectories in ${DATA}, and CI needs them`);
      console.log(`skipped: no trajectories in ${DATA}`);
      this.skip();
    }
    const names = (readdirSync(DATA, { recursive: true }) as string[]).map((name) => name.split(path.sep).join('/'));
    for (const file of names.sort()) {
      // The session's manifest leads to the same messages once more.
      if (!statSync(path.join(DATA, file)).isFile() || /^cline\/.*session\.json$/.test(file)) continue;
      for (const trajectory of await trajectories(path.join(DATA, file))) {
        all.push(...toolReplay(trajectory, trajectory.agent.name).map((one) => ({ ...one, file })));
      }
    }
  });

  it('print what was recorded, byte for byte', () => {
    const counts: Record<string, number> = {};
    for (const { tool, verdict } of all) if (verdict === 'equal') counts[tool] = (counts[tool] ?? 0) + 1;
    assert.deepEqual(counts, EQUAL);
  });

  it('differ where the reason is known, and nowhere else', () => {
    const different = all.filter(({ verdict }) => verdict === 'different');
    for (const { file, tool, count, why } of DIFFERENT) {
      const found = different.filter((one) => file.test(one.file) && one.tool === tool);
      assert.equal(found.length, count, `${tool} of ${file}: ${why}`);
    }
    const unexplained = different.filter(
      (one) => !DIFFERENT.some(({ file, tool }) => file.test(one.file) && one.tool === tool),
    );
    assert.deepEqual(unexplained, []);
  });

  it('give a linter’s refusal the windows of the text that it would have been', () => {
    const refusals = all.filter(({ expected }) => expected.includes('introduced new syntax error(s)'));
    assert.equal(refusals.length, 8);
    assert.deepEqual(new Set(refusals.map(({ verdict }) => verdict)), new Set(['equal']));
  });
});

/** A log's trajectory with those that it embeds; none of a file that is no log by itself. */
async function trajectories(file: string): Promise<Trajectory[]> {
  try {
    const { trajectory } = await readForeign(file);
    const inner = trajectory.subagent_trajectories;
    return [trajectory, ...(Array.isArray(inner) ? (inner as Trajectory[]) : [])];
  } catch (error) {
    if (error instanceof TracewrightError) return [];
    throw error;
  }
}
