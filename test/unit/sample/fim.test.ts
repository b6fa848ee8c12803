import assert from 'node:assert/strict';
import fc from 'fast-check';
import { editHunks } from '../../../src/core/sample/editHunks.ts';
import { FIM_DEFAULTS, fimFromEdit, fimSample, type RecordedEdit } from '../../../src/core/sample/fim.ts';
import type { FimOptions } from '../../../src/core/sample/fimHole.ts';
import { textOf } from '../../../src/core/sample/fimParts.ts';
import { lineSpans, planSplits } from '../../../src/core/sample/fimPlan.ts';
import { lintSamples } from '../../../src/core/sample/lint.ts';
import { seededRandom, seedFor } from '../../../src/core/sample/random.ts';
import { nodeDigest } from '../../../src/node/store/digest.ts';

const options: FimOptions = { ...FIM_DEFAULTS, family: 'starcoder2', mode: 'psm' };
const before = 'function a() {\n  return 1;\n}\n';
const after = 'function a() {\n  const b = 2;\n  return b;\n}\n';

function edit(change: Partial<RecordedEdit> = {}): RecordedEdit {
  const where = { source: 's', path: 'src/a.ts', language: 'typescript' };
  return { ...where, textBefore: before, textAfter: after, ...change };
}

const make = (change: Partial<RecordedEdit> = {}, more: Partial<FimOptions> = {}) =>
  fimFromEdit(edit(change), { ...options, ...more }, seededRandom(1), nodeDigest);

const middles = (outcome: ReturnType<typeof make>) => outcome.samples.map((sample) => textOf(sample, 'middle'));

describe('fimFromEdit', () => {
  it('the hole is what was inserted, and the rest is the text right after the edit', () => {
    const { samples } = make({ textAfter: `${before}\nfunction b() {\n  return 2;\n}\n` });
    const [sample] = samples;
    assert.ok(sample);
    assert.equal(textOf(sample, 'middle'), '\nfunction b() {\n  return 2;\n}\n');
    assert.equal(textOf(sample, 'prefix'), before);
    assert.equal(textOf(sample, 'suffix'), '');
    assert.equal(sample.proof.sha256, nodeDigest('sha256', `${before}\nfunction b() {\n  return 2;\n}\n`));
    const middle = sample.spans.find((span) => span.kind === 'middle');
    assert.deepEqual(middle?.from, { source: 's', path: 'src/a.ts', range: [before.length, before.length + 30] });
  });

  it('each insertion is a hole of its own, and a replaced identifier counts as a whole', () => {
    const was = 'use(total);\n\nkeep();\n\nuse(total);\n';
    const is = 'use(totalSum);\n\nkeep();\n\nuse(totalSum);\nmore();\n';
    assert.deepEqual(middles(make({ textBefore: was.replaceAll('total', 'totalCount'), textAfter: is })), [
      'totalSum',
      'totalSum',
      'more();\n',
    ]);
    assert.deepEqual(middles(make({ textBefore: was, textAfter: is }, { minMiddleChars: 1 })).slice(0, 1), ['Sum']);
  });

  it('a pure deletion makes no sample', () => {
    assert.deepEqual(make({ textBefore: after, textAfter: 'function a() {\n}\n' }), { samples: [], dropped: {} });
  });

  it('text that is gone at the end of the session is dropped, or kept and labelled', () => {
    const textAfter = `${before}// a passing thought\n`;
    assert.deepEqual(make({ textAfter, textAtEnd: before }), { samples: [], dropped: { undone: 1 } });
    assert.deepEqual(make({ textAfter, textAtEnd: null }).dropped, { undone: 1 });
    assert.equal(make({ textAfter, textAtEnd: before }, { keepUndone: true }).samples[0]?.labels.survived, false);
    assert.equal(make({ textAfter, textAtEnd: `// top\n${textAfter}` }).samples[0]?.labels.survived, true);
  });

  it('blank, short and too long middles are dropped with a reason', () => {
    assert.deepEqual(make({ textAfter: `${before}\n\n  \n` }).dropped, { 'middle-blank': 1 });
    assert.deepEqual(make({ textAfter: `${before}x()` }).dropped, { 'middle-too-short': 1 });
    assert.deepEqual(make({ textAfter: `${before}${'long '.repeat(20)}` }, { maxChars: 50 }).dropped, {
      'middle-too-long': 1,
    });
  });

  it('a block that stands right before or after itself is dropped: copying would do', () => {
    const block = 'function again() {\n  return again();\n}\n';
    const where = { source: 's', path: 'a.ts', language: 'typescript' };
    for (const start of [0, block.length]) {
      const hole = { ...where, text: block + block, start, end: start + block.length };
      assert.deepEqual(fimSample(hole, options, seededRandom(1), nodeDigest), { dropped: 'middle-repeated' });
    }
  });

  it('code that holds a control string is dropped and counted', () => {
    const textAfter = `${before}const eot = "<|endoftext|>";\n`;
    assert.deepEqual(make({ textAfter }).dropped, { 'sentinel-forgery': 1 });
  });

  it('a trimmed row keeps the whole middle, cuts at line starts, and proves what it shows', () => {
    const lines = Array.from({ length: 200 }, (_, n) => `line ${n}\n`);
    const textBefore = lines.join('');
    const textAfter = [...lines.slice(0, 100), 'inserted here\n', ...lines.slice(100)].join('');
    const [sample] = make({ textBefore, textAfter }, { maxChars: 100 }).samples;
    assert.ok(sample);
    const parts = (['prefix', 'middle', 'suffix'] as const).map((kind) => textOf(sample, kind));
    assert.equal(parts[1], 'inserted here\n');
    assert.match(parts[0] ?? '', /^line \d+\n/);
    assert.match(parts[2] ?? '', /\n$/);
    assert.ok(parts.join('').length <= 100);
    assert.equal(sample.labels.windowSha256, nodeDigest('sha256', parts.join('')));
    assert.equal(sample.proof.sha256, nodeDigest('sha256', textAfter));
  });

  it('context keeps the latest files that fit, and none that gives the answer away', () => {
    const answer = 'const answer = someRatherLongCall(with, arguments);\n';
    const context = [
      { path: 'old.ts', text: 'o'.repeat(300) },
      { path: 'leak.ts', text: `x\n${answer}` },
      { path: 'new.ts', text: 'n'.repeat(100) },
    ];
    const [sample] = make({ textAfter: before + answer, context, repo: 'r' }, { maxChars: 400 }).samples;
    assert.ok(sample);
    assert.equal(textOf(sample, 'context'), 'n'.repeat(100));
    assert.ok(
      sample.text.startsWith(`<repo_name>r<file_sep>new.ts\n${'n'.repeat(100)}<file_sep><fim_prefix>src/a.ts\n`),
    );
  });

  it('whatever is edited, rows round-trip and the linter finds nothing', () => {
    const piece = fc.constantFrom('a', 'b', '\n', '\r\n', '  ', '😀', 'x = 1;', '}\n', '\t', '\r');
    const text = fc.array(piece, { maxLength: 30 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(
        text,
        text,
        fc.constantFrom('starcoder2', 'qwen2.5-coder', 'codellama', 'codestral'),
        fc.integer(),
        (textBefore, textAfter, family, seed) => {
          const all = { ...FIM_DEFAULTS, family, minMiddleChars: 1, maxChars: 40 };
          const { samples } = fimFromEdit(edit({ textBefore, textAfter }), all, seededRandom(seed), nodeDigest);
          assert.deepEqual(lintSamples(samples, nodeDigest).findings, []);
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('fimSample', () => {
  it('draws both modes of a family that has two, and the same ones for the same seed', () => {
    const modes = (seed: number) => {
      const random = seededRandom(seed);
      const { mode: _, ...drawn } = options;
      return Array.from({ length: 20 }, () => {
        const hole = { source: 's', path: 'a.ts', language: 'typescript', text: after, start: 17, end: 30 };
        const result = fimSample(hole, drawn, random, nodeDigest);
        return 'sample' in result ? result.sample.labels.mode : result.dropped;
      });
    };
    assert.deepEqual(new Set(modes(7)), new Set(['psm', 'spm']));
    assert.deepEqual(modes(7), modes(7));
    assert.notDeepEqual(modes(7), modes(8));
  });
});

describe('editHunks', () => {
  it('applied to the text before they give the text after', () => {
    const text = fc.array(fc.constantFrom('a\n', 'b\n', 'c', '\r\n', '😀', '\n')).map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, text, (was, is) => {
        let made = '';
        let at = 0;
        for (const hunk of editHunks(was, is)) {
          made += was.slice(at, hunk.from) + is.slice(hunk.to, hunk.toEnd);
          at = hunk.fromEnd;
        }
        assert.equal(made + was.slice(at), is);
      }),
    );
  });
});

describe('planSplits', () => {
  const text = 'def f():\r\n    x = "😀😀😀"\r\n\r\n    return x\r\n';

  it('no random cut parts a surrogate pair or a line end', () => {
    const ranges = planSplits(text, { rule: 'random-char', count: 300 }, seededRandom(3));
    assert.ok(ranges.length > 100);
    for (const [start, end] of ranges) {
      assert.ok(text.slice(0, start).isWellFormed() && text.slice(0, end).isWellFormed());
      for (const cut of [start, end]) assert.ok(!(text[cut - 1] === '\r' && text[cut] === '\n'));
    }
  });

  it('line spans start and end with lines that are not blank', () => {
    assert.deepEqual(
      lineSpans('a\n\nb\nc', 2).map(([start, end]) => 'a\n\nb\nc'.slice(start, end)),
      ['a\n', 'b\n', 'b\nc', 'c'],
    );
  });

  it('syntax nodes are drawn by size, small ones never, and none without a grammar', () => {
    const syntax = { start: [0, 0, 0], end: [40, 8, 4], after: [3, 3, 3], sound: [1, 1, 1], eligible: [0, 1, 2] };
    const drawn = Array.from({ length: 400 }, (_, seed) =>
      planSplits(text, { rule: 'syntax-node', count: 1, syntax }, seededRandom(seed)).map(String),
    ).flat();
    const small = drawn.filter((range) => range === '0,8').length;
    assert.ok(!drawn.includes('0,4'));
    assert.ok(small > 30 && small < 110, `${small} of 400, about 67 expected`);
    assert.deepEqual(planSplits(text, { rule: 'syntax-node', count: 5 }, seededRandom(1)), []);
  });
});

describe('seededRandom', () => {
  it("gives mulberry32's numbers", () => {
    const random = seededRandom(1);
    assert.deepEqual(
      [random(), random(), random()].map((number) => Math.round(number * 2 ** 32)),
      [2693262067, 11749833, 2265367787],
    );
  });

  it('gives each name a seed of its own', () => {
    assert.notEqual(seedFor(1, 'a.ts'), seedFor(1, 'b.ts'));
    assert.notEqual(seedFor(1, 'a.ts'), seedFor(2, 'a.ts'));
  });
});
