import {
  chmodSync,
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { TracewrightError } from '../../core/errors.ts';
import { hostView } from './hostView.ts';
import type { SandboxLimits } from './limits.ts';

/** Where the copy stands in the sandbox when no recorded root asks for another place. */
export const usualRoot = '/workspace';

const home = '/home/sandbox';
const shellPlace = '/run/tracewright/shell';

/** Parts of /proc that tell of the machine or act on it; the kernel gives a process of root access without any capability. */
const hiddenFiles = [
  'kcore',
  'kmsg',
  'keys',
  'key-users',
  'latency_stats',
  'mtrr',
  'sched_debug',
  'timer_list',
  'timer_stats',
  'vmallocinfo',
];
const hiddenFolders = ['acpi', 'asound', 'scsi', 'driver'];
const fixedParts = ['sys', 'sysrq-trigger', 'irq', 'bus', 'fs', 'pressure'];

/** A folder of the host and its absolute place in the sandbox. */
export interface ShownFolder {
  readonly from: string;
  readonly at: string;
}

export interface SandboxPlan {
  /** The disposable copy's folder, the only one that can be written. */
  readonly folder: string;
  /** A folder of our own for what the sandbox needs beside it; see {@link prepareBelongings}. */
  readonly belongings: string;
  /** Recorded roots, absolute; the first one is where the copy stands, the others lead there. */
  readonly roots: readonly string[];
  /** More of the host's folders that are shown, read-only, after the copy: dependencies. */
  readonly shows: readonly ShownFolder[];
  readonly limits: SandboxLimits;
  readonly seccompFd: number | null;
  readonly statusFd: number | null;
  /** Whether this bubblewrap can forbid further user namespaces. */
  readonly canDisableNamespaces: boolean;
}

/** The place of the copy in the sandbox: the first recorded root that may be one. */
export function rootInside(roots: readonly string[]): string {
  return roots.find((root) => mayBeRoot(root)) ?? usualRoot;
}

/**
 * The arguments of `bwrap` for a plan, without the command. Nothing of the host is writable but the copy; every
 * namespace is its own; no capability, no terminal, no environment.
 */
export function bubblewrapArguments(plan: SandboxPlan): string[] {
  const root = rootInside(plan.roots);
  const view = hostView(process.env.PATH ?? '');
  const size = String(plan.limits.temporaryBytes);
  const environment = {
    PATH: view.searchPath.join(':'),
    LANG: 'C.UTF-8',
    TERM: 'dumb',
    HOME: home,
    PWD: root,
  };
  return [
    ['--unshare-user', '--unshare-pid', '--unshare-net', '--unshare-ipc', '--unshare-uts', '--unshare-cgroup-try'],
    ['--uid', '1000', '--gid', '1000', '--hostname', 'sandbox'],
    plan.canDisableNamespaces ? ['--disable-userns'] : [],
    ['--die-with-parent', '--new-session', '--cap-drop', 'ALL', '--clearenv'],
    Object.entries(environment).flatMap(([name, value]) => ['--setenv', name, value]),
    plan.seccompFd === null ? [] : ['--seccomp', String(plan.seccompFd)],
    plan.statusFd === null ? [] : ['--json-status-fd', String(plan.statusFd)],
    ['--perms', '0755', '--dir', '/etc', '--perms', '0755', '--dir', '/run'],
    view.folders.flatMap((folder) => ['--ro-bind', folder, folder]),
    view.links.flatMap(({ at, to }) => ['--symlink', to, at]),
    ['passwd', 'group', 'hosts', 'nsswitch.conf'].flatMap((name) => [
      '--ro-bind',
      path.join(plan.belongings, name),
      `/etc/${name}`,
    ]),
    ['--proc', '/proc'],
    fixedParts.flatMap((part) => (existsSync(`/proc/${part}`) ? ['--ro-bind', `/proc/${part}`, `/proc/${part}`] : [])),
    hiddenFiles.flatMap((part) => (existsSync(`/proc/${part}`) ? ['--ro-bind', '/dev/null', `/proc/${part}`] : [])),
    hiddenFolders.flatMap((part) =>
      existsSync(`/proc/${part}`) ? ['--size', '4096', '--tmpfs', `/proc/${part}`] : [],
    ),
    ['--dev', '/dev', '--perms', '1777', '--size', size, '--tmpfs', '/dev/shm', '--remount-ro', '/dev'],
    ['--perms', '1777', '--size', size, '--tmpfs', '/tmp', '--perms', '1777', '--size', size, '--tmpfs', '/var/tmp'],
    ['--perms', '0700', '--size', size, '--tmpfs', home],
    overMounted(root),
    ['--bind', plan.folder, root, '--perms', '0755', '--size', '67108864', '--tmpfs', path.posix.join(root, '.git')],
    plan.shows.flatMap(({ from, at }) => ['--ro-bind', from, at]),
    [usualRoot, ...plan.roots]
      .filter((other, index, all) => other !== root && all.indexOf(other) === index && mayBeRoot(other))
      .filter((other) => !root.startsWith(`${other}/`) && !other.startsWith(`${root}/`))
      .flatMap((other) => ['--symlink', root, other]),
    ['--ro-bind', path.join(plan.belongings, 'shell'), shellPlace],
    ['--remount-ro', '/', '--chdir', root],
  ].flat();
}

/** The command that runs a script in the sandbox's own shell. Its `$0` is `bash`, as error messages have it. */
export function shellCommand(script: string, ...words: readonly string[]): string[] {
  return [shellPlace, '--noprofile', '--norc', '-c', script, 'bash', ...words];
}

/**
 * Puts into `folder` what the sandbox shows beside the host's files. The shell is a copy that may be executed but not
 * read: the kernel then keeps other processes of the same user out of its descriptors and its memory.
 */
export function prepareBelongings(folder: string): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'passwd'), `sandbox:x:1000:1000::${home}:/bin/bash\n`);
  writeFileSync(path.join(folder, 'group'), 'sandbox:x:1000:\n');
  writeFileSync(path.join(folder, 'hosts'), '127.0.0.1 localhost sandbox\n::1 localhost\n');
  writeFileSync(path.join(folder, 'nsswitch.conf'), 'passwd: files\ngroup: files\nhosts: files dns\n');
  const shell = path.join(folder, 'shell');
  copyFileSync(realpathSync(findBash()), shell);
  chmodSync(shell, 0o111);
}

/**
 * Makes the place where the sandbox hides the copy's `.git`: whatever commands put there never reaches the disk.
 * A link or a file that stands in its stead goes.
 */
export function prepareGitPlace(folder: string): void {
  const place = path.join(folder, '.git');
  const found = lstatSync(place, { throwIfNoEntry: false });
  if (found !== undefined && !found.isDirectory()) rmSync(place, { force: true });
  if (found === undefined || !found.isDirectory()) mkdirSync(place);
}

/**
 * Whether a place in the sandbox may be mounted on: bubblewrap makes its folders and follows links on the way, and one
 * that a repository has in there must not lead it out of the copy.
 */
export function hasPlainPlace(folder: string, root: string, at: string): boolean {
  if (at !== path.posix.normalize(at) || !path.posix.isAbsolute(at)) return false;
  if (!at.startsWith(`${root}/`)) return true;
  let place = folder;
  return at
    .slice(root.length + 1)
    .split('/')
    .every((part) => {
      place = path.join(place, part);
      return lstatSync(place, { throwIfNoEntry: false })?.isDirectory() ?? true;
    });
}

function findBash(): string {
  const found = ['/bin/bash', '/usr/bin/bash', '/usr/local/bin/bash'].find(existsSync);
  if (found !== undefined) return found;
  throw new TracewrightError('no-sandbox', 'there is no bash on this machine to run recorded commands with', {
    kind: 'environment',
    remedy: 'install bash, or replay in the modes edits or state',
  });
}

/** Absolute, plain, and not on top of what programs need. */
function mayBeRoot(root: string): boolean {
  if (!/^\/[^\0]+$/.test(root) || path.posix.normalize(root) !== root || root.endsWith('/')) return false;
  const [, first] = root.split('/');
  const reserved = ['bin', 'sbin', 'lib', 'lib32', 'lib64', 'libx32', 'etc', 'proc', 'dev', 'sys', 'run', 'nix'];
  if (first === undefined || reserved.includes(first)) return false;
  if (['/usr', '/tmp', '/var', '/var/tmp', '/home', '/home/sandbox', '/opt', '/root'].includes(root)) return false;
  return first !== 'usr' || (root.startsWith('/usr/src/') && existsSync('/usr/src'));
}

/** `/usr/src` and `/opt` may be shown read-only, and a mount needs a place: an empty folder goes on top. */
function overMounted(root: string): string[] {
  if (root.startsWith('/usr/src/')) return ['--size', '4096', '--tmpfs', '/usr/src'];
  return [];
}
