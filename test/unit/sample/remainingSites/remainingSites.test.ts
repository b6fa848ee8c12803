import assert from 'node:assert/strict';
import fc from 'fast-check';
import { minimalDiff } from '../../../../src/core/edit/minimalDiff.ts';
import { estimatedTokens } from '../../../../src/core/sample/estimatedTokens.ts';
import { answerOf } from '../../../../src/core/sample/nextEdit/nextEditSample.ts';
import { seededRandom } from '../../../../src/core/sample/random.ts';
import { remainingSitesSample, stateWith } from '../../../../src/core/sample/remainingSites/remainingSitesSample.ts';
import {
  type SiteChange,
  sharedRename,
  sharedWord,
  wordSites,
} from '../../../../src/core/sample/remainingSites/siteChange.ts';
import { applySites, parseSites } from '../../../../src/core/score/sites.ts';
import { nodeDigest } from '../../../../src/node/store/digest.ts';

const a = 'export const total = 1;\nexport const totals = [total];\n';
const b = 'import { total } from "./a";\nprint(total, "total");\n';
const rename = (text: string) => text.replaceAll(/\btotal\b(?!")/g, 'sum');
const sitesOf = (text: string) => wordSites(text, minimalDiff(text, rename(text)).toReversed());

function change(others: SiteChange['others'] = [{ path: 'c.ts', text: 'const total = local();\n' }]): SiteChange {
  const found = sharedRename([
    { path: 'a.ts', before: a, sites: sitesOf(a) },
    { path: 'b.ts', before: b, sites: sitesOf(b) },
  ]);
  assert.ok(found !== null);
  const { files, word } = found;
  return { source: 's', level: 'recorded', origin: {}, files, word, others, order: 'recorded', labels: {} };
}

function sample(seed: number, one = change(), maxTokens = 4096) {
  const options = { family: 'qwen2.5-coder', maxTokens, tokenizer: estimatedTokens };
  return remainingSitesSample(one, options, seededRandom(seed), nodeDigest);
}

describe('remaining sites', () => {
  it('are whole names, though characters are what changed', () => {
    const text = 'let totalCount = totalCount;';
    const now = 'let countOfAll = countOfAll;';
    const sites = wordSites(text, minimalDiff(text, now).toReversed());
    assert.deepEqual(
      sites.map(({ start, end, text: put }) => [text.slice(start, end), put]),
      [
        ['totalCount', 'countOfAll'],
        ['totalCount', 'countOfAll'],
      ],
    );
  });

  it('turn a text into the other, whatever changed', () => {
    const word = fc.constantFrom('total', 'sum', 'a', ' ', '.', '(', '\n', 'totals');
    const text = fc.array(word, { maxLength: 30 }).map((words) => words.join(''));
    fc.assert(
      fc.property(text, text, (before, after) => {
        const sites = wordSites(before, minimalDiff(before, after).toReversed());
        const [state] = stateWith([{ path: 'x', before, sites }], 0);
        assert.equal(state?.after, after);
        assert.equal(applySites(before, state?.left ?? []), after);
      }),
      { numRuns: 400 },
    );
  });

  it('of a rename are those that put one name for another, over at least two files', () => {
    const { files, word } = change();
    assert.equal(word, 'total');
    assert.deepEqual(
      files.map(({ sites }) => sites.length),
      [2, 2],
    );
    assert.equal(sharedRename([{ path: 'a.ts', before: a, sites: sitesOf(a) }]), null);
  });

  it('without one name for another are told by the word that their lines share', () => {
    const file = (path: string, text: string) => ({
      path,
      before: text,
      sites: [{ start: text.indexOf(')'), end: text.indexOf(')'), text: ', true' }],
    });
    assert.equal(sharedWord([file('a', 'remind(1)'), file('b', 'x.remind(2)'), file('c', 'remind(y)')]), 'remind');
    assert.equal(sharedWord([file('a', 'remind(1)'), file('b', 'forget(2)'), file('c', 'remind(y)')]), null);
  });

  it('are asked for in the state in which the first ones are done, beside lines that are not to be touched', () => {
    const result = sample(3);
    assert.ok('sample' in result);
    const { text, labels } = result.sample;
    assert.equal(labels.done, 2);
    assert.equal(
      text,
      '## Done\n--- a/a.ts\n+++ b/a.ts\n@@ -1,2 +1,2 @@\n-export const total = 1;\n-export const totals = [total];\n' +
        '+export const sum = 1;\n+export const totals = [sum];\n## Candidates\nb.ts\n1| import { total } from "./a";\n' +
        '2| print(total, "total");\nc.ts\n1| const total = local();\n## Remaining sites\n' +
        '{"file":"b.ts","range":[1,10,1,15],"edit":"sum"}\n{"file":"b.ts","range":[2,7,2,12],"edit":"sum"}\n<|endoftext|>',
    );
    assert.equal(labels.decoys, 1);
  });

  it('give the state after when the answer of any row is applied', () => {
    const seen = new Set<unknown>();
    for (let seed = 0; seed < 20; seed++) {
      const result = sample(seed);
      assert.ok('sample' in result);
      const k = Number(result.sample.labels.done);
      seen.add(k);
      const { sites } = parseSites(answerOf(result.sample));
      for (const { path, text, after } of stateWith(change().files, k)) {
        assert.equal(
          applySites(
            text,
            sites.filter(({ file }) => file === path),
          ),
          after,
        );
        assert.ok(!result.sample.text.slice(0, result.sample.text.indexOf('## Remaining')).includes('"edit"'));
      }
    }
    assert.deepEqual([...seen].sort(), [1, 2]);
  });

  it('do not count a line that the change made something else of as one that was left alone', () => {
    const text = 'total();\ntotal(1);\n';
    const found = sharedRename([
      { path: 'a.ts', before: a, sites: sitesOf(a) },
      {
        path: 'b.ts',
        before: text,
        sites: wordSites(text, [
          [0, 5, 'sum'],
          [9, 8, 'gone'],
        ]),
      },
    ]);
    assert.ok(found !== null);
    const result = sample(1, { ...change([]), files: found.files });
    assert.ok('sample' in result);
    assert.equal(result.sample.labels.decoys, 0);
    assert.ok(!result.sample.text.includes('total(1)'));
  });

  it('lose lines that are not to be touched first, and are dropped when the sites alone are too long', () => {
    const many = Array.from({ length: 200 }, (_, at) => ({ path: `d${at}.ts`, text: `total(${at});\n` }));
    const result = sample(3, change(many), 300);
    assert.ok('sample' in result);
    assert.ok(estimatedTokens.count(result.sample.text) <= 300);
    assert.ok(Number(result.sample.labels.decoysLeftOut) > 100);
    assert.deepEqual(sample(3, change(many), 60), { dropped: 'too-many-sites' });
  });
});
