import { spawn } from 'node:child_process';
import path from 'node:path';

const program = path.resolve(import.meta.dirname, '../../dist/cli.js');

/** Runs the built command line as a user would and gives back its JSON. `exit` lists the exit codes that are fine. */
export function tracewright<Answer>(args: readonly string[], exit: readonly number[] = [0]): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, ...args, '--json'], { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    let errors = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk;
    });
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      errors += chunk;
    });
    child.on('error', reject);
    child.on('close', (code) => {
      if (code !== null && exit.includes(code)) resolve(JSON.parse(output) as Answer);
      else
        reject(
          new Error(`tracewright ${args.join(' ')} ended with ${code}: ${errors.trim() || output.slice(0, 2000)}`),
        );
    });
  });
}
