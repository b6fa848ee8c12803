import assert from 'node:assert/strict';
import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { TracewrightError } from '../../src/core/errors.ts';
import { contextSegments } from '../../src/core/render/conversation.ts';
import { pythonJson } from '../../src/core/render/pythonJson.ts';
import { dialectNamed, dialectNames } from '../../src/core/sample/dialects/dialects.ts';
import { lintSamples } from '../../src/core/sample/lint.ts';
import type { Sample } from '../../src/core/sample/sample.ts';
import { granularities } from '../../src/core/sample/toolUse/granularity.ts';
import { stepMasks } from '../../src/core/sample/toolUse/stepMasks.ts';
import { threadsOf } from '../../src/core/sample/toolUse/threads.ts';
import { toolInfillSamples } from '../../src/core/sample/toolUse/toolInfill.ts';
import type { TrajectoryInput } from '../../src/core/sample/toolUse/trajectoryInput.ts';
import { toolUseSamples } from '../../src/core/sample/toolUse.ts';
import { callFacts } from '../../src/core/trajectory/analysis/callFacts.ts';
import { readForeign } from '../../src/node/formats/readForeign.ts';
import { nodeDigest } from '../../src/node/store/digest.ts';

const DATA = path.resolve(import.meta.dirname, '../../../shared/data/trajectories');

/** Whatever a published trajectory holds, one of these is said where there is no row. */
const reasons: ReadonlySet<string> = new Set([
  'nothing-trained',
  'sentinel-forgery',
  'content-not-text',
  'lone-surrogate',
  'dialect-cannot-say',
  'dialect-differs',
]);

describe('rows of published trajectories', function () {
  this.timeout(120_000);
  const inputs: TrajectoryInput[] = [];

  before(async function () {
    if (!existsSync(DATA)) {
      if (process.env.CI) throw new Error(`no trajectories in ${DATA}, and CI needs them`);
      console.log(`skipped: no trajectories in ${DATA}`);
      this.skip();
    }
    const names = (readdirSync(DATA, { recursive: true }) as string[]).map((name) => name.split(path.sep).join('/'));
    for (const source of names.sort().filter((name) => statSync(path.join(DATA, name)).isFile())) {
      try {
        const { trajectory } = await readForeign(path.join(DATA, source));
        inputs.push({ source, trajectory, sha256: nodeDigest('sha256', source) });
      } catch (error) {
        if (!(error instanceof TracewrightError)) throw error;
      }
    }
    assert.ok(inputs.length >= 30, `${inputs.length} trajectories`);
  });

  const options = { family: 'qwen3', errors: 'mask', keepUndone: false, images: 'note' } as const;

  function rowsOf(input: TrajectoryInput, name: string, dropped: string[]): Sample[] {
    const dialect = dialectNamed(name, 1);
    const own = { ...options, maxTokens: 10_000_000, ...(dialect === undefined ? {} : { dialect }) };
    return toolUseSamples(input, own, nodeDigest, (reason) => dropped.push(reason));
  }

  for (const name of dialectNames) {
    it(`${name}: each context is a row that lints, or is dropped with a reason`, () => {
      let made = 0;
      for (const input of inputs) {
        const dropped: string[] = [];
        const rows = rowsOf(input, name, dropped);
        const contexts = threadsOf(input).flatMap(({ trajectory }) => contextSegments(trajectory));
        const spoken = contexts.filter((steps) => steps.some(({ source }) => source === 'agent'));
        assert.ok(rows.length + dropped.length >= spoken.length, input.source);
        assert.ok(rows.length + dropped.length <= contexts.length, input.source);
        for (const reason of dropped) assert.ok(reasons.has(reason), `${input.source}: ${reason}`);
        assert.deepEqual(ours(rows), [], input.source);
        made += rows.length;
      }
      assert.ok(made > 20, `${made} rows`);
    });
  }

  it('trained text holds every trained call, name and arguments, and nothing but the model’s words', () => {
    let calls = 0;
    for (const input of inputs) {
      const threads = new Map(threadsOf(input).map((thread) => [thread.source, thread.trajectory]));
      for (const row of rowsOf(input, 'recorded', [])) {
        const trajectory = threads.get(row.proof.source);
        assert.ok(trajectory);
        const { weights } = stepMasks(trajectory, options);
        const [first, last] = [Number(row.labels.firstStep), Number(row.labels.lastStep)];
        const steps = trajectory.steps.filter(
          (step) =>
            step.source === 'agent' &&
            step.step_id >= first &&
            step.step_id <= last &&
            step.is_copied_context !== true &&
            step.llm_call_count !== 0,
        );
        const spans = row.spans.filter(({ weight }) => weight > 0);
        const trained = spans.map(({ kind, start, end }) => ({ kind, text: row.text.slice(start, end) }));
        const expected = steps
          .filter(({ step_id: id }) => weights.get(id) !== 0)
          .flatMap((step) => callFacts(step).filter(({ failed }) => !failed))
          .map(({ call }) => `{"name": "${call.function_name}", "arguments": ${pythonJson(call.arguments)}}`);
        const found = trained.filter(({ kind }) => kind === 'call').map(({ text }) => text);
        assert.equal(found.length, expected.length, input.source);
        for (const [at, json] of expected.entries()) assert.ok(found[at]?.includes(json), input.source);
        calls += expected.length;
        const said = steps.map(({ message, reasoning_content: thought }) => `${textOf(message)}\n${thought ?? ''}`);
        for (const { kind, text } of trained) {
          assert.ok(['reasoning', 'call', 'final', 'stop'].includes(kind), kind);
          const words = text.replace(/^<think>\n|\n<\/think>\n\n$/g, '').trim();
          if (kind === 'final' || kind === 'reasoning')
            assert.ok(
              said.some((one) => one.includes(words)),
              words,
            );
        }
      }
    }
    assert.ok(calls > 150, `${calls} calls`);
  });

  it('calls as middles lint in a fill-in-the-middle form and in a chat form', () => {
    for (const family of ['starcoder2', 'qwen2.5-coder', 'qwen3']) {
      let made = 0;
      for (const input of inputs) {
        const own = { ...options, family, maxTokens: 4096, seed: 1, granularities };
        const rows = [...toolInfillSamples(input, own, nodeDigest, () => undefined)];
        assert.deepEqual(ours(rows), [], input.source);
        made += rows.length;
      }
      assert.ok(made > 100, `${made} rows of ${family}`);
    }
  });
});

/** Errors of rows. Warnings are about the published work itself (a password in it), which is not ours to make good. */
function ours(rows: readonly Sample[]) {
  return lintSamples(rows, nodeDigest).findings.filter(({ severity }) => severity === 'error');
}

function textOf(message: string | readonly { readonly type: string; readonly text?: string | undefined }[]): string {
  if (typeof message === 'string') return message;
  return message.map(({ type, text }) => (type === 'text' ? (text ?? '') : `[${type}]`)).join('');
}
