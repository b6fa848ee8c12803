/** `npm test`: every check in turn, the cheap ones first; stops at the first that fails. */
import { spawn } from 'node:child_process';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');

interface Stage {
  readonly name: string;
  readonly script: string;
  /** Its output ends with a line that counts tests. */
  readonly counts?: boolean;
}

const stages: readonly Stage[] = [
  { name: 'types', script: 'check:types' },
  { name: 'lint', script: 'check:lint' },
  { name: 'layers', script: 'check:layers' },
  { name: 'dead code', script: 'check:dead' },
  { name: 'build', script: 'build' },
  { name: 'unit tests', script: 'test:unit', counts: true },
  { name: 'conformance tests', script: 'test:conformance', counts: true },
  { name: 'tests inside VS Code', script: 'test:host', counts: true },
  { name: 'tests from outside VS Code', script: 'test:crash', counts: true },
  { name: 'browser tests', script: 'test:e2e', counts: true },
];

/** Runs an npm script, lets its output through, and gives back the exit code and what was printed. */
function runScript(script: string): Promise<{ code: number; output: string }> {
  return new Promise((resolve, reject) => {
    const npm = process.env.npm_execpath;
    const [command, args] = npm ? [process.execPath, [npm]] : ['npm', []];
    const child = spawn(command, [...args, 'run', '--silent', script], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'inherit'],
      shell: npm === undefined && process.platform === 'win32',
    });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk;
      process.stdout.write(chunk);
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

/** The counts of the last closing line, or undefined when there is none. */
function closingCounts(output: string): { passed: number; failed: number; skipped: number } | undefined {
  const lines = [...output.matchAll(/^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$/gm)];
  const last = lines.at(-1);
  return last && { passed: Number(last[1]), failed: Number(last[2]), skipped: Number(last[3] ?? 0) };
}

const total = { passed: 0, failed: 0, skipped: 0 };
const wanted = process.argv.slice(2);
for (const stage of stages) {
  if (wanted.length > 0 && !wanted.some((word) => stage.script.includes(word))) continue;
  const start = performance.now();
  process.stdout.write(`\n== ${stage.name}\n`);
  const { code, output } = await runScript(stage.script);
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  const counts = stage.counts ? closingCounts(output) : undefined;
  const ranNothing = stage.counts && (counts?.passed ?? 0) === 0;
  if (counts) for (const key of ['passed', 'failed', 'skipped'] as const) total[key] += counts[key];
  if (code !== 0 || ranNothing) {
    process.stdout.write(
      `== ${stage.name}: ${ranNothing && code === 0 ? 'ran no test' : 'failed'} after ${seconds} s\n`,
    );
    process.stdout.write(`${total.passed} passed, ${Math.max(total.failed, 1)} failed\n`);
    process.exit(1);
  }
  process.stdout.write(`== ${stage.name}: good, ${seconds} s\n`);
}
process.stdout.write(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped\n`);
