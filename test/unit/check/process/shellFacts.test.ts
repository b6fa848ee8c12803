import assert from 'node:assert/strict';
import { RecordedPaths } from '../../../../src/core/check/process/recordedPaths.ts';
import { shellFacts } from '../../../../src/core/check/process/shellFacts.ts';

const paths = new RecordedPaths(['src/a.ts', 'src/b.ts', 'packages/x/c.ts'], '/testbed');

function told(line: string): string[] {
  const { reads, searches, edits } = shellFacts(line, paths);
  return [
    ...reads.map(({ path, from, to }) => `read ${path} ${from}-${to}`),
    ...searches.map((pattern) => `search ${pattern}`),
    ...edits.map(({ path, how, to }) => `${how} ${path}${to === undefined ? '' : ` ${to}`}`),
  ];
}

describe('what a command line reads, searches and changes', () => {
  it('views, with their lines', () => {
    assert.deepEqual(told('cat /testbed/src/a.ts | head -5'), ['read src/a.ts 1-Infinity']);
    assert.deepEqual(told("sed -n '10,20p' src/a.ts; sed -n 5p src/b.ts"), [
      'read src/a.ts 10-20',
      'read src/b.ts 5-5',
    ]);
    assert.deepEqual(told('head -n 30 src/a.ts && tail -n +7 src/b.ts && nl -ba src/a.ts'), [
      'read src/a.ts 1-30',
      'read src/b.ts 7-Infinity',
      'read src/a.ts 1-Infinity',
    ]);
    assert.deepEqual(told('cd packages/x && cat c.ts'), ['read packages/x/c.ts 1-Infinity']);
  });

  it('searches, whatever the options', () => {
    assert.deepEqual(told('grep -rn "oldName" src | head'), ['search oldName']);
    assert.deepEqual(told("rg -e 'old.*' --type ts; git grep -n oldName"), ['search old.*', 'search oldName']);
  });

  it('edits in place, redirections, moves and removals', () => {
    assert.deepEqual(told("sed -i 's/a/b/g' src/a.ts src/b.ts"), ['change src/a.ts', 'change src/b.ts']);
    assert.deepEqual(told("grep -rl oldName src | xargs sed -i 's/oldName/newName/g'"), ['search oldName', 'change *']);
    assert.deepEqual(told('git mv src/a.ts src/d.ts && rm src/b.ts 2>/dev/null'), [
      'move src/a.ts src/d.ts',
      'delete src/b.ts',
    ]);
    assert.deepEqual(told('echo x >> src/a.ts 2>&1'), ['change src/a.ts']);
  });

  it('a here-document is what is written, not a command', () => {
    assert.deepEqual(told("cat > src/new.ts <<'EOF'\nrm src/b.ts; cat src/a.ts\nEOF\ncat src/a.ts"), [
      'read src/a.ts 1-Infinity',
      'change src/new.ts',
    ]);
    const patch =
      "apply_patch <<'EOF'\n*** Begin Patch\n*** Update File: src/a.ts\n@@\n-old\n+new\n*** Add File: src/n.ts\n+x\n*** End Patch\nEOF";
    assert.deepEqual(told(patch), ['change src/a.ts', 'create src/n.ts']);
    assert.deepEqual(told("python3 - <<'EOF'\nfrom pathlib import Path\nPath('src/a.ts').write_text('x')\nEOF"), [
      'change src/a.ts',
    ]);
  });

  it('a shell inside of a shell', () => {
    assert.deepEqual(told("bash -lc 'cat src/a.ts && grep foo src/b.ts'"), ['read src/a.ts 1-Infinity', 'search foo']);
  });
});
