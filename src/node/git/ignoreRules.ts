import { existsSync, readFileSync } from 'node:fs';
import { gitText, runGit } from './gitProcess.ts';
import type { UserRepository } from './userRepository.ts';

/**
 * Lines for the `info/exclude` of a git directory whose work tree is `root`, such that it leaves out what the
 * user's repository leaves out. Where `root` is a folder inside the repository, the rules of the folders above
 * are not seen from there, so that what they hide is named path by path.
 */
export async function ignorePatterns(root: string, repository: UserRepository | null): Promise<string[]> {
  if (repository === null) return [];
  if (repository.prefix === '') {
    if (!existsSync(repository.excludeFile)) return [];
    return readFileSync(repository.excludeFile, 'utf8').split(/\r?\n/);
  }
  const args = ['ls-files', '-z', '-o', '-i', '--exclude-standard', '--directory'];
  const { stdout } = await runGit(args, { cwd: root });
  const names = stdout.toString('utf8').split('\0').filter(Boolean);
  return names.filter((name) => !/[\r\n]/.test(name)).map((name) => `/${name.replace(/[\\*?[\]!# ]/g, '\\$&')}`);
}

/** `-c` arguments that make the user's own exclude file count in a git directory without their configuration. */
export async function globalExcludes(root: string, repository: UserRepository | null): Promise<string[]> {
  if (repository === null) return [];
  const args = ['config', '--type=path', '--get', 'core.excludesFile'];
  const file = await gitText(args, { cwd: root, answers: [0, 1] });
  return file === '' ? [] : ['-c', `core.excludesFile=${file}`];
}

/** Files that the user's repository tracks although a rule would ignore them; relative to `root`. */
export async function trackedButIgnored(root: string): Promise<string[]> {
  const { stdout } = await runGit(['ls-files', '-z', '-c', '-i', '--exclude-standard'], { cwd: root });
  return stdout.toString('utf8').split('\0').filter(Boolean);
}
