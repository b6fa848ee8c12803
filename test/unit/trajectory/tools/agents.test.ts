import assert from 'node:assert/strict';
import { ToolBench } from './toolBench.ts';

describe('Claude Code’s tools', () => {
  const file_path = '/repo/a.ts';

  it('read with numbers, from an offset, in the recording’s style', () => {
    const bench = new ToolBench({ 'a.ts': 'one\ntwo\nthree\n' });
    assert.equal(bench.said('Read', { file_path }), '     1→one\n     2→two\n     3→three\n     4→');
    assert.equal(bench.said('Read', { file_path, offset: 2, limit: 1 }, '2\ttwo'), '2\ttwo');
    const reminder = '\n\n<system-reminder>\nBe good.\n</system-reminder>\n';
    assert.equal(bench.said('Read', { file_path, limit: 1 }, `     1→one${reminder}`), `     1→one${reminder}`);
    assert.equal(bench.said('Read', { file_path: '/repo/none' }), 'File does not exist.');
    assert.equal(bench.said('Read', { file_path: '/etc/passwd' }), 'read');
  });

  it('edit once or everywhere, and say how often the text is there', () => {
    const bench = new ToolBench({ 'a.ts': 'x\ny\nx\n' });
    const edit = (old_string: string, new_string: string, more = {}) =>
      bench.said('Edit', { file_path, old_string, new_string, ...more });
    assert.match(edit('x', 'z'), /^Found 2 matches of the string to replace, but replace_all is false/);
    assert.equal(edit('q', 'z'), 'String to replace not found in file.\nString: q');
    assert.match(edit('y', 'y'), /^No changes to make/);
    assert.equal(bench.code('Edit', { file_path, old_string: 'x', new_string: 'z', replace_all: true }), 'done');
    assert.equal(bench.text('a.ts'), 'z\ny\nz\n');
    assert.match(edit('y', 'w'), /snippet of the edited file:\n {5}1→z\n {5}2→w\n {5}3→z\n {5}4→$/);
  });

  it('take the line end of what is removed, find typographic quotes, keep CRLF', () => {
    const bench = new ToolBench({ 'a.ts': 'a\r\n\u2018b\u2019\r\nc\r\n' });
    bench.call('Edit', { file_path, old_string: "'b'", new_string: '' });
    assert.equal(bench.text('a.ts'), 'a\r\nc\r\n');
    bench.call('Edit', { file_path, old_string: 'a\nc', new_string: '1\n2' });
    assert.equal(bench.text('a.ts'), '1\r\n2\r\n');
  });

  it('write, and refuse what only the tool’s own bookkeeping knew', () => {
    const bench = new ToolBench({ 'a.ts': 'old' });
    const unread = '<tool_use_error>File has not been read yet. Read it first before writing to it.</tool_use_error>';
    assert.equal(bench.code('Write', { file_path, content: 'new' }, unread), 'not-read');
    assert.equal(bench.text('a.ts'), 'old');
    assert.equal(
      bench.said('Write', { file_path: '/repo/b.ts', content: '\uFEFFb' }),
      'File created successfully at: /repo/b.ts',
    );
    assert.equal(bench.text('b.ts'), '\uFEFFb');
  });

  it('edit a notebook’s cell; an inserted cell’s id is random', () => {
    const cells = [{ id: 'x', cell_type: 'code', source: ['a'], outputs: [1], execution_count: 3 }];
    const bench = new ToolBench({ 'n.ipynb': JSON.stringify({ cells, nbformat: 4 }) });
    const given = { notebook_path: '/repo/n.ipynb', cell_id: 'x', new_source: 'b' };
    bench.call('NotebookEdit', given);
    const [cell] = JSON.parse(bench.text('n.ipynb') ?? '').cells;
    assert.deepEqual(cell, { id: 'x', cell_type: 'code', source: 'b', outputs: [], execution_count: null });
    assert.equal(bench.code('NotebookEdit', { ...given, edit_mode: 'insert' }), 'unknown');
  });
});

describe('tools of other agents', () => {
  it('Gemini’s replace counts, and finds lines of another indentation', () => {
    const bench = new ToolBench({ a: 'x\nx\n', b: '  if a:\n    c\n' });
    const replace = (file_path: string, old_string: string, new_string: string, more = {}) =>
      bench.said('replace', { file_path: `/repo/${file_path}`, old_string, new_string, instruction: '', ...more });
    assert.match(replace('a', 'x', 'y'), /^Failed to edit, Expected 1 occurrence but found 2/);
    assert.equal(
      replace('a', 'x', 'y', { expected_replacements: 2 }),
      'Successfully modified file: /repo/a (2 replacements).',
    );
    assert.match(replace('b', 'if a:\nc', 'if b:\n  d'), /^Successfully/);
    assert.equal(bench.text('b'), '  if b:\n    d\n');
    assert.match(replace('b', 'none', ''), /^Failed to edit, 0 occurrences/);
    assert.equal(replace('new', '', 'n'), 'Created new file: /repo/new with provided content.');
    assert.equal(
      bench.said('write_file', { file_path: '/repo/a', content: '' }),
      'Successfully overwrote file: /repo/a.',
    );
  });

  it('opencode’s edit falls back to lines but for indentation, and wants one place', () => {
    const bench = new ToolBench({ a: '  one\n  two\nx\nx\n' });
    const edit = (oldString: string, newString: string) =>
      bench.said('edit', { filePath: '/repo/a', oldString, newString });
    assert.equal(edit('one\ntwo', '1\n2'), 'Edit applied successfully.');
    assert.equal(bench.text('a'), '1\n2\nx\nx\n');
    assert.match(edit('x', 'y'), /^Found multiple matches/);
    assert.equal(edit('none', 'y'), 'oldString not found in content');
  });

  it('opencode reads with numbers of five digits', () => {
    const bench = new ToolBench({ a: 'one\ntwo\nthree' });
    const read = (more: object) => bench.said('read', { filePath: '/repo/a', ...more });
    assert.equal(
      read({ limit: 1 }),
      "<file>\n00001| one\n\n(File has more lines. Use 'offset' parameter to read beyond line 1)\n</file>",
    );
    assert.equal(read({ offset: 2 }), '<file>\n00003| three\n\n(End of file - total 3 lines)\n</file>');
  });

  it('Cline’s SEARCH/REPLACE blocks of all versions', () => {
    const old = '<<<<<<< SEARCH\ntwo\n=======\n2\n>>>>>>> REPLACE';
    const now = '------- SEARCH\n  three\n=======\n3\n+++++++ REPLACE';
    const bench = new ToolBench({ a: 'one\ntwo\nthree\n', crlf: 'one\r\ntwo\r\n' });
    bench.call('replace_in_file', { path: 'a', diff: `${old}\n${now}` });
    assert.equal(bench.text('a'), 'one\n2\n3\n');
    bench.call('replace_in_file', { path: 'crlf', diff: old });
    assert.equal(bench.text('crlf'), 'one\r\n2\r\n');
    assert.equal(bench.code('replace_in_file', { path: 'a', diff: old }), 'not-found');
    assert.equal(bench.code('replace_in_file', { path: 'a', diff: 'nothing' }), 'bad-patch');
    bench.call('replace_in_file', { path: 'a', diff: '<<<<<<< SEARCH\n=======\nall\n>>>>>>> REPLACE' });
    assert.equal(bench.text('a'), 'all\n');
    bench.call('write_to_file', {
      input: '<write_to_file>\n<path>b</path>\n<content>\nhello\n</content>\n</write_to_file>',
    });
    assert.equal(bench.text('b'), 'hello');
  });

  it('Cline’s new editor', () => {
    const bench = new ToolBench({ a: 'one\ntwo\n' });
    assert.equal(
      bench.said('editor', { path: '/repo/a', old_text: 'two', new_text: '2' }),
      '{"query":"edit:/repo/a","result":"Edited /repo/a\\n```diff\\n-2: two\\n+2: 2\\n```","success":true}',
    );
    bench.call('editor', { path: '/repo/a', insert_line: 1, new_text: 'zero' });
    assert.equal(bench.text('a'), 'zero\none\n2\n');
    assert.equal(
      bench.said('read_files', { files: [{ path: '/repo/a', start_line: 2, end_line: 3 }] }),
      '[{"query":"/repo/a:2-3","result":"2 | one\\n3 | 2","success":true}]',
    );
  });

  it('Roo’s apply_diff keeps the indentation that it finds; other tools by line and by pattern', () => {
    const bench = new ToolBench({ a: '\tone\n\ttwo\n', b: 'x1\nx2\n' });
    const diff = '<<<<<<< SEARCH\n:start_line:1\n-------\none\ntwo\n=======\nif:\n  2\n>>>>>>> REPLACE';
    bench.call('apply_diff', { path: 'a', diff });
    assert.equal(bench.text('a'), '\tif:\n\t  2\n');
    assert.equal(bench.code('apply_diff', { path: 'a', diff }), 'not-found');
    const args =
      '<file><path>a</path><diff><content><<<<<<< SEARCH\n  2\n=======\n  3\n>>>>>>> REPLACE</content><start_line>2</start_line></diff></file>';
    bench.call('apply_diff', { args });
    assert.equal(bench.text('a'), '\tif:\n\t  3\n');
    bench.call('insert_content', { path: 'b', line: '1', content: 'top' });
    bench.call('insert_content', { path: 'b', line: 0, content: 'end' });
    assert.equal(bench.text('b'), 'top\nx1\nx2\n\nend');
    bench.call('search_and_replace', { path: 'b', search: 'x(\\d)', replace: 'y$1', use_regex: true, end_line: 2 });
    assert.equal(bench.text('b'), 'top\ny1\nx2\n\nend');
    const slow = { path: 'b', search: '(x+)+$', replace: '', use_regex: true };
    assert.equal(bench.code('search_and_replace', slow), 'unknown');
  });

  it('VS Code’s replacements do what fits; a model’s merge is not told', () => {
    const bench = new ToolBench({ 'a.ts': 'one\ntwo\n', 'b.ts': 'x\n' });
    const replacements = [
      { filePath: '/repo/a.ts', oldString: 'one', newString: '1' },
      { filePath: '/repo/b.ts', oldString: 'none', newString: '' },
    ];
    assert.equal(bench.code('multi_replace_string_in_file', { explanation: '', replacements }), 'done');
    assert.deepEqual([bench.text('a.ts'), bench.text('b.ts')], ['1\ntwo\n', 'x\n']);
    const merge = bench.call('insert_edit_into_file', { filePath: '/repo/a.ts', code: '…' });
    assert.deepEqual(merge, { kind: 'none', what: 'unknown', why: 'a model merges this edit into the file' });
    assert.equal(bench.code('edit_file', { target_file: 'a.ts', instructions: '', code_edit: '' }), 'unknown');
  });

  it('Cursor’s, Droid’s and Pi’s', () => {
    const bench = new ToolBench({ a: 'one one\n' });
    assert.equal(bench.code('StrReplace', { path: '/repo/a', old_string: 'one', new_string: '1' }), 'not-unique');
    bench.call('search_replace', { file_path: 'a', old_string: 'one', new_string: '1', replace_all: true });
    assert.equal(bench.text('a'), '1 1\n');
    bench.call('edit', { path: 'a', edits: [{ oldText: '1 1', newText: '2' }] });
    bench.call('Write', { path: '/repo/b', contents: 'b' });
    bench.call('Delete', { path: '/repo/a' });
    assert.deepEqual(Object.fromEntries(bench.files), { b: 'b' });
    assert.equal(bench.code('delete_file', { target_file: 'a' }), 'absent');
  });

  it('OpenHands’ Python functions, and no other Python', () => {
    const bench = new ToolBench({ 'a.py': 'one\ntwo\n' }, { cwd: '/repo' });
    const cell = (code: string) => bench.said('run_ipython', { code });
    assert.equal(
      cell("print(open_file('/repo/a.py', line_number=2))"),
      '[File: /repo/a.py (2 lines total)]\n(this is the beginning of the file)\n1|one\n2|two\n(this is the end of the file)',
    );
    assert.match(
      cell('edit_file_by_replace(\n  "a.py",\n  to_replace="""two""",\n  new_content=\'2\\n\',\n)'),
      /\(2 lines total after edit\)/,
    );
    assert.equal(bench.text('a.py'), 'one\n2\n');
    cell("insert_content_at_line('a.py', 1, 'zero')");
    cell("append_file('a.py', 'end')");
    assert.equal(bench.text('a.py'), 'zero\none\n2\nend\n');
    assert.equal(
      cell("edit_file_by_replace('a.py', 'none', 'x')"),
      '[No exact match found in a.py for\n```\nnone\n```\n]',
    );
    assert.equal(cell("open('a.py', 'w').write('')"), 'unknown');
    assert.equal(cell("append_file('a.py', f'{x}')"), 'unknown');
  });

  it('names are read in any case; a tool that nobody knows is unknown', () => {
    const bench = new ToolBench({});
    assert.equal(bench.code('calculator__add', { a: 1 }), 'unknown');
    assert.equal(bench.code('TodoWrite', { todos: [] }), 'read');
    assert.equal(bench.code('Write', { file_path: '~/x', content: '' }), 'absolute-path');
    assert.equal(bench.code('Write', { file_path: '/repo/../etc/x', content: '' }), 'path-escapes');
  });
});
