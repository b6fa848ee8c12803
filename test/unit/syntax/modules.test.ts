import assert from 'node:assert/strict';
import { enclosingNodes, identifiers, nodeSpans, references } from '../../../src/core/syntax/definitions.ts';
import { exportsOf } from '../../../src/core/syntax/exports.ts';
import { importsOf } from '../../../src/core/syntax/imports.ts';
import { parseErrors } from '../../../src/core/syntax/parseErrorList.ts';
import type { SyntaxTree } from '../../../src/core/syntax/syntaxTree.ts';
import { SyntaxService } from '../../../src/node/syntax/engine.ts';

describe('reading a syntax tree', () => {
  const service = SyntaxService.open();
  const parse = async (path: string, text: string): Promise<SyntaxTree> => {
    const tree = await service.parse(path, text);
    assert.ok(tree);
    return tree;
  };
  const importsIn = async (path: string, text: string) =>
    importsOf(await parse(path, text)).map(({ kind, source, names, default: byDefault, namespace }) => [
      kind,
      source,
      names.map(({ imported, local }) => (imported === local ? local : `${imported} as ${local}`)).join(', '),
      byDefault ?? namespace ?? '',
    ]);

  it('reads every form of import of a script', async () => {
    const text = `import d, { a, b as c, type T } from './x.ts';
import * as ns from "y"; import 'z';
export { q, r as s } from './w.js'; export * from 'all'; export * as n from 'named';
const { g, h: i } = require('cj'); const j = require('k'); import('dyn'); other('no');`;
    assert.deepEqual(await importsIn('a.ts', text), [
      ['import', './x.ts', 'a, b as c, T', 'd'],
      ['import', 'y', '', 'ns'],
      ['import', 'z', '', ''],
      ['export-from', './w.js', 'q, r as s', ''],
      ['export-from', 'all', '', ''],
      ['export-from', 'named', '', 'n'],
      ['require', 'cj', 'g, h as i', ''],
      ['require', 'k', '', 'j'],
      ['dynamic', 'dyn', '', ''],
    ]);
  });

  it('reads the imports of Python', async () => {
    assert.deepEqual(
      await importsIn('a.py', 'import os.path, sys as s\nfrom .a import b as c, d\nfrom .. import x\n'),
      [
        ['import', 'os.path', '', ''],
        ['import', 'sys', '', 's'],
        ['import', '.a', 'b as c, d', ''],
        ['import', '..', 'x', ''],
      ],
    );
  });

  it('reads exports, re-exports and CommonJS', async () => {
    const exports = exportsOf(
      await parse(
        'a.ts',
        "export const { a, b: [c] } = f(); export default class D {}\nlet e; export { e as f };\nexport { g as h } from './g';\nexport * from './all';",
      ),
    );
    assert.deepEqual([...exports.names.keys()], ['a', 'c', 'default', 'f']);
    assert.deepEqual(exports.from.get('h'), { source: './g', imported: 'g' });
    assert.deepEqual([exports.all, exports.open], [['./all'], false]);
    const common = exportsOf(await parse('a.js', 'exports.a = 1; module.exports.b = 2;'));
    assert.deepEqual([[...common.names.keys()], common.open], [['a', 'b'], false]);
    assert.equal(exportsOf(await parse('a.js', 'module.exports = make();')).open, true);
    const python = exportsOf(await parse('a.py', 'import os\nif x:\n  def f(): pass\nA, B = 1, 2\n'));
    assert.deepEqual([...python.names.keys()], ['os', 'f', 'A', 'B']);
  });

  it('gives errors and missing tokens their line', async () => {
    assert.deepEqual(
      parseErrors(await parse('a.ts', 'const a = 1;\nfoo(;\n')).map(({ line }) => line),
      [2],
    );
    const [missing] = parseErrors(await parse('a.c', 'int main() {\n  return 1\n}\n'));
    assert.deepEqual([missing?.line, missing?.missing], [2, ';']);
  });

  it('finds identifiers, calls, what encloses a range, and middles that parse', async () => {
    const text = 'function outer() { return inner(x.y); }\nconst broken = (;\n';
    const tree = await parse('a.ts', text);
    const language = service.languageOf('a.ts');
    assert.ok(language);
    assert.deepEqual(
      identifiers(tree, language)
        .map((node) => node.text)
        .slice(0, 4),
      ['outer', 'inner', 'x', 'y'],
    );
    assert.deepEqual(
      references(tree).map(({ kind, name }) => `${kind} ${name}`),
      ['call inner'],
    );
    const at = text.indexOf('x.y');
    assert.deepEqual(
      enclosingNodes(tree, at, at + 3)
        .map(({ type }) => type)
        .slice(0, 3),
      ['member_expression', 'arguments', 'call_expression'],
    );
    const spans = nodeSpans(tree, language);
    assert.ok(
      spans.some(({ type, start, end }) => type === 'call_expression' && text.slice(start, end) === 'inner(x.y)'),
    );
    assert.ok(
      spans.every(({ start, end }) =>
        parseErrors(tree).every((error) => error.start < start || error.end > end || error.start === error.end),
      ),
    );
  });
});
