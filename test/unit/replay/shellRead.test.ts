import assert from 'node:assert/strict';
import { shellRead } from '../../../src/node/replay/shellRead.ts';

describe('shellRead', () => {
  const text = 'one\ntwo\nthree\nfour';
  const asked: string[] = [];
  const printed = (command: string): string | null =>
    shellRead(command, (path, folder) => {
      asked.push(`${folder ?? '.'}:${path}`);
      return path.endsWith('gone') ? 'absent' : { text };
    }).printed;

  it('tells what a command shows of one file', () => {
    assert.equal(printed('cat a.py'), text);
    assert.equal(printed("cat 'a b.py'"), text);
    assert.equal(printed('cat -n a.py'), '     1\tone\n     2\ttwo\n     3\tthree\n     4\tfour\n');
    assert.equal(printed('cd /w/src && sed -n 2,3p a.py'), 'two\nthree\n');
    assert.equal(asked.at(-1), '/w/src:a.py');
    assert.equal(printed('head -n 1 a.py'), 'one\n');
    assert.equal(printed('head -2 a.py'), 'one\ntwo\n');
    assert.equal(printed('cat /w/gone'), 'cat: /w/gone: No such file or directory\n');
  });

  it('leaves alone what is more than that', () => {
    for (const command of [
      'cat a b | wc',
      'cat $X',
      'cat *.py',
      'cat gone',
      'python a.py',
      'cat -A a',
      'sed -i s/a/b/ a',
      'ls',
    ]) {
      assert.equal(printed(command), null, command);
    }
  });

  it('knows commands that only read, and takes nothing for one that might write', () => {
    const reads = (command: string) => shellRead(command, () => null).changesNothing;
    for (const command of [
      'ls -la',
      'grep -rn x src | head -5',
      'cd a && git status',
      'find . -name x',
      'cat x 2>/dev/null',
      'sed -n 1,5p x',
    ]) {
      assert.equal(reads(command), true, command);
    }
    for (const command of [
      'ls > x',
      'find . -delete',
      'sed -i s/a/b/ x',
      'grep x y | tee z',
      'git checkout .',
      'echo `rm x`',
      'pytest',
      'cat x; rm x',
      'echo $(rm x)',
    ]) {
      assert.equal(reads(command), false, command);
    }
  });
});
