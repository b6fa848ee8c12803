import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Tokenizer } from '../../../src/core/ports.ts';
import { FIM_DEFAULTS, fimSample } from '../../../src/core/sample/fim.ts';
import { fimContext } from '../../../src/core/sample/fimContext.ts';
import type { FimHole, FimOptions } from '../../../src/core/sample/fimHole.ts';
import { importedPaths } from '../../../src/core/sample/fimImports.ts';
import { textOf } from '../../../src/core/sample/fimParts.ts';
import { fimChunks } from '../../../src/core/sample/fimWindow.ts';
import { lintSamples } from '../../../src/core/sample/lint.ts';
import { seededRandom } from '../../../src/core/sample/random.ts';
import { nodeDigest } from '../../../src/node/store/digest.ts';

/** Words, and every other character by itself: far from a quarter of the characters. */
const words: Tokenizer = {
  id: 'words',
  count: (text) => text.match(/\w+|\W/g)?.length ?? 0,
  encode: () => null,
};
const lines = Array.from({ length: 400 }, (_, n) => `  call(${n}, "some text ${n * 7}");\n`);
const text = lines.join('');
const file = (path: string, body: string) => ({
  path,
  text: body,
  from: { source: 's', range: [0, body.length] as [number, number] },
});

function sample(hole: Partial<FimHole>, options: Partial<FimOptions>, seed = 1) {
  const from = { source: 's', path: 'a.ts', language: 'typescript', text, start: 6000, end: 6100, ...hole };
  const all = { ...FIM_DEFAULTS, family: 'starcoder2', maxChars: 1_000_000, ...options };
  return fimSample(from, all, seededRandom(seed), nodeDigest);
}

function made(...args: Parameters<typeof sample>) {
  const result = sample(...args);
  assert.ok('sample' in result, JSON.stringify(result));
  return result.sample;
}

describe('budgets in tokens', () => {
  it('the whole row stays within them, uses most of them, and keeps the middle', () => {
    for (const tokens of [120, 300, 1000, 4096]) {
      const row = made({}, { budget: { tokens, tokenizer: words } });
      const used = words.count(row.text);
      assert.ok(used <= tokens, `${used} of ${tokens}`);
      assert.ok(used > tokens * 0.5, `${used} of ${tokens}`);
      assert.equal(textOf(row, 'middle'), text.slice(6000, 6100));
      assert.equal(row.labels.middleTokens, words.count(text.slice(6000, 6100)));
    }
  });

  it('a middle that is too long by itself is dropped, never cut', () => {
    assert.deepEqual(sample({ start: 0, end: 9000 }, { budget: { tokens: 200, tokenizer: words } }), {
      dropped: 'middle-too-long',
    });
  });

  it('context goes first, then the far ends of prefix and suffix', () => {
    const context = [file('far.ts', `${'far(1);\n'.repeat(200)}`), file('near.ts', 'near(2);\n'.repeat(100))];
    const short = { text: text.slice(0, 2000), start: 900, end: 950 };
    const paths = (tokens: number) =>
      made({ ...short, context }, { budget: { tokens, tokenizer: words } }).spans.flatMap(({ kind, from }) =>
        kind === 'context' ? [from?.range?.[0] === 0 ? 'all' : 'end'] : [],
      );
    assert.deepEqual(paths(4000), ['all', 'all']);
    const row = made({ ...short, context }, { budget: { tokens: 1800, tokenizer: words } });
    assert.ok(row.text.includes('near.ts') && textOf(row, 'prefix') === short.text.slice(0, 900));
    assert.equal(textOf(made({ ...short, context }, { budget: { tokens: 500, tokenizer: words } }), 'context'), '');
  });

  it('whatever the budget, rows pass lint', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 40, max: 900 }),
        fc.nat(12_000),
        fc.nat(300),
        fc.nat(),
        (tokens, start, size, seed) => {
          const hole = {
            start,
            end: Math.min(text.length, start + size),
            context: [file('b.ts', 'other();\n'.repeat(99))],
          };
          const result = sample(hole, { budget: { tokens, tokenizer: words }, fimRate: 0.8 }, seed);
          if (!('sample' in result)) return;
          assert.ok(words.count(result.sample.text) <= tokens);
          assert.deepEqual(lintSamples([result.sample], nodeDigest).findings, []);
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('context that does not fit', () => {
  const long = Array.from({ length: 200 }, (_, n) => `line ${n} of a long file\n`).join('');

  it('loses its beginning up to a line end, and says which part is left', () => {
    const [only, ...others] = fimContext([file('z.ts', 'gone'), file('a.ts', long)], 2000, 'middle');
    assert.deepEqual(others, []);
    assert.ok(only !== undefined && only.text.length <= 2000 && only.text.length > 1500);
    assert.match(only.text, /^line \d+ of/);
    assert.deepEqual(only.from?.range, [long.length - only.text.length, long.length]);
  });

  it('is left out where only a scrap would be left', () => {
    assert.deepEqual(fimContext([file('a.ts', long)], 300, 'middle'), []);
  });
});

describe('pieces of a text for holes at context level', () => {
  it('put together they are the text, none is too long, and they start at line starts', () => {
    const pieces = fimChunks(text, 1000);
    assert.equal(pieces.map(([start, end]) => text.slice(start, end)).join(''), text);
    assert.ok(pieces.every(([start, end]) => end - start <= 1000 && (start === 0 || text[start - 1] === '\n')));
    assert.deepEqual(fimChunks('', 10), []);
    assert.deepEqual(fimChunks('😀😀', 2), [
      [0, 2],
      [2, 4],
    ]);
  });

  it('what lies outside of the piece is not shown', () => {
    const row = made({ window: { start: 5950, end: 6200 } }, {});
    assert.equal(textOf(row, 'prefix') + textOf(row, 'middle') + textOf(row, 'suffix'), text.slice(5950, 6200));
  });
});

describe('what a file imports', () => {
  it('is found by relative names, in the endings that its language has', () => {
    const script = 'import a from "./a";\nconst b = require("../b.js");\nexport * from "./c.js";\nimport "left-pad";\n';
    assert.deepEqual(importedPaths('src/x/m.ts', script, 9), [
      ['src/x/a.ts', 'src/x/a/index.ts'],
      ['src/b.ts', 'src/b.js'],
      ['src/x/c.ts', 'src/x/c.js'],
    ]);
    assert.deepEqual(importedPaths('pkg/m.py', 'from .util import f\nfrom .. import g\nimport os\n', 9), [
      ['pkg/util.py', 'pkg/util/__init__.py'],
      ['__init__.py'],
    ]);
    assert.deepEqual(importedPaths('src/m.c', '#include <stdio.h>\n#include "m.h"\n', 9), [['src/m.h']]);
  });

  it('no more than asked for, and nothing outside of the root', () => {
    assert.deepEqual(importedPaths('m.js', 'require("../up"); require("./a"); require("./b");', 1), [
      ['a.js', 'a/index.js'],
    ]);
  });
});
