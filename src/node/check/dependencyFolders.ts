import { existsSync, lstatSync, mkdirSync, readdirSync, readlinkSync, realpathSync, symlinkSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { runGit } from '../git/gitProcess.ts';

const NAMES = /(^|\/)(node_modules|bower_components|vendor|\.venv|venv|__pypackages__|\.yarn)$/;
const FILES = /(^|\/)\.pnp\.(c|loader\.m)js$/;
const NESTED = 40;

/** Ignored folders and files of a repository that hold installed packages, relative, with forward slashes. */
export async function dependencyFolders(root: string): Promise<string[]> {
  const args = ['ls-files', '-o', '-i', '--exclude-standard', '--directory', '-z'];
  const { code, stdout } = await runGit(args, { cwd: root, answers: [0, 128] });
  const names =
    code === 0
      ? stdout
          .toString('utf8')
          .split('\0')
          .map((name) => name.replace(/\/$/, ''))
      : readdirSync(root).filter((name) => name === 'node_modules' || name === '.venv');
  return names.filter((name) => NAMES.test(name) || FILES.test(name)).slice(0, NESTED);
}

/** Stores of package managers in the home folder that builds read without a network, and where a home has them. */
export function packageStores(): { readonly from: string; readonly below: string }[] {
  return ['go/pkg/mod', '.cargo/registry', '.cargo/git', '.m2/repository', '.gradle/caches'].flatMap((below) => {
    const from = path.join(os.homedir(), ...below.split('/'));
    return existsSync(from) ? [{ from, below }] : [];
  });
}

/**
 * Makes the packages of `root` usable in a copy without giving the copy the folders themselves: a folder of links to
 * each package. Links of a workspace to its own packages lead to the copy's.
 */
export function linkDependencies(root: string, copy: string, names: readonly string[]): void {
  for (const name of names) {
    const [from, to] = [path.join(root, name), path.join(copy, name)];
    if (existsSync(to) || !existsSync(from)) continue;
    mkdirSync(path.dirname(to), { recursive: true });
    if (/(^|\/)node_modules$/.test(name)) linkEach(from, to, root, copy);
    else symlinkSync(from, to, lstatSync(from).isDirectory() ? 'junction' : 'file');
  }
}

function linkEach(from: string, to: string, root: string, copy: string): void {
  mkdirSync(to, { recursive: true });
  for (const name of readdirSync(from)) {
    if (/^\.(cache|vite|vitest)/.test(name)) continue;
    const [source, target] = [path.join(from, name), path.join(to, name)];
    const stat = lstatSync(source);
    if (name.startsWith('@') && stat.isDirectory()) linkEach(source, target, root, copy);
    else symlinkSync(stat.isSymbolicLink() ? ownPackage(source, root, copy) : source, target, 'junction');
  }
}

function ownPackage(link: string, root: string, copy: string): string {
  const target = path.resolve(path.dirname(link), readlinkSync(link));
  const real = existsSync(target) ? realpathSync(target) : target;
  const inside = path.relative(realpathSync(root), real);
  const own = !inside.startsWith('..') && !path.isAbsolute(inside) && !inside.split(path.sep).includes('node_modules');
  return own ? path.join(copy, inside) : target;
}
