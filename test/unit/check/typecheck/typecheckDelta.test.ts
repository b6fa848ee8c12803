import assert from 'node:assert/strict';
import type { Diagnostic } from '../../../../src/core/check/typecheck/diagnostic.ts';
import { typecheckDelta } from '../../../../src/core/check/typecheck/typecheckDelta.ts';

const at = (path: string, line: number, message = 'bad', code = 'E1'): Diagnostic => ({
  path,
  line,
  column: 1,
  severity: 'error',
  code,
  message,
});

function delta(
  base: Diagnostic[],
  head: Diagnostic[],
  files: { before: Record<string, string>; after: Record<string, string> },
  names: { moved?: [string, string][]; renamed?: [string, string][] } = {},
): string[] {
  return typecheckDelta(base, head, {
    before: (path) => files.before[path] ?? null,
    after: (path) => files.after[path] ?? null,
    moved: new Map(names.moved),
    renamed: new Map(names.renamed),
  }).map(({ path, line, message }) => `${path}:${line} ${message}`);
}

describe('new diagnostics', () => {
  it('are those that base has not; one that only moved down is old', () => {
    const files = { before: { a: 'x\nfoo()\n' }, after: { a: 'new\nnew\nx\nfoo()\nbar()\n' } };
    assert.deepEqual(delta([at('a', 2)], [at('a', 4), at('a', 5)], files), ['a:5 bad']);
  });

  it('an old one follows its file, its line’s text and its renamed names', () => {
    assert.deepEqual(
      delta(
        [at('a', 1)],
        [at('b', 2)],
        { before: { a: 'foo()\n' }, after: { b: '//\nfoo()\n' } },
        { moved: [['a', 'b']] },
      ),
      [],
    );
    assert.deepEqual(
      delta([at('a', 1)], [at('a', 3)], { before: { a: 'foo()\nx\ny\n' }, after: { a: 'x\ny\nfoo()\n' } }),
      [],
    );
    const files = { before: { a: 'old()\n' }, after: { a: 'now()\n' } };
    const names = { renamed: [['old', 'now']] as [string, string][] };
    assert.deepEqual(delta([at('a', 1, "'old' is odd")], [at('a', 1, "'now' is odd")], files, names), []);
    assert.deepEqual(delta([at('a', 1, "'old' is odd")], [at('a', 1, "'now' is odd")], files), ["a:1 'now' is odd"]);
  });

  it('each old one answers for one only, and for its own file, code and message only', () => {
    const files = { before: { a: 'foo()\n' }, after: { a: 'foo()\nfoo()\n', b: 'foo()\n' } };
    assert.deepEqual(delta([at('a', 1)], [at('a', 1), at('a', 2)], files), ['a:2 bad']);
    assert.equal(delta([at('a', 1)], [at('b', 1)], files).length, 1);
    assert.equal(delta([at('a', 1)], [at('a', 1, 'bad', 'E2')], files).length, 1);
    assert.equal(delta([at('a', 1)], [at('a', 1, 'worse')], files).length, 1);
  });
});
