import assert from 'node:assert/strict';
import { checkChange } from '../../../src/core/check/checkChange.ts';
import { patchEquivalence } from '../../../src/core/check/patchEquivalence.ts';
import { SyntaxService } from '../../../src/node/syntax/engine.ts';
import { changeOf, type Files, found, mended, snapshotOf } from './memorySnapshot.ts';

describe('stale references of every kind', () => {
  it('members: errors by the type of the object, warnings by name, silence where another type has the name', async () => {
    const shop = 'export class Shop {\n  openDoor() {}\n  readonly stockCount = 1;\n}\n';
    const use = `import { Shop } from './shop.ts';
const shop = new Shop();
shop.openDoor();
export const f = (it: any) => it.stockCount;
`;
    const renamed = shop.replace('openDoor', 'unlock').replace('stockCount', 'stock');
    assert.deepEqual(
      await found('stale-reference', await changeOf({ 'shop.ts': shop, 'use.ts': use }, { 'shop.ts': renamed })),
      ['error use.ts:3 openDoor', 'warning use.ts:4 stockCount'],
    );
    const other = 'export class House {\n  openDoor() {}\n  stockCount = 2;\n}\n';
    const change = await changeOf({ 'shop.ts': shop, 'use.ts': use, 'house.ts': other }, { 'shop.ts': renamed });
    assert.deepEqual(await found('stale-reference', change), []);
    assert.deepEqual(await found('incomplete-sites', change), ['error use.ts:3 openDoor']);
  });

  it('enum members, with the mend', async () => {
    const lib = 'export enum Color {\n  Red,\n  DarkBlue,\n}\n';
    const use = "import { Color } from './lib.ts';\nexport const c = Color.DarkBlue;\n";
    const change = await changeOf({ 'lib.ts': lib, 'use.ts': use }, { 'lib.ts': lib.replace('DarkBlue', 'Navy') });
    const findings = await change.found('stale-reference');
    assert.equal(findings[0]?.line, 2);
    // A member of one line is too short to be paired with what came in its place.
    assert.ok(
      mended(use, 'use.ts', findings) === use || mended(use, 'use.ts', findings) === use.replace('DarkBlue', 'Navy'),
    );
  });

  it('a type that takes its members from elsewhere proves nothing', async () => {
    const lib = 'export interface Ground {\n  fileList: string[];\n}\n';
    const use = "import type { Ground } from './lib.ts';\nexport const f = (g: Ground) => g.fileList;\n";
    const made = "import type { Made } from 'maker';\nexport type Ground = Made<'x'>;\n";
    const change = await changeOf({ 'lib.ts': lib, 'use.ts': use }, { 'lib.ts': made });
    assert.deepEqual(await found('stale-reference', change), []);
    assert.deepEqual(await found('incomplete-sites', change), []);
  });

  it('paths of moved files: settings and strings warn, comments and documents inform, change logs are let be', async () => {
    const text = 'export const a = 1;\nexport const b = [a, a, a];\n';
    const files = {
      'src/old/lib.ts': text,
      'build.yml': 'entry: src/old/lib.ts\n',
      'run.ts': "// see src/old/lib.ts\nexport const entry = 'src/old/lib.ts';\n",
      'README.md': 'Look at `src/old/lib.ts` and packages/x/src/old/lib.ts.\n',
      'CHANGELOG.md': 'Added src/old/lib.ts\n',
    };
    const change = await changeOf(files, { 'src/old/lib.ts': null, 'src/new/lib.ts': text });
    assert.deepEqual(await found('stale-reference', change), [
      'warning build.yml:1 src/old/lib.ts',
      'info run.ts:1 src/old/lib.ts',
      'warning run.ts:2 src/old/lib.ts',
      'info README.md:1 src/old/lib.ts',
    ]);
    assert.equal(
      mended(files['build.yml'], 'build.yml', await change.found('stale-reference')),
      'entry: src/new/lib.ts\n',
    );
  });

  it('a string that spells the path of a name warns, one that only has its letters informs', async () => {
    const change = await changeOf(
      {
        'shop/price.py': 'def total_cents(x):\n    return x\n',
        'test.py': 'patch("shop.price.total_cents")\nkind = "total_cents"\n',
      },
      { 'shop/price.py': 'def order_total(x):\n    return x\n' },
    );
    assert.deepEqual(await found('stale-reference', change), [
      'warning test.py:1 total_cents',
      'info test.py:2 total_cents',
    ]);
  });

  it('an import of a moved file is mended in its own style', async () => {
    const text = 'export const a = 1;\nexport const b = [a, a, a];\n';
    for (const [said, mend] of [
      ['./old/lib.ts', './deep/new/lib.ts'],
      ['./old/lib.js', './deep/new/lib.js'],
      ['./old/lib', './deep/new/lib'],
    ]) {
      const use = `import { a } from '${said}';\n`;
      const change = await changeOf(
        { 'src/old/lib.ts': text, 'src/use.ts': use },
        { 'src/old/lib.ts': null, 'src/deep/new/lib.ts': text },
      );
      const findings = await change.found('dangling-import');
      assert.equal(mended(use, 'src/use.ts', findings), `import { a } from '${mend}';\n`);
    }
  });
});

describe('uses left behind', () => {
  const lib = 'export function oldName(a: number) {\n  const b = a + 1;\n  return b * 2 + a;\n}\n';
  const alias = (comment: string) => `${lib.replace('oldName', 'newName')}${comment}export const oldName = newName;\n`;
  const use = "import { oldName } from './lib.ts';\n\nexport const y = oldName(2);\n";
  const done = use.replaceAll('oldName', 'newName');
  const before = { 'lib.ts': lib, 'one.ts': use, 'two.ts': use };

  it('an alias that nobody called deprecated is told of when some uses moved on', async () => {
    const begun = await changeOf(before, { 'lib.ts': alias(''), 'one.ts': done });
    assert.deepEqual(await found('incomplete-sites', begun), ['warning two.ts:1 oldName', 'warning two.ts:3 oldName']);
  });

  it('a deprecated alias, and one that no use has left, are meant', async () => {
    const kept = await changeOf(before, { 'lib.ts': alias('/** @deprecated newName */\n'), 'one.ts': done });
    assert.deepEqual(await found('incomplete-sites', kept), []);
    assert.deepEqual(await found('incomplete-sites', await changeOf(before, { 'lib.ts': alias('') })), []);
  });

  it('a function of which a part was taken out keeps its name and its uses', async () => {
    const long =
      'export function oldName(a: number) {\n  const b = a + 1;\n  const c = b * 2 + a;\n  console.log(a, b, c);\n  if (a > b) throw new Error(String(a));\n  return c;\n}\n';
    const taken = `${long.replace('oldName', 'compute')}\nexport function oldName(a: number) {\n  const from = performance.now();\n  const made = compute(a);\n  console.log(performance.now() - from);\n  if (made === undefined) throw new Error('none');\n  return made;\n}\n`;
    const change = await changeOf({ ...before, 'lib.ts': long }, { 'lib.ts': taken, 'one.ts': `${use}// touched\n` });
    assert.deepEqual(await found('incomplete-sites', change), []);
  });
});

describe('public names', () => {
  const manifest = (more: object) => JSON.stringify({ name: 'pkg', exports: { '.': './dist/index.js' }, ...more });
  const files = {
    'package.json': manifest({}),
    'src/index.ts': "export { open } from './shop.ts';\nexport * from './types.ts';\n",
    'src/shop.ts': 'export function open() {}\nexport function inner() {}\n',
    'src/types.ts': 'export class Shop {\n  sell() {}\n  private hide() {}\n}\n',
  };

  it('of a package are what its entry points reach, members too; private packages have none', async () => {
    const change = {
      'src/index.ts': "export * from './types.ts';\n",
      'src/shop.ts': 'export {};\n',
      'src/types.ts': 'export class Shop {}\n',
    };
    assert.deepEqual((await found('api', await changeOf(files, change))).sort(), [
      'error src/shop.ts:1 open',
      'error src/types.ts:1 Shop.sell',
    ]);
    assert.deepEqual(await found('api', await changeOf(files, change, { allow: ['open', 'sell'] })), []);
    const mine = { ...files, 'package.json': manifest({ private: true }) };
    assert.deepEqual(await found('api', await changeOf(mine, change)), []);
  });

  it('an entry point that leads nowhere is told, one that follows its file is not', async () => {
    const entry = { ...files, 'package.json': manifest({ exports: { '.': './src/index.ts' } }) };
    const moved = { 'src/index.ts': null, 'src/main.ts': files['src/index.ts'] };
    assert.deepEqual(await found('api', await changeOf(entry, moved)), ['error package.json:1 pkg']);
    const followed = { ...moved, 'package.json': manifest({ exports: { '.': './src/main.ts' } }) };
    assert.deepEqual(await found('api', await changeOf(entry, followed)), []);
  });

  it('a complete rename that nobody described is taken for the task; one beside the task is told', async () => {
    const renamed = {
      'src/index.ts': files['src/index.ts'].replace('open', 'unlock'),
      'src/shop.ts': files['src/shop.ts'].replace('open', 'unlock'),
    };
    assert.deepEqual(await found('api', await changeOf(files, renamed)), []);
    assert.deepEqual(await found('api', await changeOf(files, renamed, { allow: ['something'] })), [
      'warning src/shop.ts:1 open',
    ]);
  });

  it('Python: __all__ and packages are declared, plain names are convention', async () => {
    const py = {
      'pkg/__init__.py': 'from .a import one\n\n__all__ = ["one"]\n',
      'pkg/a.py': 'def one():\n    pass\n\n\ndef two():\n    pass\n\n\ndef _three():\n    pass\n',
    };
    const change = await changeOf(py, { 'pkg/__init__.py': '\n', 'pkg/a.py': 'def one():\n    pass\n' });
    assert.deepEqual(await found('api', change), ['error pkg/__init__.py:1 one', 'warning pkg/a.py:1 two']);
  });

  it('Go capitals outside of main and internal packages, and a move inside of a package is none', async () => {
    const go = (name: string) => `package ${name}\n\nfunc Open() int { return 1 }\n\nfunc close() {}\n`;
    const before = { 'a/a.go': go('a'), 'internal/b.go': go('b'), 'cmd/main.go': go('main') };
    const gone = Object.fromEntries(Object.keys(before).map((path) => [path, 'package a\n']));
    assert.deepEqual(await found('api', await changeOf(before, gone)), ['warning a/a.go:1 Open']);
    assert.deepEqual(await found('api', await changeOf(before, { 'a/a.go': 'package a\n', 'a/b.go': go('a') })), []);
  });
});

describe('moved code', () => {
  const body = `export function slug(title: string): string {
  const plain = title.normalize('NFKD').toLowerCase();
  return helper(plain.replace(/[^a-z0-9]+/g, '-'));
}
`;
  const helper = 'export function helper(text: string) {\n  return text.trim();\n}\n';

  async function moved(now: string, more: Files = {}): Promise<string[]> {
    return found(
      'move-integrity',
      await changeOf(
        { 'a.ts': body + helper },
        { 'a.ts': helper, 'b.ts': `import { helper } from './a.ts';\n${now}`, ...more },
      ),
    );
  }

  it('unchanged, without export, with a qualifier, with comments or other formatting is moved', async () => {
    assert.deepEqual(await moved(body), []);
    assert.deepEqual(await moved(body.replace('export ', '')), []);
    assert.deepEqual(await moved(body.replace('helper(', 'a.helper(')), []);
    assert.deepEqual(await moved(body.replace("'NFKD'", '"NFKD"').replace('  const', '  // plain\n\n    const')), []);
  });

  it('a private field that others may use now is a matter of visibility, and another function of the name none of moving', async () => {
    const part = (name: string, field: string) =>
      `export class ${name} {\n  ${field} = new Map<string, number>();\n  count(key: string) {\n    return (this.${field}.get(key) ?? 0) + this.${field}.size;\n  }\n}\n`;
    const split = await changeOf({ 'a.ts': part('Desk', '#rows') }, { 'a.ts': null, 'b.ts': part('Desk', 'rows') });
    assert.deepEqual(await found('move-integrity', split), []);
    const other =
      'export function slug(at: number) {\n  for (let n = 0; n < at; n++) console.log(n, at);\n  return [at];\n}\n';
    assert.deepEqual(await moved(other), []);
  });

  it('a name that the change gives everywhere is no difference', async () => {
    assert.deepEqual(
      await moved(body.replace('helper(', 'trimmed('), { 'a.ts': helper.replace('helper', 'trimmed') }),
      [],
    );
  });

  it('tells both sides of a difference', async () => {
    const change = await changeOf(
      { 'a.ts': body + helper },
      { 'a.ts': helper, 'b.ts': body.replace("'NFKD'", "'NFC'") },
    );
    const [finding] = await change.found('move-integrity');
    assert.deepEqual([finding?.path, finding?.line, finding?.symbol], ['b.ts', 2, 'slug']);
    assert.deepEqual([finding?.evidence.old, finding?.evidence.new], ["'NFKD'", "'NFC'"]);
    assert.equal(finding?.evidence.declared, 'a.ts:2');
  });

  it('a file that moved is compared declaration by declaration', async () => {
    const change = await changeOf(
      { 'a.ts': body + helper },
      { 'a.ts': null, 'z.ts': body + helper.replace('trim', 'trimEnd') },
    );
    assert.deepEqual(await found('move-integrity', change), ['warning z.ts:6 helper']);
  });
});

describe('a reference patch', () => {
  const base = { 'a.py': 'import os\nimport re\n\n\ndef f(x):\n    return x\n\n\ndef g(x):\n    return x\n' };
  const reference = {
    'a.py': base['a.py'].replace('def f(x):\n    return x', 'def f(x):\n    y = x + 1\n    return y'),
  };

  it('counts what is matched, missed and spurious', async () => {
    const same = reference['a.py'].replaceAll('y', 'made').replace('import os\nimport re', 'import re\nimport os');
    const equal = await patchEquivalence(await changeOf(base, { 'a.py': same }, { reference: snapshotOf(reference) }));
    assert.deepEqual([equal?.matched.length, equal?.missed.length, equal?.spurious.length, equal?.score], [1, 0, 0, 1]);
    const other = base['a.py'].replace('def g(x):\n    return x', 'def g(x):\n    return -x');
    const unequal = await patchEquivalence(
      await changeOf(base, { 'a.py': other }, { reference: snapshotOf(reference) }),
    );
    assert.deepEqual(
      unequal?.missed.map(({ symbol, differs }) => [symbol, differs]),
      [['f', false]],
    );
    assert.deepEqual(
      unequal?.spurious.map(({ symbol }) => symbol),
      ['g'],
    );
    assert.equal(unequal?.score, 0);
  });

  it('a parameter that callers may name is no local name; another operator is no formatting', async () => {
    for (const wrong of [
      reference['a.py'].replace('f(x)', 'f(z)').replace('x + 1', 'z + 1'),
      reference['a.py'].replace('x + 1', 'x - 1'),
    ]) {
      const result = await patchEquivalence(
        await changeOf(base, { 'a.py': wrong }, { reference: snapshotOf(reference) }),
      );
      assert.deepEqual(
        result?.missed.map(({ symbol, differs }) => [symbol, differs]),
        [['f', true]],
      );
    }
  });

  it('says nothing without a reference', async () => {
    assert.deepEqual(await found('patch-equivalence', await changeOf(base, reference)), []);
  });
});

describe('files of all sorts', () => {
  const lib = 'export function oldName(x: number) {\n  return x + 1;\n}\n';
  const use = "import { oldName } from './lib.ts';\n\nexport const y = oldName(2);\n";
  const renamed = { 'lib.ts': lib.replace('oldName', 'newName') };

  it('a byte order mark and \\r\\n change no line and no mend', async () => {
    const windows = `\uFEFF${use.replaceAll('\n', '\r\n')}`;
    const change = await changeOf({ 'lib.ts': lib, 'use.ts': windows }, renamed);
    assert.deepEqual(await found('stale-reference', change), ['error use.ts:3 oldName']);
    const findings = [...(await change.found('stale-reference')), ...(await change.found('dangling-import'))];
    assert.equal(mended(windows, 'use.ts', findings), windows.replaceAll('oldName', 'newName'));
    assert.deepEqual(await found('parse-error', await changeOf({ 'use.ts': use }, { 'use.ts': windows })), []);
  });

  it('vendored, minified and huge files are not told of, generated ones and fixtures for information', async () => {
    const huge = `${use}//${'x'.repeat(1_100_000)}\n`;
    const change = await changeOf(
      {
        'lib.ts': lib,
        'vendor/use.ts': use.replace('./lib', '../lib'),
        'huge.ts': huge,
        'made.ts': `// Code generated by a tool. DO NOT EDIT.\n${use}`,
        'test/fixtures/use.ts': use.replace('./lib', '../../lib'),
      },
      renamed,
    );
    assert.deepEqual(await found('stale-reference', change), [
      'info made.ts:4 oldName',
      'info test/fixtures/use.ts:3 oldName',
    ]);
  });
});

describe('the sites of a rename', () => {
  const lib = 'export function oldName(x: number) {\n  return x + 1;\n}\n';
  const use = "import { oldName } from './lib.ts';\n\nexport const y = oldName(2);\n";
  const other = 'export const table = { oldName: 1 };\nexport const z = table.oldName;\n';
  const before = { 'lib.ts': lib, 'use.ts': use, 'other.ts': other };
  const all = (text: string) => text.replaceAll('oldName', 'newName');

  async function shares(change: Files): Promise<[recall: number, precision: number | null]> {
    const after = { ...before, ...change };
    const report = await checkChange({
      base: snapshotOf(before),
      head: snapshotOf(after),
      engine: SyntaxService.open(),
    });
    return [report.score, report.sitePrecision];
  }

  it('are recalled when changed, and precision falls with what was no site', async () => {
    assert.deepEqual(await shares({ 'lib.ts': all(lib), 'use.ts': all(use) }), [1, 1]);
    assert.deepEqual(await shares({ 'lib.ts': all(lib), 'use.ts': all(use), 'other.ts': all(other) }), [1, 0.6]);
    assert.deepEqual(await shares({ 'lib.ts': all(lib) }), [0, 1]);
    assert.deepEqual(await shares({}), [1, null]);
  });
});
