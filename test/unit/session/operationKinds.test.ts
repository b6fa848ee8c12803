import assert from 'node:assert/strict';
import { minimalDiff } from '../../../src/core/edit/minimalDiff.ts';
import type { NewEvent } from '../../../src/core/session/event.ts';
import type { ParseText } from '../../../src/core/session/inference/syntax.ts';
import type { Operation } from '../../../src/core/session/operation.ts';
import { inferOperations } from '../../../src/core/session/operations.ts';
import { nodeDigest } from '../../../src/node/store/digest.ts';
import { textParser } from '../../../src/node/syntax/textParser.ts';
import { baseOf, edit, open, placed, save } from './fixtures.ts';

type Timed = NewEvent & { t?: number };

/** An edit with the smallest changes from one text to another, last one first, as editors report them. */
function change(doc: number, v: number, before: string, after: string, t?: number): Timed {
  const changes = minimalDiff(before, after).map(([o, d, s]): [number, number, string] => [o, d, s]);
  const event = edit(doc, v, ...changes.toSorted((a, b) => b[0] - a[0]));
  return t === undefined ? event : { ...event, t };
}

/** One edit of whole lines, as code actions report them. */
const says = (source: string, more: object = {}) => ({
  evidence: { detailedReason: { source, metadata: { source, ...more } } },
});

describe('kinds of operations', () => {
  let parse: ParseText | undefined;
  before(async () => {
    parse = await textParser(['a.ts', 'a.py']);
    assert.ok(parse, 'the grammars are not there');
  });

  function infer(
    events: readonly Timed[],
    files: Record<string, string> = {},
    syntax: ParseText | null = parse ?? null,
  ): Operation[] {
    const { base, blobs } = baseOf(files);
    const all = placed(events);
    const operations = inferOperations(all, base, blobs, nodeDigest, syntax ?? undefined);
    const owned = operations.flatMap(({ seqs }) => seqs);
    assert.equal(owned.length, new Set(owned).size, 'an event is in two operations');
    const wanted = ['edit', 'file', 'note', 'bulk', 'git', 'command-start', 'command-output', 'command-end'];
    for (const { kind, seq } of all)
      if (wanted.includes(kind)) assert.ok(owned.includes(seq), `event ${seq} is in none`);
    return operations;
  }
  const titles = (operations: readonly Operation[]) => operations.map(({ kind, title }) => `${kind}: ${title}`);

  describe('that syntax tells', () => {
    const read =
      'function read(line: string) {\n  const parts = line.split(":").map((part) => part.trim());\n  return parts[0];\n}\n';

    it('a function is extracted: its name stands where its body stood', () => {
      const head = 'line.split(":").map((part) => part.trim())';
      const at = read.indexOf(head);
      const end = read.length;
      const events = [
        open(0, 'src/a.ts', read),
        edit(
          0,
          2,
          [end, 0, `\nfunction parseHeader(line: string) {\n  return ${head};\n}\n`],
          [at, head.length, 'parseHeader(line)'],
        ),
      ];
      assert.deepEqual(titles(infer(events)), ['extract: Extract function `parseHeader` from `read` in `src/a.ts`']);
      assert.deepEqual(titles(infer(events, {}, null)), [
        'typed-edit: Edit `src/a.ts`: `function parseHeader(line: string) { re…`',
      ]);
    });

    it('a constant is extracted, by one change over both lines', () => {
      const before = 'function area(r: number) {\n  return Math.PI * r ** 2 + Math.sqrt(r);\n}\n';
      const line = '  return Math.PI * r ** 2 + Math.sqrt(r);';
      const events = [
        open(0, 'a.ts', before),
        edit(0, 2, [
          before.indexOf(line),
          line.length,
          '  const circle = Math.PI * r ** 2;\n  return circle + Math.sqrt(r);',
        ]),
      ];
      assert.deepEqual(titles(infer(events)), ['extract: Extract constant `circle` from `area` in `a.ts`']);
    });

    it('a variable is inlined: what it held stands where its name stood', () => {
      const before =
        'function area(r: number) {\n  const circle = Math.PI * r ** 2;\n  print();\n  return circle + 1;\n}\n';
      const line = '  const circle = Math.PI * r ** 2;\n';
      const use = before.lastIndexOf('circle');
      const events = [
        open(0, 'a.ts', before),
        edit(0, 2, [use, 6, 'Math.PI * r ** 2'], [before.indexOf(line), line.length, '']),
      ];
      assert.deepEqual(titles(infer(events)), ['inline: Inline constant `circle` in `a.ts`']);
    });

    it('a variable whose name is still used is not inlined', () => {
      const before =
        'function area(r: number) {\n  const circle = Math.PI * r ** 2;\n  print();\n  return circle + 1;\n}\n';
      const line = '  const circle = Math.PI * r ** 2;\n';
      const use = before.lastIndexOf('circle');
      const events = [
        open(0, 'a.ts', before),
        edit(0, 2, [use, 6, 'Math.PI * r ** 2 + this.circle'], [before.indexOf(line), line.length, '']),
      ];
      assert.notEqual(infer(events)[0]?.kind, 'inline');
    });

    it('what looks like the parameters of a declaration and is none changes no signature', () => {
      const text = 'check(a)\n{\n  b();\n}\n';
      const typed = [...', c'].map(
        (letter, n): Timed => ({ ...edit(0, n + 2, [7 + n, 0, letter]), t: 1000 + 100 * n }),
      );
      assert.deepEqual(
        infer([{ ...open(0, 'a.ts', text), t: 0 }, ...typed]).map(({ kind }) => kind),
        ['typed-edit'],
      );
    });

    it('a declaration moves to another file, and imports follow', () => {
      const gross = 'export function gross(net: number) {\n  return net * 1.2;\n}\n';
      const a = `import { x } from './x';\n${gross}export const y = x;\n`;
      const c = "import { gross } from './a';\ngross(1);\n";
      const events: Timed[] = [
        { ...open(0, 'src/a.ts', a), t: 10 },
        { ...open(1, 'src/b.ts', 'export const z = 1;\n'), t: 1000 },
        { ...open(2, 'src/c.ts', c), t: 1001 },
        { ...edit(0, 2, [a.indexOf(gross), gross.length, '']), t: 1010 },
        { ...edit(1, 2, [20, 0, `\n${gross}`]), t: 1012 },
        { ...edit(2, 2, [c.indexOf('./a'), 3, './b']), t: 1013 },
        { ...save(2, 2, c.replace('./a', './b')), t: 1100 },
      ];
      const [operation, ...others] = infer(events);
      assert.equal(operation?.title, 'Move `gross` from `src/a.ts` to `src/b.ts`, 1 import follows');
      assert.equal(operation?.kind, 'move-declaration');
      assert.deepEqual(operation?.files, ['src/a.ts', 'src/b.ts', 'src/c.ts']);
      assert.deepEqual(others, []);
    });

    it('cutting and pasting a function within a file is a move of it, a copy is a paste', () => {
      const f = 'function f() {\n  return 1;\n}\n';
      const text = `${f}\nfunction g() {\n  return 2;\n}\n`;
      const cut = text.slice(f.length);
      const moved: Timed[] = [
        { ...open(0, 'a.ts', text), t: 0 },
        { ...edit(0, 2, [0, f.length, '']), t: 1000 },
        { ...edit(0, 3, [cut.length, 0, f]), t: 5000 },
      ];
      assert.deepEqual(titles(infer(moved)), ['move-declaration: Move `f` within `a.ts`']);
      const copied: Timed[] = [
        { ...open(0, 'a.ts', text), t: 0 },
        { kind: 'selection', doc: 0, ranges: [[0, f.length]], t: 500 },
        { kind: 'selection', doc: 0, ranges: [[text.length, text.length]], t: 900 },
        { ...edit(0, 2, [text.length, 0, f]), t: 1000 },
      ];
      const [paste] = infer(copied);
      assert.equal(paste?.kind, 'paste');
      assert.match(paste?.evidence.join('\n') ?? '', /the same text was selected in `a.ts` 500 ms before/);
    });

    it('a signature changes and its calls follow; typing a new function is none', () => {
      const a = 'export function add(a: number) {\n  return a;\n}\n';
      const b = "import { add } from './a';\n\nadd(1);\n";
      const typed = (doc: number, at: number, text: string, t: number): Timed[] =>
        [...text].map((letter, n) => ({ ...edit(doc, n + 2, [at + n, 0, letter]), t: t + 100 * n }));
      const events: Timed[] = [
        { ...open(0, 'a.ts', a), t: 0 },
        { ...open(1, 'b.ts', b), t: 1 },
        ...typed(0, a.indexOf(')'), ', b: number', 1000),
        ...typed(1, b.indexOf('1)') + 1, ', 2', 12_000),
      ];
      const [operation, ...others] = infer(events);
      assert.equal(operation?.title, 'Change signature of `add` in `a.ts`, 1 call follows');
      assert.deepEqual(others, []);
      const fresh: Timed[] = [
        { ...open(0, 'n.ts', ''), t: 0 },
        ...typed(0, 0, 'function f(a: string, b: number', 1000),
      ];
      assert.deepEqual(
        infer(fresh).map(({ kind }) => kind),
        ['typed-edit'],
      );
    });
  });

  it('imports come and go, in languages that write them differently', () => {
    const cases: [path: string, before: string, after: string, expected: string][] = [
      [
        'a.ts',
        "import { a } from './a';\n\na();\n",
        "import { a } from './a';\nimport { bee } from './b';\n\na();\n",
        'add-import: Import `bee` from `./b` in `a.ts`',
      ],
      [
        'b.ts',
        "import {\n  alpha,\n  beta,\n} from './a';\n\nbeta();\n",
        "import {\n  beta,\n} from './a';\n\nbeta();\n",
        'remove-import: Remove import of `alpha` in `b.ts`',
      ],
      [
        'c.py',
        'import os\n\nos.x()\n',
        'import os\nfrom pathlib import Path\n\nos.x()\n',
        'add-import: Import `Path` from `pathlib` in `c.py`',
      ],
      [
        'd.rs',
        'use a::b;\n\nfn main() {}\n',
        'use a::b;\nuse std::fmt;\n\nfn main() {}\n',
        'add-import: Import `std`, `fmt` in `d.rs`',
      ],
      [
        'e.c',
        '#include <a.h>\n\nint x;\n',
        '#include <a.h>\n#include <stdio.h>\n\nint x;\n',
        'add-import: Import `stdio.h` in `e.c`',
      ],
    ];
    for (const [path, before, after, expected] of cases)
      assert.deepEqual(titles(infer([open(0, path, before), change(0, 2, before, after)])), [expected], path);
  });

  it('a save that formats is one format, and the edit before it stays what it was', () => {
    const before = 'const a = {b:1}\n';
    const typed = 'const a = {b:12}\n';
    const after = 'const a = { b: 12 };\n';
    const operations = infer([
      { ...open(0, 'a.ts', before), t: 0 },
      { kind: 'selection', doc: 0, ranges: [[14, 14]], t: 100 },
      { ...edit(0, 2, [14, 0, '2']), t: 1000 },
      { ...change(0, 3, typed, after), t: 1200 },
      { ...save(0, 3, after), formatting: [3, 3], t: 1210 } as Timed,
    ]);
    assert.deepEqual(titles(operations), ['typed-edit: Edit `a.ts`', 'format: Format `a.ts`']);
    assert.deepEqual(
      operations.map(({ actor }) => actor),
      ['human', 'tool'],
    );
  });

  it('layout in several places is a format also without a save; a swap of lines, and indentation in Python, are none', () => {
    const before = "const a = 'x'\nconst b = [1,\n2,]\n";
    const after = 'const a = "x";\nconst b = [1, 2];\n';
    assert.deepEqual(titles(infer([open(0, 'a.ts', before), change(0, 2, before, after)])), ['format: Format `a.ts`']);
    const swap = infer([open(0, 'a.ts', 'one()\ntwo()\nthree()\n'), edit(0, 2, [12, 0, 'one()\n'], [0, 6, ''])]);
    assert.notEqual(swap[0]?.kind, 'format');
    const python = 'if a:\n  b()\n  c()\n  d()\n';
    const indented = infer([open(0, 'a.py', python), change(0, 2, python, 'if a:\n    b()\n    c()\nd()\n')]);
    assert.notEqual(indented[0]?.kind, 'format');
  });

  it('the editor’s word for pastes, completions and agents is taken', () => {
    const operations = infer([
      open(0, 'a.ts', 'x\n'),
      { ...edit(0, 2, [2, 0, 'pasted text\n']), ...says('cursor', { kind: 'paste' }), t: 1000 },
      { ...edit(0, 3, [14, 0, 'completed text\n']), ...says('inlineCompletionAccept'), t: 20_000 },
      { ...edit(0, 4, [0, 1, 'agent one']), ...says('Chat.applyEdits', { modelId: 'm1', requestId: 'r1' }), t: 40_000 },
      { ...edit(0, 5, [0, 5, 'AGENT']), ...says('Chat.applyEdits', { requestId: 'r1' }), t: 41_000 },
      { ...edit(0, 6, [0, 5, 'other']), ...says('Chat.applyEdits', { requestId: 'r2' }), t: 42_000 },
    ]);
    assert.deepEqual(titles(operations), [
      'paste: Paste 2 lines into `a.ts`: `pasted text`',
      'accept-completion: Accept completion in `a.ts`: `completed text`',
      'agent-edit: Agent edits `a.ts`: `agent one`',
      'agent-edit: Agent edits `a.ts`: `other`',
    ]);
    assert.ok(operations[2]?.evidence.includes('model m1'));
    assert.deepEqual(
      operations.map(({ actor }) => actor),
      ['human', 'human', 'agent', 'agent'],
    );
  });

  it('a text that is again what it was is a revert, by undoing over two stretches or by editing back', () => {
    const steps: Timed[] = [
      { ...open(0, 'a.ts', 'one\n'), t: 0 },
      { ...edit(0, 2, [3, 0, ' two']), t: 1000 },
      { ...edit(0, 3, [7, 0, ' three']), t: 20_000 },
    ];
    const undo = (v: number, at: number, length: number, t: number): Timed => ({
      ...edit(0, v, [at, length, '']),
      reason: 'undo',
      t,
    });
    const undone = infer([...steps, undo(4, 7, 6, 40_000), undo(5, 3, 4, 40_500)]);
    assert.deepEqual(titles(undone).at(-1), 'revert: Revert `a.ts` to what it was 39 s before');
    const lone = infer([...steps, undo(4, 7, 6, 40_000)]);
    assert.deepEqual(titles(lone).at(-1), 'undo: Undo in `a.ts`');
    const back = infer([...steps, { ...edit(0, 4, [3, 10, '']), t: 60_000 }]);
    assert.deepEqual(titles(back).at(-1), 'revert: Revert `a.ts` to what it was 59 s before');
  });

  it('a file whose earlier bytes come back on disk is reverted', () => {
    const text = (value: string) => ({ content: { text: value } });
    const operations = infer(
      [
        { kind: 'file', op: 'change', path: 'a.ts', ...text('new\n'), source: 'watcher', t: 1000 },
        { kind: 'file', op: 'change', path: 'a.ts', ...text('old\n'), source: 'watcher', t: 20_000 },
      ],
      { 'a.ts': 'old\n' },
    );
    assert.deepEqual(titles(operations), ['disk-change: `a.ts` changed on disk', 'revert: Revert `a.ts` on disk']);
  });

  it('git: a checkout has the files and reloads before and after it, a commit has none, a save stays a save', () => {
    const git = (action: 'checkout' | 'commit', message: string, t: number): Timed => ({
      kind: 'git',
      commit: 'c'.repeat(40),
      branch: action === 'checkout' ? 'other' : 'main',
      moves: [{ action, from: null, to: null, message }],
      t,
    });
    const operations = infer(
      [
        { ...open(0, 'a.ts', 'old\n'), t: 0 },
        { ...edit(0, 2, [0, 4, 'new\n']), ...says('reloadFromDisk'), t: 9500 },
        { kind: 'file', op: 'change', path: 'a.ts', content: { text: 'new\n' }, source: 'watcher', t: 9600 },
        git('checkout', 'checkout: moving from main to other', 10_000),
        { kind: 'file', op: 'change', path: 'b.ts', content: { text: 'b\n' }, source: 'watcher', t: 10_500 },
        { kind: 'file', op: 'change', path: 'c.ts', content: { text: 'c\n' }, source: 'watcher', t: 30_000 },
        git('commit', 'commit: fix it', 30_500),
      ],
      { 'a.ts': 'old\n', 'b.ts': '', 'c.ts': '' },
    );
    assert.deepEqual(titles(operations), [
      'git: Git: check out `other`',
      'disk-change: `c.ts` changed on disk',
      'git: Git: commit “fix it”',
    ]);
    assert.deepEqual(
      operations.map(({ actor }) => actor),
      ['vcs', 'unknown', 'vcs'],
    );
    assert.deepEqual(operations[0]?.seqs, [1, 2, 3, 4]);
  });

  it('many files at once belong to the checkout around them, and without one to nobody', () => {
    const bulk: Timed = {
      kind: 'bulk',
      from: '1',
      to: '2',
      files: [
        ['a.ts', '100644', 'f'.repeat(40)],
        ['b.ts', null, null],
      ],
      source: 'watcher',
      t: 1000,
    };
    const git: Timed = {
      kind: 'git',
      commit: null,
      branch: 'x',
      moves: [{ action: 'checkout', from: null, to: null, message: 'checkout: moving from main to x' }],
      t: 2000,
    };
    assert.deepEqual(titles(infer([bulk, git])), ['git: Git: check out `x`']);
    const [alone] = infer([bulk]);
    assert.equal(alone?.title, '2 files changed on disk at once');
    assert.equal(alone?.actor, 'unknown');
  });

  it('runs of tests say how they came out, in a terminal and as a task', () => {
    const run = (line: string, output: string, exitCode: number | null): Timed[] => [
      { kind: 'command-start', command: 0, terminal: 't', line, confidence: 'high' },
      { kind: 'command-output', command: 0, text: output },
      { kind: 'command-end', command: 0, exitCode },
    ];
    const cases: [line: string, output: string, expected: string][] = [
      [
        'npx mocha',
        '\x1b[32m  38 passing\x1b[0m (2s)\r\n  1 pending\r\n  2 failing\r\n',
        'Run tests: 2 of 40 failed, 1 skipped',
      ],
      [
        'npm test',
        'Test Suites: 1 failed, 3 total\nTests:       2 failed, 1 skipped, 37 passed, 40 total\n',
        'Run tests: 2 of 39 failed, 1 skipped',
      ],
      ['npx vitest run', ' Test Files  1 passed (1)\n      Tests  12 passed (12)\n', 'Run tests: all 12 passed'],
      [
        'node --test test/',
        'ℹ tests 5\nℹ suites 1\nℹ pass 4\nℹ fail 1\nℹ cancelled 0\nℹ skipped 0\nℹ todo 0\n',
        'Run tests: 1 of 5 failed',
      ],
      [
        'pytest -q',
        'FAILED a.py::b\n==== 2 failed, 38 passed, 3 skipped in 1.20s ====\n',
        'Run tests: 2 of 40 failed, 3 skipped',
      ],
      [
        'cargo test',
        'test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured\ntest result: FAILED. 1 passed; 2 failed; 0 ignored;\n',
        'Run tests: 2 of 6 failed, 1 skipped',
      ],
      ['go test ./... -v', '--- PASS: TestA (0.00s)\n--- FAIL: TestB (0.00s)\nFAIL\n', 'Run tests: 1 of 2 failed'],
      ['go test ./...', 'ok  \tx/a\t0.01s\nok  \tx/b\t(cached)\n', 'Run tests: all 2 passed'],
      [
        'mvn test',
        '[ERROR] Tests run: 10, Failures: 1, Errors: 1, Skipped: 2\n',
        'Run tests: 2 of 8 failed, 2 skipped',
      ],
      ['yarn test', 'nothing told\n', 'Run tests: failed, exit code 1'],
    ];
    for (const [line, output, expected] of cases) assert.equal(infer(run(line, output, 1))[0]?.title, expected, line);
    assert.equal(infer(run('echo npm test', '3 passing', 0))[0]?.kind, 'run-command');
    const task: Timed[] = [
      { kind: 'task-start', task: 1, name: 'check', source: 'npm', type: 'npm', group: 'test' },
      ...run('node check.js', '  3 passing\n', 0),
      { kind: 'task-end', task: 1, exitCode: 0, command: 0 },
    ];
    const [tests, ...others] = infer(task);
    assert.equal(tests?.title, 'Run tests: all 3 passed');
    assert.deepEqual(others, []);
    const report: Timed[] = [
      { kind: 'command-start', command: 0, terminal: 't', line: 'gradle test', confidence: 'high', t: 0 },
      {
        kind: 'file',
        op: 'create',
        path: 'out/r.xml',
        content: { text: '<testsuite tests="4" failures="1" errors="0" skipped="1">' },
        source: 'watcher',
        t: 50,
      },
      { kind: 'command-end', command: 0, exitCode: 1, t: 100 },
    ];
    assert.equal(infer(report)[0]?.title, 'Run tests: 1 of 3 failed, 1 skipped');
  });

  it('lines that come in faster than anybody types, away from the cursor, are one rewriting by nobody known', () => {
    const text = 'a\n'.repeat(20);
    const lines = Array.from(
      { length: 12 },
      (_, n): Timed => ({
        ...edit(0, n + 2, [n * 31, 0, 'const something = compute(it)\n\n'.slice(0, 31)]),
        t: 1000 + 80 * n,
      }),
    );
    const [stream, ...others] = infer([{ ...open(0, 'a.ts', text), t: 0 }, ...lines]);
    assert.match(stream?.title ?? '', /^Rewrite parts of `a.ts`/);
    assert.equal(stream?.actor, 'unknown');
    assert.deepEqual(others, []);
    const atOnce = infer([{ ...open(0, 'a.ts', text), t: 0 }, ...lines.map((line) => ({ ...line, t: 1000 }))]);
    assert.ok(!atOnce.some(({ title }) => title.startsWith('Rewrite')), 'their times are not known');
  });

  it("git's first word on a repository says where it stands, and is no operation", () => {
    const roots = [{ name: 'r', path: '/r', tree: baseTree(), commit: 'c1', branch: 'main' }];
    const start: Timed = { kind: 'session-start', at: '', goal: '', roots, tool: { version: '1' } };
    const stands: Timed = { kind: 'git', commit: 'c1', branch: 'main' };
    const kinds = (events: readonly Timed[]) =>
      inferOperations(placed(events), [[]], () => undefined, nodeDigest).map(({ kind }) => kind);
    assert.deepEqual(kinds([start, stands]), []);
    assert.deepEqual(kinds([start, stands, { ...stands, commit: 'c2', t: 9000 }]), ['git']);
    assert.deepEqual(kinds([start, { ...stands, branch: 'other' }]), ['git']);
  });
});

function baseTree(): string {
  return '4b825dc642cb6eb9a060e54bf8d69288fbee4904';
}
