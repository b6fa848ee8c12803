import assert from 'node:assert/strict';
import type { Snapshot } from '../../../../src/core/check/change.ts';
import { checkChange } from '../../../../src/core/check/checkChange.ts';
import { SyntaxService } from '../../../../src/node/syntax/engine.ts';

const engine = SyntaxService.open();

function snapshot(files: Record<string, string>): Snapshot {
  return { paths: Object.keys(files), read: async (path) => files[path] ?? null };
}

async function told(
  base: Record<string, string>,
  head: Record<string, string>,
  reference?: Record<string, string>,
): Promise<string[]> {
  const change = {
    base: snapshot(base),
    head: snapshot({ ...base, ...head }),
    engine,
    ...(reference && { reference: snapshot({ ...base, ...reference }) }),
  };
  const { findings } = await checkChange(change, { only: ['minimality'] });
  return findings.map(
    ({ path, line, severity, symbol }) => `${severity} ${path}:${line}${symbol === '' ? '' : ` ${symbol}`}`,
  );
}

const two = 'export function one() {\n  return 1;\n}\n\n\n\n\n\nexport function two() {\n  return 2;\n}\n';

describe('what a change touches beyond what it is for', () => {
  it('formatting away from the changed lines, but not beside them, and not where formatting is all', async () => {
    const formatted = two.replace('return 2;', 'return 2');
    assert.deepEqual(await told({ 'a.ts': two }, { 'a.ts': formatted.replace('return 1', 'return 3') }), [
      'warning a.ts:10',
    ]);
    assert.deepEqual(await told({ 'a.ts': two }, { 'a.ts': formatted }), []);
    assert.deepEqual(await told({ 'a.ts': two }, { 'a.ts': two.replace('  return 1;\n}', '    return 3;\n  }') }), []);
  });

  it('in Python indentation means something', async () => {
    const before = 'def f(x):\n    if x:\n        a()\n    b()\n\n\n\n\n\n\ndef g():\n    return 1\n';
    const after = before.replace('    b()', '        b()').replace('return 1', 'return 2');
    assert.deepEqual(await told({ 'a.py': before }, { 'a.py': after }), []);
    assert.deepEqual(
      await told({ 'a.py': before }, { 'a.py': before.replace('a()\n', 'a()   \n').replace('return 1', 'return 2') }),
      ['warning a.py:3'],
    );
  });

  it('left-over files and prints, but not in a program that prints, nor what was there', async () => {
    assert.deepEqual(await told({ 'a.ts': two }, { 'a.ts.orig': two, 'repro_bug.py': 'x = 1\n' }), [
      'warning a.ts.orig:1',
      'warning repro_bug.py:1',
    ]);
    const printing = two.replace('  return 1;', '  console.log("x");\n  return 1;');
    assert.deepEqual(await told({ 'a.ts': two }, { 'a.ts': printing }), ['warning a.ts:2']);
    assert.deepEqual(await told({ 'src/cli/a.ts': two }, { 'src/cli/a.ts': printing }), []);
    assert.deepEqual(
      await told({ 'a.ts': printing }, { 'a.ts': printing.replace('return 2', 'console.log("y");\n  return 3') }),
      [],
    );
    assert.deepEqual(await told({ 'a.py': 'x = 1\n' }, { 'a.py': 'x = 1\nbreakpoint()\n' }), ['warning a.py:2']);
    assert.deepEqual(
      await told({ 'a.test.ts': "it('x', () => {});\n" }, { 'a.test.ts': "it.only('x', () => {});\n" }),
      ['warning a.test.ts:1'],
    );
  });

  it('marks of a merge', async () => {
    assert.deepEqual(await told({ 'a.txt': 'x\n' }, { 'a.txt': '<<<<<<< ours\nx\n' }), ['error a.txt:1']);
  });

  it('a file that has nothing to do with a rename; what follows from it, and its imports, do', async () => {
    const lib = 'export function oldName(a: number) {\n  return a;\n}\n';
    const use = (n: string) => `import { oldName } from './lib.ts';\n\nexport const x${n} = oldName(1);\n`;
    const base = { 'lib.ts': lib, 'a.ts': use('1'), 'b.ts': use('2'), 'c.ts': use('3'), 'other.ts': two };
    const renamed = Object.fromEntries(
      Object.entries(base).map(([path, text]) => [path, text.replaceAll('oldName', 'newName')]),
    );
    assert.deepEqual(await told(base, renamed), []);
    assert.deepEqual(await told(base, { ...renamed, 'other.ts': two.replace('return 2', 'return 22') }), [
      'warning other.ts:10',
    ]);
  });

  it('many more lines than a reference takes', async () => {
    const long = `${two}${Array.from({ length: 40 }, (_, at) => `export const v${at} = ${at};\n`).join('')}`;
    assert.deepEqual(
      await told(
        { 'a.ts': two },
        { 'a.ts': long.replace('return 1', 'return 3') },
        { 'a.ts': two.replace('return 1', 'return 3') },
      ),
      ['warning a.ts:1 size'],
    );
  });
});
