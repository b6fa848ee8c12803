import assert from 'node:assert/strict';
import fc from 'fast-check';
import { folderInside, type PathRule, pathInside } from '../../../../src/core/trajectory/pathInside.ts';
import type { FileView } from '../../../../src/core/trajectory/tools/callOutcome.ts';
import { ToolSession } from '../../../../src/core/trajectory/tools/toolSession.ts';

const files: Record<string, string> = { 'a.ts': 'one\ntwo\none\n', 'empty.ts': '', 'money.ts': 'x' };

function lookup(path: string): FileView {
  if (path === 'pic.png') return { kind: 'bytes' };
  const text = Object.hasOwn(files, path) ? files[path] : undefined;
  return text === undefined ? { kind: 'absent' } : { kind: 'text', text };
}

/** The outcome in short: the texts after, by path; or the kind or code. */
function apply(name: string, given: Record<string, unknown>, rules: PathRule[] = []): unknown {
  const outcome = new ToolSession({ look: lookup }, { rules }).perform({ function_name: name, arguments: given });
  if (outcome.kind === 'none') return outcome.what;
  if (outcome.kind === 'refused') return outcome.code;
  return Object.fromEntries(outcome.changes.map(({ path, after }) => [path, after]));
}

describe('ToolSession', () => {
  it('does the recorder’s own calls', () => {
    assert.deepEqual(apply('str_replace', { path: 'a.ts', old_str: 'two', new_str: '2' }), { 'a.ts': 'one\n2\none\n' });
    assert.deepEqual(apply('create_file', { path: 'n/b.ts', content: 'b' }), { 'n/b.ts': 'b' });
    assert.deepEqual(apply('delete_file', { path: 'a.ts' }), { 'a.ts': null });
    assert.deepEqual(apply('move_file', { path: 'money.ts', new_path: 'm.ts' }), { 'money.ts': null, 'm.ts': 'x' });
    assert.equal(apply('run_command', { command: 'rm -rf .' }), 'command');
  });

  it('replaces literally: a dollar sign is a dollar sign', () => {
    assert.deepEqual(apply('Edit', { file_path: 'money.ts', old_string: 'x', new_string: "$&$1$'" }), {
      'money.ts': "$&$1$'",
    });
  });

  it('does the edit tools of other agents', () => {
    const same = { 'a.ts': '1\ntwo\n1\n' };
    const all = { file_path: 'a.ts', old_string: 'one', new_string: '1', replace_all: true };
    assert.deepEqual(apply('Edit', all), same);
    const edits = [
      { old_string: 'two', new_string: 'three' },
      { old_string: 'one', new_string: '1', replace_all: true },
    ];
    assert.deepEqual(apply('MultiEdit', { file_path: 'a.ts', edits }), { 'a.ts': '1\nthree\n1\n' });
    const overlap = [edits[0], { old_string: 'three', new_string: 'four' }];
    assert.equal(apply('MultiEdit', { file_path: 'a.ts', edits: overlap }), 'overlap');
    assert.deepEqual(apply('Write', { file_path: 'a.ts', content: 'new' }), { 'a.ts': 'new' });
    const editor = (command: string, rest: object) => apply('str_replace_editor', { command, path: 'a.ts', ...rest });
    assert.deepEqual(editor('str_replace', { old_str: 'two\n' }), { 'a.ts': 'one\none\n' });
    assert.deepEqual(editor('insert', { insert_line: 1, new_str: 'x\ny' }), { 'a.ts': 'one\nx\ny\ntwo\none\n' });
    assert.equal(editor('view', {}), 'read');
    assert.equal(editor('create', { file_text: '' }), 'exists');
    const based = { command: 'create', path: 'a.ts', file_text: 'z' };
    assert.deepEqual(apply('str_replace_based_edit_tool', based), { 'a.ts': 'z' });
    assert.equal(apply('Bash', { command: 'ls' }), 'command');
    assert.equal(apply('Grep', { pattern: 'x' }), 'read');
    assert.equal(apply('calculator__add', { a: 1 }), 'unknown');
  });

  it('refuses what cannot be done, and says which it is', () => {
    const replace = (path: string, old: string) => apply('str_replace', { path, old_str: old, new_str: 'n' });
    assert.equal(replace('a.ts', 'one'), 'not-unique');
    assert.equal(replace('a.ts', 'three'), 'not-found');
    assert.equal(replace('a.ts', ''), 'not-unique');
    assert.deepEqual(replace('empty.ts', ''), { 'empty.ts': 'n' });
    assert.equal(replace('none.ts', 'one'), 'absent');
    assert.equal(replace('pic.png', 'one'), 'not-text');
    assert.equal(apply('create_file', { path: 'a.ts', content: '' }), 'exists');
    assert.equal(apply('move_file', { path: 'a.ts', new_path: 'empty.ts' }), 'exists');
    assert.equal(apply('delete_file', { path: 'none.ts' }), 'absent');
    assert.equal(apply('str_replace', { path: 'a.ts', old_str: 'two' }), 'bad-arguments');
    assert.equal(apply('Write', { file_path: 'x' }), 'bad-arguments');
    assert.equal(apply('create_file', { path: '../x', content: '' }), 'path-escapes');
    assert.equal(apply('move_file', { path: 'a.ts', new_path: '/etc/x' }), 'absolute-path');
  });
});

describe('any call', () => {
  const names = [
    'str_replace',
    'create_file',
    'move_file',
    'insert',
    'str_replace_editor',
    'file_editor',
    'open',
    'edit',
  ]
    .concat([
      'goto',
      'create',
      'search_dir',
      'find_file',
      'read',
      'write',
      'run_ipython',
      'Read',
      'MultiEdit',
      'NotebookEdit',
    ])
    .concat([
      'apply_patch',
      'patch',
      'shell',
      'bash',
      'exec_command',
      'replace',
      'write_file',
      'read_file',
      'multiedit',
    ])
    .concat(['replace_in_file', 'editor', 'read_files', 'apply_diff', 'insert_content', 'search_and_replace', 'glob'])
    .concat([
      'multi_replace_string_in_file',
      'edit_file',
      'delete_file',
      'grep',
      'grep_search',
      'list_dir',
      'run_commands',
    ]);
  const keys = ['path', 'file_path', 'filePath', 'command', 'old_str', 'new_str', 'old_string', 'new_string', 'content']
    .concat([
      'edits',
      'diff',
      'input',
      'patch',
      'code',
      'line',
      'insert_line',
      'view_range',
      'files',
      'search',
      'replace',
    ])
    .concat([
      'start_line',
      'end_line',
      'pattern',
      'query',
      'args',
      'new_text',
      'old_text',
      'commands',
      'text',
      'search_term',
    ]);
  const words = [
    'a.ts',
    '/repo/a.ts',
    'one',
    'view',
    'insert',
    'undo_edit',
    '<<<<<<< SEARCH\none\n=======\n>>>>>>> REPLACE',
  ]
    .concat([
      '*** Begin Patch\n*** Update File: a.ts\n@@\n-one\n*** End Patch',
      '--- a\n+++ b\n@@ -1 +1 @@\n',
      "cat > a <<'E'\nE",
    ])
    .concat([
      'open a.ts',
      'edit 1:9\nend_of_edit',
      "open_file('a.ts', 5)",
      '{"a":',
      '<a>\n</a>',
      '(',
      '\\',
      '',
      'x'.repeat(99),
    ]);
  const value = fc.oneof(
    fc.constantFrom(...words),
    fc.string({ unit: 'grapheme' }),
    fc.integer({ min: -3, max: 9 }),
    fc.constantFrom(null, true, { toString: 1, valueOf: 1 }, [{ toString: 1 }]),
    fc.array(
      fc.oneof(
        fc.constantFrom(...words),
        fc.integer(),
        fc.dictionary(fc.constantFrom(...keys), fc.constantFrom(...words)),
      ),
    ),
  );

  it('comes to an end with long runs of one character, which make careless patterns slow', function () {
    this.timeout(20_000);
    const run = (character: string) => `${character.repeat(100_000)}x`;
    const session = new ToolSession({ look: lookup }, { rules: [] });
    const perform = (name: string, given: Record<string, unknown>, recorded?: string) =>
      session.perform({ function_name: name, arguments: given }, recorded).kind;
    for (const text of [run('\n'), run(' '), run('<'), run('=')]) {
      perform('bash', { command: `cat > a <<EOF\n${text}` }, `OBSERVATION:\n${text}`);
      perform('Edit', { file_path: 'a.ts', old_string: 'two', new_string: text }, '`cat -n`\n');
      perform('apply_diff', { path: 'a.ts', diff: `<<<<<<< SEARCH\n${text}` });
      perform('replace_in_file', { path: 'a.ts', diff: `<<<<<<< SEARCH\n${text}` });
      perform('write_to_file', { input: text }, text);
      perform('run_ipython', { code: `open_file("${text}` }, text);
    }
    assert.equal(perform('Read', { file_path: 'a.ts' }), 'none');
  });

  it('comes to an outcome, whatever its arguments and whatever was recorded', () => {
    const recordings = fc.constantFrom(
      undefined,
      '',
      'x\n(Open file: n/a)\n(Current directory: /repo)\nbash-$',
      '{"output":3}',
    );
    const call = fc.tuple(fc.constantFrom(...names), fc.dictionary(fc.constantFrom(...keys), value), recordings);
    fc.assert(
      fc.property(fc.array(call, { maxLength: 6 }), (calls) => {
        const list = (folder: string) => (folder === '' ? [{ name: 'a.ts', kind: 'file' as const }] : null);
        const session = new ToolSession({ look: lookup, list }, { rules: [{ from: '/repo', to: '' }], cwd: '/repo' });
        for (const [name, given, recorded] of calls) {
          const outcome = session.perform({ function_name: name, arguments: given }, recorded);
          if (outcome.kind !== 'files') continue;
          for (const { path } of outcome.changes) assert.ok(pathInside(path).ok, path);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('pathInside', () => {
  const rules: PathRule[] = [
    { from: '/repo', to: '' },
    { from: '/repo/packages/x/', to: 'x' },
    { from: 'C:\\work', to: 'w' },
  ];
  const inside = (path: string): string => {
    const answer = pathInside(path, rules);
    return answer.ok ? answer.path : answer.code;
  };

  it('maps absolute paths by the longest rule, whole folders only', () => {
    assert.equal(inside('/repo/src/a.ts'), 'src/a.ts');
    assert.equal(inside('/repo/packages/x/a.ts'), 'x/a.ts');
    assert.equal(inside('/repository/a.ts'), 'absolute-path');
    assert.equal(inside('C:\\work\\src\\a.ts'), 'w/src/a.ts');
    assert.equal(inside('file:///repo/a.ts'), 'a.ts');
  });

  it('stays inside', () => {
    assert.equal(inside('./src//../a.ts'), 'a.ts');
    for (const path of [
      '..',
      'a/../../b',
      '/repo/../etc',
      '.git/hooks/pre-commit',
      'a/.GIT/x',
      'git~1/x',
      '.git . /x',
    ]) {
      assert.equal(inside(path), 'path-escapes', path);
    }
    for (const path of ['', '.', '/repo', 'a\0b']) assert.equal(inside(path), 'bad-path', path);
    const folder = (path: string) => {
      const answer = folderInside(path, rules);
      return answer.ok ? answer.path : answer.code;
    };
    assert.deepEqual(['/repo', '.', '', 'src/', '..'].map(folder), ['', '', '', 'src', 'path-escapes']);
    for (const path of ['/etc/passwd', 'D:/x', '\\\\host\\share']) assert.equal(inside(path), 'absolute-path', path);
  });
});
