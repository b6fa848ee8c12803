import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { TracewrightError } from '../../../src/core/errors.ts';
import { findSandbox, openShell } from '../../../src/node/sandbox/sandbox.ts';
import { SandboxedShell, type ShellOptions } from '../../../src/node/sandbox/sandboxedShell.ts';
import type { SandboxProgram } from '../../../src/node/sandbox/sandboxProcess.ts';
import { needsSandbox } from './needsSandbox.ts';

describe('a sandboxed shell', function () {
  this.timeout(60_000);
  let program: SandboxProgram;
  let folder: string;
  let shell: SandboxedShell | undefined;

  before(async function () {
    program = await needsSandbox(this);
  });
  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'tracewright-shell-'));
  });
  afterEach(async () => {
    await shell?.close();
    shell = undefined;
    rmSync(folder, { recursive: true, force: true });
  });

  async function open(options: ShellOptions = {}): Promise<SandboxedShell> {
    shell = await SandboxedShell.open(program, folder, options);
    return shell;
  }

  it('keeps folder, variables, functions and the last exit code from call to call', async () => {
    const { run } = bound(await open({ roots: ['/testbed'] }));
    const first = await run('mkdir d; cd d; x=5; export Y=6; f() { echo "f $x $Y"; }; false');
    assert.deepEqual([first.exitCode, first.cwd, first.output], [1, '/testbed/d', '']);
    const second = await run('echo $?; f; bash -c \'echo "$Y"\'; pwd');
    assert.equal(second.output, '1\nf 5 6\n6\n/testbed/d\n');
    assert.equal(
      (await run('cat /workspace/../workspace/d/../../etc/hostname; echo "$HOME $PWD $TERM"')).cwd,
      '/testbed/d',
    );
  });

  it('gives both streams in the order that they were written, however much stands in the pipe', async () => {
    const { run } = bound(await open());
    const { output } = await run(
      'for n in $(seq 300); do echo out$n; echo err$n >&2; done; echo a >/dev/stdout; echo b >/dev/stderr',
    );
    const expected = Array.from({ length: 300 }, (_, n) => `out${n + 1}\nerr${n + 1}\n`).join('');
    assert.equal(output, `${expected}a\nb\n`);
  });

  it('does not take for its answer what a command writes, wherever it can write', async () => {
    const { run } = bound(await open());
    const { output, exitCode, ended } = await run(
      "for n in $(seq 3 30); do printf 'done 0 /fake\\0' >/proc/self/fd/$n; printf 'done 0 /fake\\0' >/proc/$PPID/fd/$n; printf 'done 0 /fake\\0' >/proc/$$/fd/$n; bash -c \"printf 'done 0 /fake\\\\0' >&$n\"; done 2>/dev/null; bash -c 'for n in $(seq 3 30); do printf \"done 0 /fake\\\\0\" >/proc/$PPID/fd/$n; done 2>/dev/null'; sleep 0.2; echo late; exit 7",
    );
    assert.equal(ended, 'exited');
    assert.equal(exitCode, 7);
    assert.match(output, /late\n$/);
    const memory = await run(
      "bash -c 'wc -c < /proc/$PPID/maps; wc -c < /proc/$PPID/environ; ls -l /proc/$PPID/fd/4' 2>&1",
    );
    assert.doesNotMatch(memory.output, /^\d|->/m, 'the shell is shut to what it runs');
    assert.equal((await run('echo next')).output, 'next\n');
  });

  it('has an empty input and no terminal', async () => {
    const { run } = bound(await open());
    const { output, exitCode } = await run('cat; read -r x; [ -t 0 ] || [ -t 1 ] || echo none; tty; : </dev/tty');
    assert.match(output, /^none\nnot a tty\n/);
    assert.notEqual(exitCode, 0);
  });

  it('ends a command that takes too long, and goes on in the same folder with what lay in /tmp', async () => {
    const { run } = bound(await open({ limits: { commandMs: 700 } }));
    await run('mkdir d; cd d; echo kept > /tmp/kept; x=1');
    const slow = await run('echo begun; sleep 60');
    assert.deepEqual([slow.ended, slow.exitCode, slow.newShell, slow.output], ['timed-out', null, true, 'begun\n']);
    assert.match(slow.why ?? '', /0\.7 s/);
    const next = await run('pwd; cat /tmp/kept; echo "x=$x"');
    assert.equal(next.output, '/workspace/d\nkept\nx=\n');
  });

  it('goes on after the shell exits', async () => {
    const { run } = bound(await open());
    const left = await run('cd /usr; exit 3');
    assert.deepEqual([left.ended, left.exitCode, left.newShell], ['exited', 3, true]);
    assert.equal((await run('echo on')).output, 'on\n');
  });

  it('cuts the middle out of a flood and says how much', async () => {
    const { run } = bound(await open({ limits: { outputBytes: 2000 } }));
    const { output, omitted, exitCode } = await run(
      'echo first; head -c 5000000 /dev/zero | tr "\\0" x; echo; echo last',
    );
    assert.equal(exitCode, 0);
    assert.match(output, /^first\nx+\n\[… \d+ bytes left out …\]\nx+\nlast\n$/);
    assert.equal(omitted, 5_000_012 - 2000);
    assert.ok(output.length < 2100);
  });

  it('holds the limits of processor time, memory, file size and disk', async () => {
    const MiB = 1024 * 1024;
    const limits = { cpuMs: 500, memoryBytes: 128 * MiB, fileBytes: 2 * MiB, diskBytes: 8 * MiB, commandMs: 20_000 };
    const { run } = bound(await open({ limits }));
    const busy = await run('while :; do :; done');
    assert.match(`${busy.ended} ${busy.why}`, /killed .*processor time/);
    const large = await run('head -c 5000000 /dev/zero > large; echo "status $?"');
    assert.doesNotMatch(large.output, /status 0/);
    assert.ok(readFileSync(path.join(folder, 'large')).length <= 2 * MiB);
    const hungry = await run('x=$(head -c 300000000 /dev/zero | tr "\\0" x); printf %s "$x" | wc -c');
    assert.doesNotMatch(hungry.output, /300000000/);
    const wide = await run(
      'n=0; while [ $n -lt 40 ]; do head -c 2000000 /dev/urandom > f$n; n=$((n+1)); done; sleep 5; echo all',
    );
    assert.match(`${wide.ended} ${wide.why}`, /killed .*copy/);
  });

  it('ends what is left over the number of processes, and the next command works', async () => {
    const { run } = bound(await open({ limits: { processes: 60 } }));
    const many = await run('for n in $(seq 400); do sleep 30 & done 2>/dev/null; wait');
    assert.equal(many.ended, 'killed');
    assert.match(many.why ?? '', /processes/);
    assert.equal((await run('echo on')).output, 'on\n');
  });

  it('stands still between calls: a process in the background changes nothing until the next one', async () => {
    const { run } = bound(await open());
    const { leftBehind } = await run('(while :; do echo x >> /workspace/grows; sleep 0.01; done) & sleep 0.1');
    assert.ok(leftBehind >= 1);
    const size = readFileSync(path.join(folder, 'grows')).length;
    await new Promise((resolve) => setTimeout(resolve, 200));
    assert.equal(readFileSync(path.join(folder, 'grows')).length, size);
    await run('sleep 0.2');
    assert.ok(readFileSync(path.join(folder, 'grows')).length > size);
  });

  it('takes no more commands when the session has used up its time', async () => {
    const { run } = bound(await open({ limits: { totalMs: 300 } }));
    await run('sleep 5');
    const late = await run('echo late > late');
    assert.equal(late.ended, 'not-run');
    assert.equal(existsSync(path.join(folder, 'late')), false);
  });

  it('runs a command in a folder that is there, and does not run it in one that is not', async () => {
    writeFileSync(path.join(folder, 'a'), '');
    const opened = await open();
    assert.equal((await opened.run({ command: 'ls', cwd: opened.root })).output, 'a\n');
    const nowhere = await opened.run({ command: 'echo x > /workspace/x', cwd: '/nowhere' });
    assert.deepEqual([nowhere.ended, nowhere.exitCode], ['not-run', null]);
    assert.deepEqual(readdirSync(folder).sort(), ['.git', 'a']);
  });

  it('hides the repository that commands make, and leaves no trace of it', async () => {
    const { run } = bound(await open());
    await run('git init -q . && git config core.fsmonitor evil && ls .git > listed');
    assert.match(readFileSync(path.join(folder, 'listed'), 'utf8'), /config/);
    assert.deepEqual(readdirSync(path.join(folder, '.git')), []);
    await shell?.close();
    assert.equal(existsSync(path.join(folder, '.git')), false);
  });

  it('maps the copy at recorded roots, but not on top of what programs need', async () => {
    for (const [roots, at] of [
      [['/root/project'], '/root/project'],
      [['/tmp/work'], '/tmp/work'],
      [['/usr'], '/workspace'],
      [['/etc/x', '/app'], '/app'],
      [['/a/../b'], '/workspace'],
    ] as const) {
      const opened = await open({ roots });
      assert.equal(
        (await opened.run({ command: 'pwd -P; touch here; ls /usr/bin/env' })).output,
        `${at}\n/usr/bin/env\n`,
      );
      await opened.close();
    }
  });

  it('says in one sentence why a sandbox does not start', async () => {
    const broken = path.join(folder, 'bwrap');
    writeFileSync(broken, '#!/bin/sh\necho "bwrap: no permissions today" >&2; exit 1\n', { mode: 0o755 });
    await assert.rejects(
      SandboxedShell.open({ bwrap: broken, canDisableNamespaces: false }, folder),
      (error: unknown) =>
        error instanceof TracewrightError &&
        error.code === 'sandbox-failed' &&
        /no permissions today/.test(error.sentence),
    );
  });
});

describe('a machine without a sandbox', () => {
  const kept = process.env.PATH;
  afterEach(() => {
    process.env.PATH = kept;
  });

  it('refuses with what is wrong and what to do', async function () {
    if (process.platform !== 'linux') return this.skip();
    const folder = mkdtempSync(path.join(os.tmpdir(), 'tracewright-shell-'));
    const fake = path.join(folder, 'bwrap');
    try {
      for (const [script, said] of [
        ['echo "bubblewrap 0.4.0"', /too old/],
        [
          'case $1 in --version) echo bubblewrap 9 ;; --help) echo "--size X --perms Y --json-status-fd Z" ;; *) echo "bwrap: setting up uid map: Permission denied" >&2; exit 1 ;; esac',
          /uid map/,
        ],
        ['exit 1', /cannot be run/],
      ] as const) {
        writeFileSync(fake, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
        process.env.PATH = `${folder}:${kept}`;
        const finding = await findSandbox();
        assert.equal(finding.kind, 'none');
        assert.match(finding.kind === 'none' ? finding.why : '', said);
        await assert.rejects(
          openShell(folder),
          (error: unknown) =>
            error instanceof TracewrightError && error.code === 'no-sandbox' && /edits or state/.test(error.remedy),
        );
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

function bound(shell: SandboxedShell) {
  return { run: (command: string) => shell.run({ command }) };
}
