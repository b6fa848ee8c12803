import assert from 'node:assert/strict';
import { lintSamples } from '../../../../src/core/sample/lint.ts';
import type { Sample } from '../../../../src/core/sample/sample.ts';
import { reasoningSamples } from '../../../../src/core/sample/toolUse/reasoning.ts';
import type { Step, Trajectory } from '../../../../src/core/trajectory/atif.ts';
import { nodeDigest } from '../../../../src/node/store/digest.ts';

const step = (id: number, file: string, reasoning: string | null, ground: object = {}): Step => ({
  step_id: id,
  source: 'agent',
  message: '',
  ...(reasoning === null ? {} : { reasoning_content: reasoning }),
  tool_calls: [
    {
      tool_call_id: `c${id}`,
      function_name: 'str_replace',
      arguments: { path: file, old_str: 'let x;', new_str: 'var x = 1;' },
    },
  ],
  observation: { results: [{ source_call_id: `c${id}`, content: `The file ${file} has been edited.` }] },
  extra: { tracewright: ground },
});
const noted = (...types: string[]) => ({ notes: types.map((type, at) => ({ id: `n${at}`, type })) });

function rowsOf(steps: Step[], maxTokens = 10_000) {
  const all: Step[] = [{ step_id: 1, source: 'user', message: 'Tidy up.' }, ...steps];
  const trajectory: Trajectory = { schema_version: 'ATIF-v1.7', agent: { name: 'a', version: '1' }, steps: all };
  const dropped: string[] = [];
  const options = { family: 'qwen3', errors: 'mask' as const, keepUndone: false, maxTokens };
  const input = { source: 's', trajectory, sha256: 'f'.repeat(64) };
  const rows = reasoningSamples(input, options, nodeDigest, (reason) => dropped.push(reason));
  const faults = lintSamples(rows, nodeDigest).findings.filter(({ severity }) => severity === 'error');
  assert.deepEqual(faults, []);
  return { rows, dropped };
}

const trainedIn = ({ text, spans }: Pick<Sample, 'text' | 'spans'>) =>
  spans
    .filter(({ weight }) => weight > 0)
    .map(({ start, end }) => text.slice(start, end))
    .join('');

const decision = {
  ...noted('decision'),
  decisions: [
    {
      note: 'n0',
      question: 'Where?',
      chosen: 'in the parser',
      alternatives: [{ option: 'in the lexer', reason: 'slow' }],
    },
  ],
};

describe('what people thought, as rows', () => {
  it('a stretch of work is trained from its plan to its check; what came before is context', () => {
    const { rows } = rowsOf([
      step(2, 'early.ts', null),
      step(3, 'a.ts', 'First the parser.', noted('plan')),
      step(4, 'b.ts', null),
      step(5, 'c.ts', 'The tests pass.', noted('verification')),
      step(6, 'late.ts', null),
    ]);
    const [row, ...more] = rows;
    assert.ok(row);
    assert.equal(more.length, 0);
    const trained = trainedIn(row);
    for (const part of ['First the parser.', '"a.ts"', '"b.ts"', '"c.ts"', 'The tests pass.']) {
      assert.ok(trained.includes(part), part);
    }
    assert.ok(row.text.includes('early.ts') && !trained.includes('early.ts') && !row.text.includes('late.ts'));
    assert.equal(row.labels.phases, 'plan,act,verify');
    assert.equal(row.labels.trainedCalls, 3);
  });

  it('the next plan begins another row', () => {
    const { rows } = rowsOf([
      step(2, 'a.ts', 'One.', noted('plan')),
      step(3, 'b.ts', 'Because.', noted('why')),
      step(4, 'c.ts', 'Two.', noted('plan')),
    ]);
    assert.deepEqual(
      rows.map(({ labels }) => [labels.firstStep, labels.lastStep, labels.phases]),
      [
        [2, 3, 'plan,act'],
        [4, 4, 'plan,act'],
      ],
    );
  });

  it('a decision is a pair in the words of its note: the question is context, the option is trained', () => {
    const { rows } = rowsOf([step(2, 'a.ts', 'Where? in the parser', decision)]);
    const pair = rows.find(({ rejected }) => rejected !== undefined);
    assert.ok(pair?.rejected);
    assert.equal(trainedIn(pair), 'in the parser<|im_end|>');
    assert.equal(trainedIn(pair.rejected), 'in the lexer<|im_end|>');
    assert.ok(pair.text.includes('Where?\nin the parser') && !pair.text.includes('slow'));
    assert.equal(pair.labels.about, 'decision');
  });

  it('a mark of what should have been done is a pair of calls; of no edit, a pair of nothing and the call', () => {
    const mark = { note: 'm', mark: 'would-have-done', path: 'a.ts', quote: 'var x', expected: 'const x' };
    const { rows } = rowsOf([step(2, 'a.ts', null, { counterfactuals: [mark] })]);
    const [pair] = rows;
    assert.ok(pair?.rejected);
    assert.ok(trainedIn(pair).includes('const x = 1;') && !trainedIn(pair).includes('var x'));
    assert.ok(trainedIn(pair.rejected).includes('var x = 1;'));
    const [none] = rowsOf([step(2, 'a.ts', null, { counterfactuals: [{ note: 'm', mark: 'no-edit-expected' }] })]).rows;
    assert.ok(none?.rejected);
    assert.equal(trainedIn(none), '<think>\n\n</think>\n\n<|im_end|>');
    assert.ok(trainedIn(none.rejected).includes('str_replace'));
    const away = { counterfactuals: [{ ...mark, quote: 'elsewhere' }] };
    assert.deepEqual(rowsOf([step(2, 'a.ts', null, away)]), { rows: [], dropped: ['mark-elsewhere'] });
  });

  it('nobody’s words are made up: without notes there is no row', () => {
    assert.deepEqual(rowsOf([step(2, 'a.ts', 'An agent thought this.')]), { rows: [], dropped: ['no-notes'] });
  });

  it('what came before makes room, and it is told; what does not fit by itself is dropped', () => {
    const before = Array.from({ length: 20 }, (_, n) => step(n + 2, `early${n}.ts`, null));
    const all = [...before, step(30, 'a.ts', 'Now.', noted('why'))];
    const { rows } = rowsOf(all, 300);
    assert.ok(rows[0] && rows[0].text.length <= 1200 && rows[0].text.includes('Tidy up.'));
    assert.ok(Number(rows[0].labels.omittedTurns) > 0);
    assert.deepEqual(rowsOf(all, 20).dropped, ['too-long']);
  });
});
