import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { renderFim } from '../../src/core/render/renderFim.ts';
import { lineSpans } from '../../src/core/sample/fimPlan.ts';
import { lintSamples } from '../../src/core/sample/lint.ts';
import { SAMPLE_VERSION } from '../../src/core/sample/sample.ts';
import { nodeDigest } from '../../src/node/store/digest.ts';

const folder = path.resolve(import.meta.dirname, '../../../shared/data/fim');

interface Row {
  readonly task_id: string;
  readonly prompt: string;
  readonly suffix: string;
  readonly canonical_solution: string;
}

function rows(name: string): Row[] {
  const text = gunzipSync(readFileSync(path.join(folder, name))).toString('utf8');
  return text
    .trimEnd()
    .split('\n')
    .map((line): Row => JSON.parse(line));
}

const problemOf = (row: Row) => row.task_id.slice(0, row.task_id.lastIndexOf('/'));
const lineOf = (row: Row) => Number(/\/L(\d+)$/.exec(row.task_id)?.[1]);

/** The problem's function head and its body, put together again from a row that was cut at the body's line `line`. */
function problemFrom(row: Row): { base: string; body: string } {
  const line = lineOf(row);
  if (line === 0) return { base: row.prompt.slice(0, -1), body: row.canonical_solution + row.suffix };
  const whole = row.prompt.split('\n');
  const base = `${whole.slice(0, whole.length - 1 - line).join('\n')}\n`;
  return { base, body: row.prompt.slice(base.length) + row.canonical_solution + row.suffix };
}

describe('HumanEval-Infilling', () => {
  before(function () {
    if (existsSync(folder)) return;
    assert.ok(!process.env.CI, `${folder} must be there in CI`);
    console.log(`skipped: ${folder} is not there`);
    this.skip();
  });

  it('line spans regenerate all 1,033 single-line rows', () => {
    const problems = Map.groupBy(rows('HumanEval-SingleLineInfilling.jsonl.gz'), problemOf);
    let equal = 0;
    for (const [problem, published] of problems) {
      const [first] = published;
      assert.ok(first);
      const { base, body } = problemFrom(first);
      const made = lineSpans(body, 1).map(([start, end]) => ({
        // The published rows that start at the body's first line have a newline too many in the prompt.
        prompt: base + (start === 0 ? '\n' : body.slice(0, start)),
        canonical_solution: body.slice(start, end),
        suffix: body.slice(end),
      }));
      const wanted = published.map(({ prompt, canonical_solution, suffix }) => ({
        prompt,
        canonical_solution,
        suffix,
      }));
      assert.deepEqual(made, wanted, problem);
      equal += made.length;
    }
    assert.equal(equal, 1033);
    assert.equal(problems.size, 164);
  });

  it('random spans of one problem put together give its text', () => {
    const wanted = new Map(
      rows('HumanEval-SingleLineInfilling.jsonl.gz').map((row) => {
        const { base, body } = problemFrom(row);
        return [problemOf(row).replace('SingleLine', 'RandomSpan'), base + body];
      }),
    );
    const problems = Map.groupBy(rows('HumanEval-RandomSpanInfilling.jsonl.gz'), problemOf);
    for (const [problem, published] of problems) {
      const texts = new Set(published.map((row) => row.prompt + row.canonical_solution + row.suffix));
      assert.deepEqual([...texts], [wanted.get(problem)], problem);
      assert.equal(published.length, 10, problem);
    }
    assert.equal(problems.size, 164);
  });

  it('the linter finds the 14 empty middles among 1,640 random spans, and nothing wrong with the round trip', () => {
    const samples = rows('HumanEval-RandomSpanInfilling.jsonl.gz').map((row) => {
      const from = { source: row.task_id };
      const { text, spans } = renderFim({
        family: 'starcoder2',
        mode: 'psm',
        prefix: row.prompt,
        middle: row.canonical_solution,
        suffix: row.suffix,
        from: { prefix: from, middle: from, suffix: from },
      });
      const whole = row.prompt + row.canonical_solution + row.suffix;
      return {
        version: SAMPLE_VERSION,
        id: row.task_id,
        kind: 'fim',
        family: 'starcoder2',
        language: 'python',
        text,
        spans,
        proof: { source: row.task_id, sha256: nodeDigest('sha256', whole) },
        labels: {},
      };
    });
    const report = lintSamples(samples, nodeDigest);
    assert.equal(report.rows, 1640);
    assert.equal(report.counts['middle-empty'], 14);
    const { 'middle-empty': _, 'middle-repeated': repeated = 0, ...other } = report.counts;
    assert.deepEqual(other, {});
    assert.ok(repeated < 20, `${repeated} repeated middles`);
  });
});
