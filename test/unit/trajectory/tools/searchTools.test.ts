import assert from 'node:assert/strict';
import { globPattern } from '../../../../src/core/trajectory/tools/globPattern.ts';
import { ToolBench } from './toolBench.ts';

describe('searches', () => {
  const files = { 'src/a.ts': 'one Bonjour\n', 'src/b.ts': 'two\n', 'pic.png': '\u0000' };

  it('are told only where the world can list and the order is nobody’s secret', () => {
    const bench = new ToolBench(files, { cwd: '/repo', lists: true });
    const grep = (query: string, recorded?: string) => bench.said('grep_search', { query, isRegexp: false }, recorded);
    assert.equal(grep('bonjour'), '\n1 match<match path="/repo/src/a.ts" line=1>\n\none Bonjour\n</match>\n');
    assert.equal(grep('three'), 'No matches found');
    assert.equal(grep('o'), 'read');
    assert.equal(grep('bonjour', '9 matches'), 'read');
    assert.equal(new ToolBench(files).said('grep_search', { query: 'one', isRegexp: false }), 'read');
    assert.equal(bench.said('Grep', { pattern: 'three' }, 'No files found'), 'No files found');
    assert.equal(bench.said('Grep', { pattern: 'two' }, 'No files found'), 'read');
    assert.equal(bench.said('Glob', { pattern: '**/*.py' }, 'No files found'), 'No files found');
    assert.equal(bench.said('Glob', { pattern: '**/*.ts' }, 'No files found'), 'read');
    assert.equal(bench.said('list_dir', { path: '/repo/src' }), 'a.ts\nb.ts');
  });

  it('read globs', () => {
    const fits = (glob: string, path: string) => globPattern(glob)?.test(path);
    assert.equal(fits('**/*.{ts,tsx}', 'a/b/c.tsx'), true);
    assert.equal(fits('**/*.ts', 'c.ts'), true);
    assert.equal(fits('*.ts', 'a/c.ts'), false);
    assert.equal(fits('src/**', 'src/a/b'), true);
    assert.equal(fits('[!a]?.ts', 'bc.ts'), true);
    assert.equal(fits('a+(b).ts', 'a+(b).ts'), true);
    assert.equal(globPattern('{a'), null);
    assert.equal(globPattern('[a'), null);
  });
});
