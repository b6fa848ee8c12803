import assert from 'node:assert/strict';
import { BenchmarkCommits, BenchmarkGrams } from '../../../src/core/curation/decontamination.ts';
import { licenceAllowed, licenceOfRepository, licenceOfText } from '../../../src/core/curation/licence.ts';
import { brokenQualityRule, measureText, qualityRules } from '../../../src/core/curation/quality.ts';
import { ProvenanceShares } from '../../../src/core/curation/shares.ts';
import { isTestPath } from '../../../src/core/curation/testPath.ts';
import { curateAll, curateOne, holeRow, madeFile } from './rows.ts';

const mit =
  'MIT License\n\nCopyright (c) 2020 A\n\nPermission is hereby granted, free of charge, to any person obtaining a copy\nof this software, to deal in the Software without\nrestriction, subject to the following conditions:\n\nThe above copyright notice and this permission\nnotice shall be included in all copies.';
const bsd = 'Redistribution and use in source and binary forms, with or without modification, are permitted.';

describe('licences', () => {
  it('texts are told by the sentences that only they have', () => {
    assert.equal(licenceOfText(mit), 'MIT');
    assert.equal(
      licenceOfText(
        '                                 Apache License\n                           Version 2.0, January 2004',
      ),
      'Apache-2.0',
    );
    assert.equal(licenceOfText(bsd), 'BSD-2-Clause');
    assert.equal(licenceOfText(`${bsd}\nNeither the name of the author`), 'BSD-3-Clause');
    assert.equal(licenceOfText('GNU GENERAL PUBLIC LICENSE\nVersion 3, 29 June 2007'), 'GPL-3.0-only');
    assert.equal(licenceOfText('GNU AFFERO GENERAL PUBLIC LICENSE\nVersion 3'), 'AGPL-3.0-only');
    assert.equal(licenceOfText('// SPDX-License-Identifier: MIT OR Apache-2.0\n'), 'MIT OR Apache-2.0');
    assert.equal(licenceOfText('/* SPDX-License-Identifier: BSD-3-Clause */'), 'BSD-3-Clause');
    assert.equal(licenceOfText('All rights reserved.'), null);
  });

  it("a repository's package says it first; two texts mean either", () => {
    const files = (of: Record<string, string>) => licenceOfRepository(new Map(Object.entries(of)));
    assert.equal(files({ LICENSE: mit, 'package.json': '{"license": "ISC"}' }), 'ISC');
    assert.equal(files({ LICENSE: mit, 'package.json': '{broken' }), 'MIT');
    assert.equal(files({ 'package.json': '{"license": "SEE LICENSE IN x"}', LICENSE: mit }), 'MIT');
    assert.equal(files({ 'Cargo.toml': '[package]\nlicense = "MIT/Apache-2.0"\n' }), 'MIT OR Apache-2.0');
    assert.equal(files({ 'pyproject.toml': '[project]\nlicense = {text = "BSD-3-Clause"}\n' }), 'BSD-3-Clause');
    assert.equal(files({ 'LICENSE-MIT': mit, 'LICENSE-APACHE': 'Apache License Version 2.0' }), 'Apache-2.0 OR MIT');
    assert.equal(files({}), null);
  });

  it('an expression is allowed when it can be met with what is allowed', () => {
    const allowed = ['MIT', 'apache-2.0', 'GPL-3.0'];
    for (const yes of [
      'MIT',
      'mit',
      'MIT OR BSL-1.1',
      'MIT AND Apache-2.0',
      '(BUSL-1.1 OR MIT) AND Apache-2.0',
      'Apache-2.0 WITH LLVM-exception',
      'GPL-3.0-only',
    ]) {
      assert.ok(licenceAllowed(yes, allowed), yes);
    }
    for (const no of ['ISC', 'MIT AND ISC', '(ISC OR BUSL-1.1) AND MIT', '', 'AGPL-3.0-only', 'MIT-0']) {
      assert.ok(!licenceAllowed(no, allowed), no);
    }
  });

  it('rows of other licences, and of none, are dropped and counted; the kept say theirs', async () => {
    const rows = ['MIT', 'GPL-3.0-only', undefined].map((licence, n) =>
      holeRow({
        path: `f${n}.ts`,
        prefix: madeFile(n),
        middle: 'x',
        ...(licence === undefined ? {} : { origin: { licence } }),
      }),
    );
    const spdx = holeRow({
      path: 's.ts',
      prefix: `// SPDX-License-Identifier: Apache-2.0\n${madeFile(8)}`,
      middle: 'x',
    });
    const { written, dropped, curation } = await curateAll([...rows, spdx], { licences: ['MIT', 'Apache-2.0'] });
    assert.deepEqual(
      written.map(({ sample }) => sample.origin?.licence),
      ['MIT', 'Apache-2.0'],
    );
    assert.deepEqual(dropped, { licence: 1, 'licence-unknown': 1 });
    assert.deepEqual(curation.licences, { 'Apache-2.0': 1, MIT: 1 });
  });
});

describe('decontamination', () => {
  const item =
    'def has_close_elements(numbers, threshold): for each pair of numbers check whether the distance is less than threshold';
  const words = 'one two three four five six seven eight nine ten eleven twelve thirteen fourteen';

  it('an answer with n words of an item in a row is a hit, whatever stands between them', () => {
    for (const size of [10, 12, 13] as const) {
      const grams = new BenchmarkGrams(size);
      grams.add(words);
      const list = words.split(' ');
      assert.ok(grams.hits(`x ${list.slice(0, size).join(', ').toUpperCase()} y`));
      assert.ok(!grams.hits(list.slice(0, size - 1).join(' ')));
    }
    const short = new BenchmarkGrams(13);
    short.add('one two three four five six seven eight');
    short.add('return a + b');
    assert.ok(short.hits('zero one two three four five six seven eight nine'));
    assert.ok(!short.hits('return a + b'));
  });

  it('grams handed to a thread say the same', () => {
    const grams = new BenchmarkGrams(10);
    grams.add(words);
    const { size, grams: data, short } = grams.data;
    assert.ok(new BenchmarkGrams(size, data, short).hits(words));
  });

  it('only what is trained counts', async () => {
    const trained = await curateOne(holeRow({ middle: item }), {}, [item]);
    assert.equal('dropped' in trained ? trained.dropped : '', 'benchmark-text');
    assert.ok('sample' in (await curateOne(holeRow({ prefix: item, middle: 'pass' }), {}, [item])));
  });

  it('commits are met by seven digits or more, repositories by their name', () => {
    const commits = new BenchmarkCommits();
    commits.add('psf/requests', 'ABCDEF0123456789abcdef0123456789abcdef01');
    commits.add('https://github.com/Owner/Name.git', '');
    commits.add('', '1234567');
    assert.ok(commits.hits(undefined, [null, 'abcdef0123456789abcdef0123456789abcdef01']));
    assert.ok(commits.hits('x', [`1234567${'0'.repeat(33)}`]));
    assert.ok(commits.hits('owner/name', []));
    assert.ok(!commits.hits('psf/requests', ['f'.repeat(40), undefined]));
    assert.ok(!new BenchmarkCommits().hits('a', ['b']));
  });
});

describe('quality rules', () => {
  const good =
    'import { a } from "b";\n// adds one\n'.padEnd(40) +
    '\nexport function inc(value: number) {\n  return value + 1;\n}\n'.repeat(1) +
    madeFile(1, 12);

  it('a plain file breaks none', () => {
    assert.equal(brokenQualityRule(good, 'typescript', 'all'), null);
    assert.equal(brokenQualityRule('x'.repeat(5000), 'typescript', 'off'), null);
  });

  const breaking: Record<string, [text: string, language?: string]> = {
    'stack/longest-line': [`${good}${'word '.repeat(250)}`],
    'stack/mean-line': [`// a\n${`${'word '.repeat(30)}\n`.repeat(20)}`],
    'stack/alphanumeric': [`// a\n${'(){}[];;...\n'.repeat(20)}`],
    'stack/comments': [good.replace('// adds one', '')],
    'opencoder/characters': ['a = 1\n'],
    'opencoder/lines': [`// a\n${'const value = compute(1);\n'.repeat(5)}`],
    'opencoder/longest-line': [`${good}${'word '.repeat(250)}`],
    'opencoder/mean-line': [`// a\n${'a;\n'.repeat(40)}`],
    'opencoder/digits': [`// numbers here\n${'const a = [111111, 22222];\n'.repeat(20)}`],
    'opencoder/hex-words': [
      Array.from({ length: 20 }, (_, n) => `x = 0x${(n * 7919 + 99999).toString(16)}abc`).join('\n'),
    ],
    'opencoder/repeated': [`// a\n${'const value = compute(other, thing);\n'.repeat(30)}`],
    'opencoder/assertions': [
      madeFile(3, 6) +
        Array.from(
          { length: 30 },
          (_, n) => `\n  assert.ok(name${'abcdefghij'[n % 10]}${'klmnopqrst'[(n * 7) % 10]}${'uvw'[n % 3]});`,
        ).join(''),
    ],
  };
  for (const rule of qualityRules) {
    it(`${rule.name} drops ${rule.drops}`, () => {
      const [text = ''] = breaking[rule.name] ?? [];
      assert.ok(rule.breaks(measureText(text, 'typescript')), JSON.stringify(measureText(text, 'typescript')));
      assert.ok(!rule.breaks(measureText(good, 'typescript')), JSON.stringify(measureText(good, 'typescript')));
    });
  }

  it('the rule that broke is the reason', async () => {
    const dropped = await curateOne(holeRow({ middle: 'a = 1' }), { quality: 'opencoder' });
    assert.equal('dropped' in dropped ? dropped.dropped : '', 'opencoder/characters');
  });

  it('generated, vendored, minified and test files are told', async () => {
    const why = async (path: string, text = 'const a = 1;', options = {}) => {
      const result = await curateOne(holeRow({ path, middle: text }), options);
      return 'dropped' in result ? result.dropped : '';
    };
    assert.equal(await why('vendor/a.js'), 'vendored');
    assert.equal(await why('a.min.js'), 'minified');
    assert.equal(await why('a.js', 'var a = b(c); '.repeat(100)), 'minified');
    assert.equal(await why('a.ts', '// @generated by x\nconst a = 1;'), 'generated');
    assert.equal(await why('a.ts', '// @generated by x\nconst a = 1;', { generated: 'keep' }), '');
    assert.equal(await why('test/a.ts', 'const a = 1;', { tests: 'drop' }), 'test');
    assert.equal(await why('test/a.ts'), '');
    for (const path of ['a.test.ts', 'pkg/x_test.go', 'test_a.py', 'src/__tests__/a.js', 'FooTest.java'])
      assert.ok(isTestPath(path), path);
    for (const path of ['src/latest.ts', 'contest/a.py', 'testing.ts', 'attest.go']) assert.ok(!isTestPath(path), path);
  });
});

describe('provenance shares', () => {
  it('shares are of trained characters, and much from agents warns', () => {
    const shares = new ProvenanceShares();
    shares.add('human', 100);
    shares.add('agent', 250);
    shares.add('vcs', 50);
    assert.deepEqual(shares.shares(), { human: 0.25, agent: 0.625, tool: 0, unknown: 0.125 });
    assert.match(shares.warnings().join(), /63 % of the trained text was made by agents/);
    const human = new ProvenanceShares();
    human.add('human', 10);
    human.add('agent', 10);
    assert.deepEqual(human.warnings(), []);
  });
});
