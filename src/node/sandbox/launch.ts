import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, rmSync } from 'node:fs';
import { Socket } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import type { Readable, Writable } from 'node:stream';
import {
  bubblewrapArguments,
  hasPlainPlace,
  prepareBelongings,
  prepareGitPlace,
  rootInside,
  type ShownFolder,
  shellCommand,
} from './bubblewrap.ts';
import type { ControlGroup } from './controlGroup.ts';
import type { SandboxLimits } from './limits.ts';
import { seccompFilter } from './seccompFilter.ts';
import { keeperScript, sessionScript } from './shellScript.ts';

/** A running sandbox with its channels; see shellScript.ts for what goes over them. */
export interface Launched {
  readonly child: ChildProcess;
  /** What commands print: one pipe, both streams in order. */
  readonly output: Readable;
  readonly commands: Writable;
  readonly answers: Readable;
  /** bubblewrap's own words, one JSON document a line. */
  readonly status: Readable;
  /** bubblewrap's own complaints. */
  readonly complaints: Readable;
  /** Removes what lies beside the sandbox; it is needed for the start alone. */
  readonly dispose: () => void;
}

/** Descriptors of the first program: 3 and 4 as in shellScript.ts. */
const [SECCOMP, STATUS, OUTPUT] = [5, 6, 7];

/**
 * Joins the control group, lets go of every descriptor that was not meant for it, and becomes bubblewrap.
 * No redirection around the loop: bash keeps what it redirects as a descriptor, which the loop would close.
 * bubblewrap complains to 2; what runs in it gets the output's pipe, as 7, for both its streams.
 */
const door = `
[ -z "$1" ] || echo 0 2>/dev/null >"$1"; shift
for at in /proc/self/fd/*; do case $at in */[0-7]) ;; *) eval "exec \${at##*/}>&-" ;; esac; done
exec "$@"
`;

export function launch(
  bwrap: string,
  folder: string,
  options: {
    readonly roots: readonly string[];
    readonly shows: readonly ShownFolder[];
    readonly limits: SandboxLimits;
    readonly group: ControlGroup | null;
    readonly canDisableNamespaces: boolean;
  },
): Launched {
  const belongings = mkdtempSync(path.join(os.tmpdir(), 'tracewright-sandbox-'));
  const dispose = () => rmSync(belongings, { recursive: true, force: true });
  try {
    prepareBelongings(belongings);
    prepareGitPlace(folder);
    const shows = options.shows.filter(({ at }) => hasPlainPlace(folder, rootInside(options.roots), at));
    const filter = seccompFilter(process.arch);
    const pipe = makePipe(path.join(belongings, 'output'));
    const plan = {
      ...options,
      shows,
      folder,
      belongings,
      seccompFd: filter === null ? null : SECCOMP,
      statusFd: STATUS,
    };
    const script = `exec 1>&${OUTPUT} 2>&${OUTPUT} ${OUTPUT}>&-; ${keeperScript(options.limits, countsOwnProcesses())}`;
    const inside = shellCommand(script, shellCommand('')[0] ?? '', sessionScript);
    const child = spawn(
      '/bin/bash',
      [
        '--noprofile',
        '--norc',
        '-c',
        door,
        'bash',
        options.group?.members ?? '',
        bwrap,
        ...bubblewrapArguments(plan),
        '--',
        ...inside,
      ],
      {
        cwd: '/',
        env: { PATH: '/usr/local/bin:/usr/bin:/bin' },
        stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe', 'pipe', 'pipe', pipe.writing],
        detached: true,
      },
    );
    closeSync(pipe.writing);
    const [commands, seccomp] = [child.stdio[3] as Writable, child.stdio[SECCOMP] as Writable];
    const [answers, status] = [child.stdio[4] as Readable, child.stdio[STATUS] as unknown as Readable];
    for (const stream of [commands, seccomp, answers, status]) stream.on('error', () => undefined);
    seccomp.end(filter ?? Buffer.alloc(0));
    const output = new Socket({ fd: pipe.reading, readable: true, writable: false });
    output.on('error', () => undefined);
    return { child, output, commands, answers, status, complaints: child.stderr as Readable, dispose };
  } catch (error) {
    dispose();
    throw error;
  }
}

/** A real pipe: on the sockets that Node gives to its children, `/dev/stdout` cannot be opened. */
function makePipe(place: string): { readonly reading: number; readonly writing: number } {
  execFileSync('mkfifo', ['-m', '600', place], { stdio: 'ignore' });
  const reading = openSync(place, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    return { reading, writing: openSync(place, constants.O_WRONLY) };
  } catch (error) {
    closeSync(reading);
    throw error;
  } finally {
    rmSync(place, { force: true });
  }
}

/** Since Linux 5.14 a user namespace has a count of its own; before, all of the user's processes count. */
function countsOwnProcesses(): boolean {
  const [major = 0, minor = 0] = os.release().split('.').map(Number);
  return major > 5 || (major === 5 && minor >= 14);
}
