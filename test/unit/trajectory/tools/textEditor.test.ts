import assert from 'node:assert/strict';
import { ToolBench } from './toolBench.ts';

const editor = 'str_replace_editor';
const lines = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => `line ${from + index}`);
const twenty = `${lines(1, 20).join('\n')}\n`;

describe('the text editor tool', () => {
  it('shows a whole file with its numbers, the empty line behind the last line end too', () => {
    const bench = new ToolBench({ 'a.txt': 'one\n\ttwo\n' });
    assert.equal(
      bench.said(editor, { command: 'view', path: '/repo/a.txt' }),
      "Here's the result of running `cat -n` on /repo/a.txt:\n     1\tone\n     2\t\ttwo\n     3\t\n",
    );
  });

  it('shows a range, and says which range is none', () => {
    const bench = new ToolBench({ 'a.txt': twenty });
    const view = (range: number[]) => bench.said(editor, { command: 'view', path: '/repo/a.txt', view_range: range });
    assert.match(view([19, -1]), /:\n {4}19\tline 19\n {4}20\tline 20\n$/);
    assert.match(
      view([19, 30]),
      /20\tline 20\n\nNOTE: We only show up to 20 since there's only 20 lines in this file\n$/,
    );
    assert.match(view([0, 3]), /^ERROR:\nInvalid `view_range` parameter: \[0, 3\]\. Its first element `0`/);
    assert.match(view([5, 3]), /Its second element `3` should be greater than or equal to the first element `5`/);
  });

  it('replaces one place and shows four lines around it', () => {
    const bench = new ToolBench({ 'a.txt': twenty });
    const said = bench.said(editor, {
      command: 'str_replace',
      path: '/repo/a.txt',
      old_str: 'line 10\n',
      new_str: 'ten\nten b\n',
    });
    assert.match(said, /^The file \/repo\/a\.txt has been edited\. Here's the result/);
    assert.match(said, /\n {5}7\tline 7\n[\s\S]*10\tten\n {4}11\tten b\n[\s\S]*Review the changes and make sure/);
    assert.equal(bench.text('a.txt')?.split('\n')[10], 'ten b');
  });

  it('refuses what is absent, not unique, the same, or there already, and changes nothing', () => {
    const bench = new ToolBench({ 'a.txt': 'x\ny\nx\n', 'b.bin': '\u0000' });
    const replace = (more: object) => bench.said(editor, { command: 'str_replace', path: '/repo/a.txt', ...more });
    assert.match(
      replace({ old_str: 'x', new_str: 'z' }),
      /Multiple occurrences of old_str `x` in lines \[1, 3\]\. Please/,
    );
    assert.match(
      replace({ old_str: 'q', new_str: 'z' }),
      /No replacement was performed, old_str `q` did not appear verbatim/,
    );
    assert.match(replace({ old_str: 'y', new_str: 'y' }), /`new_str` and `old_str` must be different\.$/);
    assert.match(
      bench.said(editor, { command: 'create', path: '/repo/a.txt', file_text: '' }),
      /File already exists at: /,
    );
    assert.match(
      bench.said(editor, { command: 'insert', path: '/repo/a.txt', insert_line: 9, new_str: '' }),
      /\[0, 3\]$/,
    );
    assert.match(bench.said(editor, { command: 'view', path: '/repo/none' }), /The path \/repo\/none does not exist/);
    assert.equal(bench.code(editor, { command: 'str_replace', path: '/repo/b.bin', old_str: 'a' }), 'not-text');
    assert.equal(bench.text('a.txt'), 'x\ny\nx\n');
  });

  it('of SWE-agent expands tabs in the whole file, as it really does', () => {
    const bench = new ToolBench({ 'a.py': 'if x:\n\ty = 1\n\té\tz\n' }, { agent: 'SWE-agent' });
    const said = bench.said(editor, {
      command: 'str_replace',
      path: '/repo/a.py',
      old_str: '\ty = 1',
      new_str: '\ty = 2',
    });
    assert.equal(bench.text('a.py'), 'if x:\n        y = 2\n        é       z\n');
    assert.match(said, /`cat -n` on a snippet of \/repo\/a\.py:\n {5}1\tif x:/);
  });

  it('writes line ends as Python’s text mode does', () => {
    const bench = new ToolBench({ 'a.txt': 'one\r\ntwo\r\n' });
    bench.call(editor, { command: 'str_replace', path: '/repo/a.txt', old_str: 'one\ntwo', new_str: '1\n2' });
    assert.equal(bench.text('a.txt'), '1\n2\n');
  });

  it('inserts behind a line and undoes edits, the newest first', () => {
    const bench = new ToolBench({ 'a.txt': 'one\ntwo' });
    const insert = { command: 'insert', path: '/repo/a.txt', insert_line: 1, new_str: 'x' };
    assert.match(bench.said(editor, insert), /a snippet of the edited file:\n {5}1\tone\n {5}2\tx\n {5}3\ttwo/);
    assert.equal(bench.text('a.txt'), 'one\nx\ntwo');
    bench.call(editor, { command: 'str_replace', path: '/repo/a.txt', old_str: 'x', new_str: 'y' });
    const undo = () => bench.said(editor, { command: 'undo_edit', path: '/repo/a.txt' });
    assert.match(undo(), /^Last edit to \/repo\/a\.txt undone successfully\./);
    assert.equal(bench.text('a.txt'), 'one\nx\ntwo');
    undo();
    assert.equal(bench.text('a.txt'), 'one\ntwo');
    assert.match(undo(), /No edit history found for/);
  });

  it('of OpenHands’ SDK tries a text again without the space around it', () => {
    const bench = new ToolBench({ 'a.txt': 'one two\n' });
    const given = { command: 'str_replace', path: '/repo/a.txt', old_str: '  two ', new_str: ' 2' };
    assert.equal(bench.code('str_replace_editor', given), 'not-found');
    assert.equal(bench.code('file_editor', { ...given, security_risk: 'LOW' }), 'done');
    assert.equal(bench.text('a.txt'), 'one 2\n');
  });

  it('lists a folder two levels deep where the world can list', () => {
    const bench = new ToolBench({ 'src/a/b.ts': '', 'src/c.ts': '', '.env': '' }, { lists: true });
    const listing = bench.said(editor, { command: 'view', path: '/repo' });
    assert.match(listing, /items:\n\/repo\/\n\/repo\/src\/\n\/repo\/src\/a\/\n\/repo\/src\/c\.ts\n\n1 hidden files/);
    assert.equal(new ToolBench({}).said(editor, { command: 'view', path: '/repo' }), 'read');
    const find = new ToolBench({ 'src/a.ts': '', '.env': '' }, { lists: true, agent: 'swe-agent' });
    assert.match(
      find.said(editor, { command: 'view', path: '/repo' }),
      /items:\n\/repo\n\/repo\/src\n\/repo\/src\/a\.ts\n\n$/,
    );
  });
});
