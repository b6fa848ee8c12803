import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ToolBench } from './toolBench.ts';

const patch = (...lines: string[]) => ['*** Begin Patch', ...lines, '*** End Patch'].join('\n');
const cwd = '/repo';

describe('apply_patch', () => {
  it('adds, changes, moves and deletes, and says so as Codex does', () => {
    const bench = new ToolBench({ 'a.ts': 'one\ntwo\n', 'b.ts': 'x\n', 'c.ts': 'gone\n' }, { cwd });
    const said = bench.said('apply_patch', {
      input: patch(
        '*** Add File: n/new.ts',
        '+first',
        '+',
        '*** Update File: a.ts',
        '@@',
        ' one',
        '-two',
        '+2',
        '*** Update File: b.ts',
        '*** Move to: d/b2.ts',
        '@@',
        '-x',
        '+y',
        '*** Delete File: c.ts',
      ),
    });
    assert.equal(said, 'Success. Updated the following files:\nA n/new.ts\nM a.ts\nM d/b2.ts\nD c.ts\n');
    assert.deepEqual(Object.fromEntries(bench.files), {
      'a.ts': 'one\n2\n',
      'n/new.ts': 'first\n\n',
      'd/b2.ts': 'y\n',
    });
  });

  it('is the same in every dress: function, custom tool, argument list, heredoc, folder in front, JSON text', () => {
    const text = patch('*** Update File: a.ts', '@@', '-one', '+1');
    const dresses: [string, Record<string, unknown>][] = [
      ['apply_patch', { patch: text }],
      ['apply_patch', { input: JSON.stringify({ patch: text }) }],
      ['ApplyPatch', { input: text }],
      ['shell', { command: ['apply_patch', text] }],
      ['shell', { command: ['apply_patch', `<<'EOF'\n${text}\nEOF\n`] }],
      ['shell', { command: ['bash', '-lc', `apply_patch <<'EOF'\n${text}\nEOF\n`] }],
      ['exec_command', { cmd: `apply_patch <<"PATCH"\n${text}\nPATCH` }],
      ['local_shell', { action: { type: 'exec', command: ['applypatch', text] } }],
    ];
    for (const [name, given] of dresses) {
      const bench = new ToolBench({ 'a.ts': 'one\n' }, { cwd });
      assert.equal(bench.code(name, given), 'done', `${name} ${JSON.stringify(given)}`);
      assert.equal(bench.text('a.ts'), '1\n');
    }
    const inner = new ToolBench({ 'src/a.ts': 'one\n' }, { cwd });
    const command = ['bash', '-lc', `cd src && apply_patch <<'EOF'\n${text}\nEOF\n`];
    assert.equal(inner.code('shell', { command, workdir: '/repo' }), 'done');
    assert.equal(inner.text('src/a.ts'), '1\n');
    const more = ['bash', '-lc', `apply_patch <<'EOF'\n${text}\nEOF\nls`];
    assert.equal(inner.code('shell', { command: more }), 'command');
  });

  it('seeks exactly, then without trailing space, then trimmed, then with plain punctuation', () => {
    const apply = (text: string, ...lines: string[]) => {
      const bench = new ToolBench({ a: text }, { cwd });
      const code = bench.code('apply_patch', { input: patch('*** Update File: a', ...lines) });
      return code === 'done' ? bench.text('a') : code;
    };
    assert.equal(apply('  x\nx\n', '@@', '-x', '+y'), '  x\ny\n');
    assert.equal(apply('  x\nx  \n', '@@', '-x', '+y'), '  x\ny\n');
    assert.equal(apply('x  \n', '@@', '-x', '+y'), 'y\n');
    assert.equal(apply('\tx\n', '@@', '-x', '+y'), 'y\n');
    assert.equal(apply('say \u201chi\u201d \u2014 now\n', '@@', '-say "hi" - now', '+y'), 'y\n');
    assert.equal(apply('z\n', '@@', '-x', '+y'), 'not-found');
  });

  it('goes by headers, marks of the end, and lines without any place', () => {
    const apply = (text: string, ...lines: string[]) => {
      const bench = new ToolBench({ a: text }, { cwd });
      return [bench.said('apply_patch', { input: patch('*** Update File: a', ...lines) }), bench.text('a')] as const;
    };
    assert.equal(apply('f\nx\ng\nx\n', '@@ g', '-x', '+y')[1], 'f\nx\ng\ny\n');
    assert.equal(apply('x\nx\n', '@@', '-x', '+y', '*** End of File')[1], 'x\ny\n');
    assert.equal(apply('a\nb', '@@', '+end')[1], 'a\nb\nend\n');
    assert.equal(
      apply('a\n', '@@ none', '-x', '+y')[0],
      "apply_patch verification failed: Failed to find context 'none' in /repo/a",
    );
    assert.equal(
      apply('a\n', '@@', '-x', '+y')[0],
      'apply_patch verification failed: Failed to find expected lines in /repo/a:\nx',
    );
  });

  it('of an editor puts new lines behind their header and keeps line ends', () => {
    const bench = new ToolBench({ a: 'class A\r\n  x\r\nend\r\n' });
    const input = patch('*** Update File: /repo/a', '@@ class A', '+  new');
    bench.call('apply_patch', { input, explanation: 'why' });
    assert.equal(bench.text('a'), 'class A\r\n  new\r\n  x\r\nend\r\n');
  });

  it('does all of a patch or nothing', () => {
    const bench = new ToolBench({ a: 'one\n', b: 'x\n' }, { cwd });
    const input = patch('*** Update File: a', '@@', '-one', '+1', '*** Update File: b', '@@', '-nope', '+y');
    assert.equal(bench.code('apply_patch', { input }), 'not-found');
    assert.equal(bench.code('apply_patch', { input: patch('*** Delete File: none') }), 'absent');
    assert.equal(bench.code('apply_patch', { input: patch('*** Add File: ../x', '+y') }), 'path-escapes');
    assert.equal(bench.code('apply_patch', { input: '*** Begin Patch\n*** Add File: q\n+y' }), 'bad-patch');
    assert.equal(bench.code('apply_patch', { input: patch('*** Update File: a') }), 'bad-patch');
    assert.deepEqual(Object.fromEntries(bench.files), { a: 'one\n', b: 'x\n' });
  });
});

describe('unified diffs', () => {
  const diff = (...lines: string[]) => `${lines.join('\n')}\n`;

  it('apply with offsets, new files, deletions, renames and missing line ends', () => {
    const bench = new ToolBench({ a: '0\n0\none\ntwo\nthree', b: 'bye\n', c: 'c\n' }, { cwd });
    const text = diff(
      'diff --git a/a b/a',
      '--- a/a',
      '+++ b/a',
      '@@ -1,3 +1,3 @@',
      ' one',
      '-two',
      '+2',
      ' three',
      '\\ No newline at end of file',
      'diff --git a/b b/b',
      'deleted file mode 100644',
      '--- a/b',
      '+++ /dev/null',
      '@@ -1 +0,0 @@',
      '-bye',
      'diff --git a/n b/n',
      'new file mode 100644',
      '--- /dev/null',
      '+++ b/n',
      '@@ -0,0 +1 @@',
      '+new',
      'diff --git a/c b/d',
      'similarity index 100%',
      'rename from c',
      'rename to d',
    );
    assert.equal(bench.said('bash', { command: `git apply <<'EOF'\n${text}EOF` }), '');
    assert.deepEqual(Object.fromEntries(bench.files), { a: '0\n0\none\n2\nthree', n: 'new\n', d: 'c\n' });
  });

  it('of patch forgive outer context lines, of git do not', () => {
    const text = diff('--- a/a', '+++ b/a', '@@ -1,3 +1,3 @@', ' other', '-two', '+2', ' three');
    const forgiving = new ToolBench({ a: 'one\ntwo\nthree\n' }, { cwd });
    assert.equal(forgiving.said('bash', { command: `patch -p1 <<'EOF'\n${text}EOF` }), 'patching file a\n');
    assert.equal(forgiving.text('a'), 'one\n2\nthree\n');
    const strict = new ToolBench({ a: 'one\ntwo\nthree\n' }, { cwd });
    const said = strict.said('bash', { command: `git apply <<'EOF'\n${text}EOF` });
    assert.equal(said, 'error: patch failed: a:1\nerror: a: patch does not apply');
    assert.equal(strict.text('a'), 'one\ntwo\nthree\n');
  });
});

describe('patches made at random', () => {
  const line = fc.constantFrom('', 'a', 'b', '  a', 'é 🙂', '\tx', 'end');
  const text = fc.array(line, { minLength: 1, maxLength: 12 });

  it('give the text that they were made for', () => {
    fc.assert(
      fc.property(text, text, (before, after) => {
        fc.pre(before.join('\n') !== after.join('\n'));
        const hunk = [...before.map((one) => `-${one}`), ...after.map((one) => `+${one}`)];
        const bench = new ToolBench({ f: `${before.join('\n')}\n` }, { cwd });
        assert.equal(bench.code('apply_patch', { input: patch('*** Update File: f', '@@', ...hunk) }), 'done');
        // Codex takes an empty last line for the line end of the one before.
        const kept = after.at(-1) === '' && after.length > 1 ? after.slice(0, -1) : after;
        assert.equal(bench.text('f'), after.join('') === '' && after.length === 1 ? '' : `${kept.join('\n')}\n`);
        const head = `@@ -1,${before.length} +1,${after.length} @@`;
        const unified = ['--- a/f', '+++ b/f', head, ...hunk, ''].join('\n');
        const other = new ToolBench({ f: `${before.join('\n')}\n` }, { cwd });
        assert.equal(other.code('apply_patch', { input: unified }), 'done');
        assert.equal(other.text('f'), `${after.join('\n')}\n`);
      }),
    );
  });

  it('that are refused change nothing', () => {
    fc.assert(
      fc.property(text, text, text, (content, search, by) => {
        const before = `${content.join('\n')}\n`;
        const hunk = [...search.map((one) => `-${one}`), ...by.map((one) => `+${one}`)];
        const bench = new ToolBench({ f: before, g: before }, { cwd });
        const input = patch(
          '*** Update File: g',
          '@@',
          ...content.map((one) => `-${one}`),
          '+x',
          '*** Update File: f',
          '@@',
          ...hunk,
        );
        const code = bench.code('apply_patch', { input });
        if (code !== 'done') assert.deepEqual(Object.fromEntries(bench.files), { f: before, g: before });
      }),
    );
  });
});
