import { spawn } from 'node:child_process';
import { TracewrightError } from '../../src/core/errors.ts';

/**
 * Runs this machine's npm in a folder and gives its standard output. Settings that an outer `npm run` put into the
 * environment for its own project are dropped, those of the user and the machine stay.
 */
export async function npm(args: readonly string[], cwd: string): Promise<string> {
  const script = process.env.npm_execpath;
  const direct = script?.endsWith('.js') === true;
  const command = direct ? process.execPath : 'npm';
  const child = spawn(command, direct && script ? [script, ...args] : [...args], {
    cwd,
    env: outsideOfNpm(process.env),
    shell: !direct && process.platform === 'win32',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0) throw failed(args, output.stderr);
  return output.stdout;
}

function outsideOfNpm(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const ofTheProject = /^npm_(package_|lifecycle_|config_(local_prefix|prefix|omit|ignore_scripts|workspace))/i;
  return Object.fromEntries(Object.entries(env).filter(([name]) => !ofTheProject.test(name)));
}

function failed(args: readonly string[], stderr: string): TracewrightError {
  const reason =
    stderr.split('\n').findLast((line) => /npm (error|ERR!) (?!A complete log)\S/.test(line)) ?? 'no reason given';
  return new TracewrightError('NPM_FAILED', `npm ${args.join(' ')} failed: ${reason.trim()}`, {
    kind: 'environment',
    remedy: 'check that the npm registry can be reached and that the disk has 1 GB free, then run the command again',
  });
}
