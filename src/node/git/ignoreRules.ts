import { existsSync, readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { gitText, runGit } from './gitProcess.ts';
import type { UserRepository } from './userRepository.ts';

/**
 * Lines for an exclude file of a git directory whose work tree is `root`, such that it leaves out what the user's
 * repository leaves out. Where `root` is a folder inside the repository, the rules of the folders above are not seen
 * from there, so that what they hide is named path by path. One code unit of the lines is one byte of the file.
 */
export async function ignorePatterns(root: string, repository: UserRepository | null): Promise<string[]> {
  if (repository === null) return [];
  if (repository.prefix === '') return linesOf(repository.excludeFile);
  const args = ['ls-files', '-z', '-o', '-i', '--exclude-standard', '--directory'];
  const { stdout } = await runGit(args, { cwd: root });
  const names = stdout.toString('latin1').split('\0').filter(Boolean);
  return names.filter((name) => !/[\r\n]/.test(name)).map((name) => `/${name.replace(/[\\*?[\]!# ]/g, '\\$&')}`);
}

/** The lines of the exclude file that the user has for all repositories, in the form of {@link ignorePatterns}. */
export async function globalPatterns(root: string, repository: UserRepository | null): Promise<string[]> {
  const args = ['config', '--type=path', '--get', 'core.excludesFile'];
  const named = repository === null ? '' : await gitText(args, { cwd: root, answers: [0, 1] });
  if (named !== '') return linesOf(path.resolve(root, named));
  return linesOf(path.join(process.env.XDG_CONFIG_HOME || path.join(os.homedir(), '.config'), 'git', 'ignore'));
}

/** Files that the user's repository tracks although a rule would ignore them; relative to `root`. */
export async function trackedButIgnored(root: string): Promise<string[]> {
  const { stdout } = await runGit(['ls-files', '-z', '-c', '-i', '--exclude-standard'], { cwd: root });
  return stdout.toString('utf8').split('\0').filter(Boolean);
}

function linesOf(file: string): string[] {
  return existsSync(file) ? readFileSync(file, 'latin1').split(/\r?\n/) : [];
}
