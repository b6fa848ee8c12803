import { existsSync, lstatSync, readdirSync, readlinkSync, realpathSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** What of the host's files a sandbox shows, read-only. */
export interface HostView {
  readonly folders: readonly string[];
  /** Links that stand in the host's root: `/bin` to `usr/bin`. */
  readonly links: readonly { readonly at: string; readonly to: string }[];
  /** Folders to look for programs in, in order. */
  readonly searchPath: readonly string[];
}

const systemFolders = ['/usr', '/bin', '/sbin', '/lib', '/lib32', '/lib64', '/libx32', '/nix/store'];

/** What programs read to run at all; nothing with secrets, nobody's names. */
const settings = [
  'alternatives',
  'ca-certificates',
  'ca-certificates.conf',
  'crypto-policies',
  'debian_version',
  'fonts',
  'java',
  'ld.so.cache',
  'ld.so.conf',
  'ld.so.conf.d',
  'locale.alias',
  'localtime',
  'magic',
  'mime.types',
  'os-release',
  'pki/tls/certs',
  'protocols',
  'services',
  'ssl/certs',
  'ssl/openssl.cnf',
  'terminfo',
  'timezone',
];

/** How a folder of the search path looks that belongs to a toolchain, and what of it the toolchain needs. */
const toolchains: readonly { readonly looks: RegExp; readonly shows: readonly string[] }[] = [
  { looks: /^(.*\/\.pyenv)\/(?:bin|shims|plugins\/[^/]+\/shims|versions\/[^/]+\/bin)$/, shows: [''] },
  { looks: /^(.*\/\.nvm\/versions\/node\/[^/]+)\/bin$/, shows: [''] },
  { looks: /^(.*\/(?:\.fnm|fnm)\/node-versions\/[^/]+\/installation)\/bin$/, shows: [''] },
  { looks: /^(.*\/\.rbenv)\/(?:bin|shims|versions\/[^/]+\/bin)$/, shows: [''] },
  { looks: /^(.*\/\.sdkman\/candidates)\/[^/]+\/[^/]+\/bin$/, shows: [''] },
  { looks: /^(.*\/\.cargo)\/bin$/, shows: ['/bin'] },
  { looks: /^(.*\/\.rustup\/toolchains\/[^/]+)\/bin$/, shows: [''] },
  { looks: /^(.*\/\.linuxbrew)\/s?bin$/, shows: [''] },
  { looks: /^(.*\/(?:miniconda|anaconda|miniforge|mambaforge)3?)\/(?:bin|condabin)$/, shows: [''] },
  { looks: /^(.*\/sdk\/go[\d.]+)\/bin$/, shows: [''] },
  { looks: /^(\/opt\/[^/]+(?:\/.*)?)\/bin$/, shows: [''] },
];

/**
 * The host as a sandboxed program sees it: the system's programs and libraries, a few files of /etc, and the language
 * toolchains on the search path that stand elsewhere. Homes, mounts, sockets and other temporary folders are not in it.
 * @param search the `PATH` to take toolchains from
 */
export function hostView(search: string): HostView {
  const system = systemFolders.filter(existsSync);
  const links = system.flatMap((at) => (lstatSync(at).isSymbolicLink() ? [{ at, to: readlinkSync(at) }] : []));
  const etc = settings.map((name) => path.join('/etc', name)).filter((name) => existsSync(name));
  const tools = toolchainsOf(search.split(':'));
  return {
    folders: [...system.filter((at) => !links.some((link) => link.at === at)), ...etc, ...tools.folders],
    links,
    searchPath: [
      ...tools.programs,
      ...['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'].filter(existsSync),
    ],
  };
}

function toolchainsOf(search: readonly string[]): { readonly folders: string[]; readonly programs: string[] } {
  const folders = new Set<string>();
  const programs = new Set<string>();
  for (const place of [...rustToolchains(search), ...search]) {
    const found = toolchains
      .map(({ looks, shows }) => ({ root: looks.exec(place)?.[1], shows }))
      .find(({ root }) => root !== undefined);
    if (found?.root === undefined || !existsSync(place) || !mayBeShown(found.root)) continue;
    programs.add(place);
    for (const part of found.shows) folders.add(found.root + part);
  }
  return { folders: [...folders], programs: [...programs] };
}

/** cargo's own folder holds but launchers that look for the toolchain in a home folder; the real programs go first. */
function rustToolchains(search: readonly string[]): string[] {
  const homes = search.flatMap((place) => /^(.*)\/\.cargo\/bin$/.exec(place)?.[1] ?? []);
  return [...new Set(homes)].flatMap((home) => {
    const folder = path.join(home, '.rustup', 'toolchains');
    if (!existsSync(folder)) return [];
    const stableFirst = readdirSync(folder).sort(
      (a, b) => Number(b.startsWith('stable')) - Number(a.startsWith('stable')),
    );
    return stableFirst.map((name) => path.join(folder, name, 'bin'));
  });
}

/** A link may lead a toolchain's name anywhere: never to a home folder itself or to the root. */
function mayBeShown(folder: string): boolean {
  const real = realpathSync(folder);
  const home = realpathSync(os.homedir());
  return real !== '/' && !home.startsWith(`${real}/`) && real !== home && path.dirname(real) !== '/';
}
