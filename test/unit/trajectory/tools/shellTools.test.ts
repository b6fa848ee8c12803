import assert from 'node:assert/strict';
import { shellWords } from '../../../../src/core/trajectory/tools/shellWords.ts';
import { ToolBench } from './toolBench.ts';

const command = (name: string, given: Record<string, unknown>) => {
  const outcome = new ToolBench({}).call(name, given);
  return outcome.kind === 'none' ? outcome.command : outcome;
};

describe('commands', () => {
  it('are handed on with folder, time, background and what is typed in', () => {
    assert.deepEqual(command('bash', { command: 'ls' }), { command: 'ls' });
    assert.deepEqual(command('Bash', { command: 'x', timeout: 5000, run_in_background: true }), {
      command: 'x',
      timeoutMs: 5000,
      background: true,
    });
    assert.deepEqual(command('shell', { command: ['bash', '-lc', 'a | b'], workdir: '/repo', timeout_ms: 10 }), {
      command: 'a | b',
      cwd: '/repo',
      timeoutMs: 10,
    });
    assert.deepEqual(command('shell', { command: ['git', 'commit', '-m', "it's"] }), {
      command: "git commit -m 'it'\\''s'",
    });
    assert.deepEqual(command('execute_bash', { command: 'y', is_input: 'true', timeout: 30 }), {
      command: 'y',
      timeoutMs: 30_000,
      input: true,
    });
    assert.deepEqual(command('run_in_terminal', { command: 'npm start', isBackground: true }), {
      command: 'npm start',
      background: true,
    });
    assert.deepEqual(command('write_stdin', { session_id: 1, chars: 'q\n' }), { command: 'q\n', input: true });
    assert.deepEqual(command('run_commands', { commands: ['a', 'b'] }), { command: 'a\nb' });
  });

  it('that write a heredoc to a file are done, when they are nothing else', () => {
    const write = (script: string, before: Record<string, string> = {}) => {
      const bench = new ToolBench(before, { cwd: '/repo' });
      const code = bench.code('bash', { command: script });
      return code === 'done' ? Object.fromEntries(bench.files) : code;
    };
    assert.deepEqual(write("cat > a.txt <<'EOF'\n$x `y` \\\nEOF"), { 'a.txt': '$x `y` \\\n' });
    assert.deepEqual(write("cat <<'EOF' > /repo/d/a.txt\none\nEOF\n"), { 'd/a.txt': 'one\n' });
    assert.deepEqual(write('cat > a <<EOF\nplain\nEOF'), { a: 'plain\n' });
    assert.deepEqual(write("cat > 'a b' <<-'END'\n\tx\n\tEND"), { 'a b': 'x\n' });
    assert.deepEqual(write("cat >> a <<'EOF'\nmore\nEOF", { a: 'some\n' }), { a: 'some\nmore\n' });
    assert.deepEqual(write("cat > a <<'EOF'\nEOF"), { a: '' });
    for (const script of [
      'cat > a <<EOF\n$HOME\nEOF',
      "cat > a <<'EOF'\nx\nEOF\nls",
      "cat > $X <<'EOF'\nx\nEOF",
      "cat > a* <<'EOF'\nx\nEOF",
      "cat > a <<'EOF'\nEOF\ny\nEOF",
      "cat > a <<'EOF' | tee b\nx\nEOF",
    ]) {
      assert.equal(write(script), 'command', script);
    }
    assert.equal(write("cat > /etc/x <<'EOF'\nx\nEOF"), 'absolute-path');
  });

  it('behind a cd in a lasting shell: a relative heredoc stays a command until the folder is known', () => {
    const bench = new ToolBench({}, { cwd: '/repo' });
    const heredoc = { command: "cat > a <<'EOF'\nx\nEOF" };
    bench.call('bash', { command: 'cd src' });
    assert.equal(bench.code('bash', heredoc), 'command');
    bench.call('bash', { command: 'pwd' }, 'x\n(Open file: n/a)\n(Current directory: /repo/lib)\nbash-$');
    assert.equal(bench.code('bash', heredoc), 'done');
    assert.equal(bench.text('lib/a'), 'x\n');
  });

  it('keep mini-swe-agent’s and Codex’s frames', () => {
    const bench = new ToolBench({}, { cwd: '/repo' });
    const heredoc = { command: "cat > a <<'EOF'\nx\nEOF" };
    const mini = '<returncode>0</returncode>\n<output>\n</output>';
    assert.equal(bench.said('bash', heredoc, mini), mini);
    const patch = '*** Begin Patch\n*** Add File: b\n+x\n*** End Patch';
    const body = 'Success. Updated the following files:\nA b\n';
    const frame = JSON.stringify({ output: body, metadata: { exit_code: 0, duration_seconds: 0.1 } });
    assert.equal(bench.said('shell', { command: ['apply_patch', patch] }, frame), frame);
    const text = `Exit code: 0\nWall time: 0.2 seconds\nOutput:\n${body}`;
    assert.equal(bench.said('apply_patch', { input: patch }, text), text);
  });

  it('are split into words as POSIX says, and not where they are more than words', () => {
    assert.deepEqual(shellWords(`a 'b c' "d \\"e" f\\ g`), ['a', 'b c', 'd "e', 'f g']);
    for (const more of ['a | b', 'a; b', 'a > b', 'a $b', "a 'b", 'a\nb']) assert.equal(shellWords(more), null, more);
  });
});
