import { execFile } from 'node:child_process';
import { accessSync, constants, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { TracewrightError } from '../../core/errors.ts';
import { SandboxedShell } from './sandboxedShell.ts';
import type { SandboxProgram } from './sandboxProcess.ts';

export interface BubblewrapFinding {
  readonly kind: 'bubblewrap';
  readonly program: SandboxProgram;
  /** In a few words, for people. */
  readonly detail: string;
}

interface Missing {
  readonly kind: 'none';
  readonly why: string;
  readonly remedy: string;
}

const execute = promisify(execFile);

/** Looks for bubblewrap and tries it: a shell is opened over an empty folder and has to find itself shut in. */
export async function findBubblewrap(): Promise<BubblewrapFinding | Missing> {
  const bwrap = programOnPath();
  if (bwrap === null) {
    return none(
      'bubblewrap (bwrap) is not installed',
      'install it (apt-get install bubblewrap, dnf install bubblewrap)',
    );
  }
  const run = (argument: string) => execute(bwrap, [argument], { timeout: 10_000 }).then(({ stdout }) => stdout.trim());
  let [version, help]: (string | undefined)[] = [];
  try {
    [version, help] = await Promise.all([run('--version'), run('--help')]);
  } catch {
    return none(`${bwrap} cannot be run`, 'install bubblewrap anew');
  }
  if (!['--size ', '--perms ', '--json-status-fd '].every((option) => help?.includes(option))) {
    return none(`${version} is too old`, 'install bubblewrap 0.7 or later');
  }
  const program = { bwrap, canDisableNamespaces: help?.includes('--disable-userns') ?? false };
  const weak = await tried(program);
  if (weak !== null) return weak;
  return { kind: 'bubblewrap', program, detail: `${version}, ${bwrap}` };
}

/** In the sandbox: prints a word for everything that is not as it should be. */
const selfTest = [
  'echo x >written || echo copy;',
  'for place in / /usr /etc /dev /bin /proc/sys/kernel/core_pattern; do [ -w "$place" ] && echo "$place"; done;',
  'for place in /sys /run/docker.sock /var/run/docker.sock /etc/shadow; do [ -e "$place" ] && echo "$place"; done;',
  'for at in /proc/[0-9]*; do read -r name <"$at/comm"; case $name in bwrap|shell|bash) ;; *) echo "process $name" ;; esac; done;',
  'while read -r name rest; do case $name in *:) [ "$name" = lo: ] || echo "network $name" ;; esac; done </proc/net/dev;',
  'while read -r name value; do case $name in Cap*:) [ "$value" = 0000000000000000 ] || echo "$name" ;; NoNewPrivs:) [ "$value" = 1 ] || echo "$name" ;; esac; done </proc/self/status;',
  '[ -t 0 ] && echo terminal; : </dev/tty && echo terminal; echo tried',
].join(' ');

async function tried(program: SandboxProgram): Promise<Missing | null> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'tracewright-sandbox-test-'));
  try {
    const shell = await SandboxedShell.open(program, folder, { limits: { commandMs: 10_000 } });
    try {
      const { output, why } = await shell.run({ command: `{ ${selfTest}; } 2>/dev/null` });
      const words = output.split('\n').filter((line) => line !== '');
      if (words.length === 1 && words[0] === 'tried') return null;
      const what = why ?? `it does not shut off ${words.filter((word) => word !== 'tried').join(', ') || 'anything'}`;
      return none(`bubblewrap was tried, but ${what}`, 'use another machine or container for it');
    } finally {
      await shell.close();
    }
  } catch (error) {
    const words = error instanceof TracewrightError ? error.message : String(error);
    return none(
      `bubblewrap cannot be used here: ${words.replace('the sandbox does not start: ', '')}`,
      'let it make user namespaces (on Ubuntu with an AppArmor profile for bwrap, in a container with --privileged)',
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function programOnPath(): string | null {
  const places = [...(process.env.PATH ?? '').split(':'), '/usr/bin', '/usr/local/bin', '/bin'];
  for (const place of places.filter((folder) => path.isAbsolute(folder))) {
    const program = path.join(place, 'bwrap');
    try {
      accessSync(program, constants.X_OK);
      return program;
    } catch {
      // Not there.
    }
  }
  return null;
}

function none(why: string, remedy: string): Missing {
  return { kind: 'none', why, remedy };
}
