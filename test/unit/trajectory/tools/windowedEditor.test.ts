import assert from 'node:assert/strict';
import { ToolBench } from './toolBench.ts';

const file = (count: number) =>
  Array.from({ length: count }, (_, index) => `l${index + 1}`)
    .join('\n')
    .concat('\n');
const bash = (bench: ToolBench, command: string, recorded?: string) => bench.said('bash', { command }, recorded);
const options = { cwd: '/repo', agent: 'swe-agent' };

describe('SWE-agent’s windowed editor, functions of its shell', () => {
  it('opens at the top, or with a line at a sixth of the window', () => {
    const bench = new ToolBench({ 'a.txt': file(300), 's.txt': 'x' }, options);
    const top = bash(bench, 'open a.txt').split('\n');
    assert.deepEqual(
      [top[0], top[1], top.at(-2), top.at(-1)],
      ['[File: /repo/a.txt (300 lines total)]', '1:l1', '100:l100', '(200 more lines below)'],
    );
    const at = bash(bench, 'open "a.txt" 150').split('\n');
    assert.deepEqual([at[1], at[2]], ['(134 more lines above)', '135:l135']);
    assert.equal(bash(bench, 'open s.txt'), '[File: /repo/s.txt (1 lines total)]\n1:x');
    assert.match(
      bash(bench, 'open a.txt 999'),
      /^Warning: <line_number> \(999\) is greater[^\n]*\(300\)\nWarning: Setting/,
    );
    assert.equal(bash(bench, 'open none.txt'), 'File none.txt not found');
  });

  it('scrolls by the window less its overlap of two, and goes to a line', () => {
    const bench = new ToolBench({ 'a.txt': file(300) }, options);
    bash(bench, 'open a.txt');
    assert.match(bash(bench, 'scroll_down'), /\(98 more lines above\)\n99:l99\n/);
    assert.match(bash(bench, 'scroll_up'), /\]\n1:l1\n/);
    assert.match(bash(bench, 'goto 200'), /\n185:l185\n/);
    assert.equal(bash(bench, 'goto 301'), 'Error: <line> must be less than or equal to 300');
  });

  it('edits lines of the open file, each with a line end', () => {
    const bench = new ToolBench({ 'a.txt': 'one\ntwo\nthree' }, options);
    assert.equal(bash(bench, 'edit 1:1\nx\nend_of_edit\n'), 'No file open. Use the `open` command first.');
    bash(bench, 'open a.txt');
    const said = bash(bench, 'edit 2:2\n  2\n  2b\nend_of_edit\n');
    assert.equal(said.split('\n').at(-1)?.startsWith('File updated. Please review the changes'), true);
    assert.equal(bench.text('a.txt'), 'one\n  2\n  2b\nthree\n');
  });

  it('takes a linter’s refusal from the recording, and changes nothing', () => {
    const bench = new ToolBench({ 'a.py': 'x = 1\n' }, options);
    bash(bench, 'open a.py');
    const rule = '-'.repeat(49);
    const recorded = `Your proposed edit has introduced new syntax error(s). Please read this.\n\nERRORS:\n- E999 boom\n\nThis is how your edit would have looked if applied\n${rule}\nW\n${rule}\n\nThis is the original code before your edit\n${rule}\nW\n${rule}\nYour changes have NOT been applied. Sorry.`;
    const said = bash(bench, 'edit 1:1\nx = (\nend_of_edit\n', recorded);
    assert.match(
      said,
      /- E999 boom\n\nThis is how[^\n]*\n-+\n\[File: \/repo\/a\.py \(1 lines total\)\]\n1:x = \(\n-+\n/,
    );
    assert.match(said, /1:x = 1\n-+\nYour changes have NOT been applied\. Sorry\.$/);
    assert.equal(bench.text('a.py'), 'x = 1\n');
  });

  it('creates a file of one empty line; other sessions’ open and create stay commands', () => {
    const bench = new ToolBench({}, options);
    assert.equal(bash(bench, 'create n/b.py'), '[File: /repo/n/b.py (1 lines total)]\n1:');
    assert.equal(bench.text('n/b.py'), '\n');
    assert.match(bash(bench, 'create n/b.py'), /^Error: File 'n\/b\.py' already exists\.\n\[File: /);
    assert.equal(bash(new ToolBench({ a: '' }), 'open a'), 'command');
  });

  it('puts the agent’s frame around what it prints', () => {
    const bench = new ToolBench({ 'a.txt': 'x\n' }, { agent: 'swe-agent' });
    const recorded = 'anything\n(Open file: n/a)\n(Current directory: /repo)\nbash-$';
    assert.equal(
      bash(bench, 'open a.txt', recorded),
      '[File: /repo/a.txt (1 lines total)]\n1:x\n(Open file: /repo/a.txt)\n(Current directory: /repo)\nbash-$',
    );
  });
});

describe('SWE-agent’s windowed editor, tools of 1.x', () => {
  it('replaces within the window, and names lines elsewhere', () => {
    const bench = new ToolBench({ 'a.txt': `${file(120)}needle\n` }, options);
    bench.call('open', { path: 'a.txt' });
    assert.match(
      bench.said('edit', { search: 'needle', replace: 'x' }),
      /not found in displayed lines\.\n[\s\S]*- line 121\n/,
    );
    assert.match(
      bench.said('edit', { search: 'none', replace: 'x' }),
      /Text 'none' not found in displayed lines \(or anywhere/,
    );
    assert.match(bench.said('edit', { search: 'l1', replace: 'x' }), /more than one occurrence of 'l1'/);
    assert.match(
      bench.said('edit', { search: 'l50\n', replace: 'fifty\n' }),
      /^Text replaced\. Please review[\s\S]*\n50:fifty\n/,
    );
    assert.match(
      bench.said('edit', { search: 'needle', replace: 'n', replace_all: true }),
      /^Replaced 1 occurrences\./,
    );
    assert.equal(bench.text('a.txt')?.endsWith('l120\nn\n'), true);
  });

  it('inserts behind a line or at the end, and rewrites the window', () => {
    const bench = new ToolBench({ 'a.txt': 'a\nb\n' }, options);
    bench.call('open', { path: 'a.txt' });
    bench.call('insert', { text: 'x', line: 1 });
    assert.equal(bench.text('a.txt'), 'a\nx\nb\n');
    bench.call('insert', { text: 'end\n' });
    assert.equal(bench.text('a.txt'), 'a\nx\nb\nend');
    assert.equal(bench.said('edit', { text: 'all' }), 'Edit successful.');
    assert.equal(bench.text('a.txt'), 'all');
  });

  it('searches where the world can list', () => {
    const bench = new ToolBench(
      { 'src/a.ts': 'x y\ny\n', 'src/.h/b.ts': 'y', 'b.ts': 'z' },
      { ...options, lists: true },
    );
    assert.equal(
      bench.said('search_dir', { search_term: 'y' }),
      'Found 2 matches for "y" in /repo:\n/repo/src/a.ts (2 matches)\nEnd of matches for "y" in /repo',
    );
    assert.equal(
      bench.said('find_file', { file_name: '*.ts', dir: 'src' }),
      'Found 2 matches for "*.ts" in /repo/src:\n/repo/src/.h/b.ts\n/repo/src/a.ts',
    );
    assert.equal(
      bench.said('search_file', { search_term: 'y', file: 'src/a.ts' }),
      'Found 2 matches for "y" in /repo/src/a.ts:\nLine 1:x y\nLine 2:y\nEnd of matches for "y" in /repo/src/a.ts',
    );
    assert.equal(new ToolBench({ a: 'y' }, options).said('search_dir', { search_term: 'y' }), 'read');
  });
});
