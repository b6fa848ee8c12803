import { existsSync } from 'node:fs';
import path from 'node:path';
import type { CommandReport, Finding } from '../../core/check/change.ts';
import type { ChangeView, Finder } from '../../core/check/changeView.ts';
import { parseTests, withoutRoots } from '../../core/check/testDelta/parseTests.ts';
import { testFindings } from '../../core/check/testDelta/testFindings.ts';
import type { TestRun } from '../../core/check/testDelta/testRun.ts';
import { parseDiagnostics } from '../../core/check/typecheck/parseDiagnostics.ts';
import { typecheckFindings } from '../../core/check/typecheck/typecheckFindings.ts';
import { withDisposableCopy } from '../replay/disposableCopy.ts';
import { type CommandRun, runSandboxed, runUnsandboxed } from './commandRun.ts';
import { junitReports } from './junitReports.ts';
import type { StateSource } from './stateSource.ts';

/** The outside commands of a check, and how they may run. Nothing is run that is not named here. */
export interface OutsideCommands {
  readonly typecheck?: readonly string[];
  readonly tests?: readonly string[];
  /** A JUnit report that the tests write, relative to the repository. */
  readonly testReport?: string;
  /** False: without a sandbox, in a copy only; has to be somebody's explicit wish. */
  readonly sandboxed: boolean;
  /** Longest time of one run, in ms. */
  readonly timeoutMs: number;
}

/**
 * The two checks that run commands: each command runs in a disposable copy of base and in one of head. What could not
 * be told is in `reports`, and a finding where it came with the change.
 */
export function commandChecks(
  commands: OutsideCommands,
  states: { readonly base: StateSource; readonly head: StateSource; readonly repository: string },
): {
  readonly finders: { readonly typecheck?: Finder; readonly tests?: Finder };
  readonly reports: readonly CommandReport[];
} {
  const reports: CommandReport[] = [];
  const both = async (command: string): Promise<[CommandSide, CommandSide]> => [
    await runAt(states.base, command, commands, states.repository),
    await runAt(states.head, command, commands, states.repository),
  ];
  const each = (
    list: readonly string[] | undefined,
    one: (change: ChangeView, command: string) => Promise<Finding[]>,
  ) =>
    list === undefined || list.length === 0
      ? undefined
      : async (change: ChangeView) => {
          const findings: Finding[] = [];
          for (const command of list) findings.push(...(await one(change, command)));
          return findings;
        };
  const typecheck = each(commands.typecheck, async (change, command) => {
    const [base, head] = await both(command);
    const [before, now] = [base, head].map(({ run }) => parseDiagnostics(run.stdout, run.stderr, run.roots)) as [
      Parsed,
      Parsed,
    ];
    const report = reportOf('typecheck', command, base, head, {
      tool: now.tool || before.tool,
      counts: [before.diagnostics.length, now.diagnostics.length],
    });
    reports.push(report);
    if (report.state !== 'understood') return troubles(change, report, base, head);
    return typecheckFindings(change, before.diagnostics, now.diagnostics, now.tool);
  });
  const tests = each(commands.tests, async (change, command) => {
    const [base, head] = await both(command);
    const [before, now] = [testsOf(base), testsOf(head)];
    const report = reportOf('tests', command, base, head, {
      tool: now.tool || before.tool,
      counts: [before.total ?? 0, now.total ?? 0],
    });
    reports.push(report);
    if (report.state !== 'understood') return troubles(change, report, base, head);
    const found = await testFindings(change, before, now);
    // A suite that no longer starts lists no failing test.
    const stopped =
      base.run.exitCode === 0 && head.run.exitCode !== 0 && !found.some(({ severity }) => severity === 'error');
    return stopped ? [...found, ...troubles(change, { ...report, state: 'exit-code' }, base, head)] : found;
  });
  return { finders: { ...(typecheck && { typecheck }), ...(tests && { tests }) }, reports };
}

type Parsed = ReturnType<typeof parseDiagnostics>;

interface CommandSide {
  readonly run: CommandRun;
  readonly junit: TestRun | null;
}

async function runAt(
  state: StateSource,
  command: string,
  options: OutsideCommands,
  repository: string,
): Promise<CommandSide> {
  return withDisposableCopy(state.stores, async (copy) => {
    copy.notAgain();
    await copy.checkout(await state.tree(copy));
    const place = { folder: copy.folder, repository, timeoutMs: options.timeoutMs };
    const since = Date.now();
    const run = await (options.sandboxed ? runSandboxed : runUnsandboxed)(withOwnPrograms(command), place);
    const junit = options.tests?.includes(command) ? await junitReports(copy.folder, since, options.testReport) : null;
    return { run, junit: junit === null ? null : withoutRoots(junit, run.roots) };
  });
}

/** The repository's installed programs come first, as a package manager has it. */
function withOwnPrograms(command: string): string {
  if (process.platform === 'win32') return command;
  return `PATH="$PWD/node_modules/.bin:$PWD/.venv/bin:$PATH"; export PATH\n${command}`;
}

function testsOf({ run, junit }: CommandSide): TestRun {
  return junit ?? parseTests(run.stdout, run.stderr, run.roots);
}

function reportOf(
  check: 'typecheck' | 'tests',
  command: string,
  base: CommandSide,
  head: CommandSide,
  read: { readonly tool: string; readonly counts: readonly [number, number] },
): CommandReport {
  const side = ({ run }: CommandSide, count: number) => ({ exitCode: run.exitCode, count });
  const report = (state: CommandReport['state'], message: string): CommandReport => ({
    check,
    command,
    state,
    tool: read.tool,
    base: side(base, read.counts[0]),
    head: side(head, read.counts[1]),
    message,
  });
  for (const [name, { run }] of [
    ['base', base],
    ['head', head],
  ] as const) {
    if (run.ended === 'timed-out') return report('timed-out', `At ${name} it was ended: ${run.why}.`);
    if (run.ended === 'not-started')
      return report('not-started', `At ${name} it did not run: ${run.why || 'it could not be started'}.`);
    if (run.exitCode === 127 || run.exitCode === 126 || /^'.+' is not recognized/m.test(run.stderr))
      return report('not-started', `At ${name} the shell did not find or could not start it: ${lastWords(run)}.`);
  }
  const silent = (run: CommandRun, count: number): boolean => count === 0 && run.exitCode !== 0;
  if (check === 'typecheck') {
    if (silent(base.run, read.counts[0]) || silent(head.run, read.counts[1])) {
      const at = silent(head.run, read.counts[1]) ? head : base;
      return report(
        'not-understood',
        `It failed with exit code ${at.run.exitCode} and named no place that was understood: ${lastWords(at.run)}.`,
      );
    }
    return report('understood', `${read.counts[0]} diagnostics at base, ${read.counts[1]} in head.`);
  }
  if (read.tool === '')
    return report(
      'exit-code',
      `No test was recognised in its output; it ended with ${base.run.exitCode} at base and with ${head.run.exitCode} in head.`,
    );
  if (read.counts[0] === 0 && base.run.exitCode !== 0)
    return report('not-understood', `At base it failed and ran no test: ${lastWords(base.run)}.`);
  return report('understood', `${read.counts[0]} tests at base, ${read.counts[1]} in head.`);
}

/** A finding only where the change brought the trouble, or where nothing can be said of it. */
function troubles(change: ChangeView, report: CommandReport, base: CommandSide, head: CommandSide): Finding[] {
  const path = change.changed.find((each) => change.head.files.has(each)) ?? change.changed[0] ?? '';
  if (path === '') return [];
  const worse = base.run.exitCode === 0 && head.run.exitCode !== 0;
  if (report.state === 'exit-code' && !worse) return [];
  const short = report.command.split('\n')[0]?.slice(0, 120) ?? '';
  return [
    {
      check: report.check,
      severity: worse ? 'error' : 'warning',
      path,
      line: 1,
      symbol: short,
      message:
        report.state === 'exit-code'
          ? `“${short}” ended well before the change and fails now: ${lastWords(head.run)}.`
          : `“${short}” gave no answer. ${report.message}`,
      evidence: {
        text: '',
        why: worse
          ? 'the exit code at base was 0, in head it is not'
          : 'without an answer nothing is known of the change here',
      },
    },
  ];
}

function lastWords(run: CommandRun): string {
  const lines = `${run.stdout}\n${run.stderr}`
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
  const line =
    lines.findLast((each) => /error|not found|cannot|failed|fatal/i.test(each)) ?? lines.at(-1) ?? 'it printed nothing';
  return line.replace(/[.\s]+$/, '').slice(0, 200);
}

/** Commands that the repository's own files name for it; they are its authors' words and run only when asked for. */
export async function namedCommands(
  root: string,
  read: (path: string) => Promise<string | null>,
): Promise<{ readonly typecheck: string[]; readonly tests: string[] }> {
  const found = { typecheck: [] as string[], tests: [] as string[] };
  const scripts = scriptsOf(await read('package.json'));
  const check = ['typecheck', 'type-check', 'check:types', 'types', 'tsc'].find((name) => scripts[name] !== undefined);
  if (check !== undefined) found.typecheck.push(`npm run --silent ${check}`);
  else if ((await read('tsconfig.json')) !== null && existsSync(path.join(root, 'node_modules/.bin/tsc')))
    found.typecheck.push('tsc --noEmit -p .');
  if (scripts.test !== undefined && !/no test specified/.test(scripts.test)) found.tests.push('npm test --silent');
  const python = `${(await read('pyproject.toml')) ?? ''}\n${(await read('setup.cfg')) ?? ''}\n${(await read('tox.ini')) ?? ''}`;
  if (/\[tool\.pyright\]/.test(python) || (await read('pyrightconfig.json')) !== null) found.typecheck.push('pyright');
  if (/\[(tool\.)?mypy\]/.test(python) || (await read('mypy.ini')) !== null) found.typecheck.push('mypy .');
  if (/\[(tool\.)?pytest|\[tool:pytest\]/.test(python) || (await read('pytest.ini')) !== null)
    found.tests.push('python3 -m pytest -rA -q');
  if ((await read('go.mod')) !== null) {
    found.typecheck.push('go vet ./...');
    found.tests.push('go test -json ./...');
  }
  if ((await read('Cargo.toml')) !== null) {
    found.typecheck.push('cargo check --message-format=json --all-targets --offline');
    found.tests.push('cargo test --offline');
  }
  return found;
}

function scriptsOf(text: string | null): Record<string, string> {
  try {
    const { scripts } = JSON.parse(text ?? '{}') as { scripts?: unknown };
    return typeof scripts === 'object' && scripts !== null ? (scripts as Record<string, string>) : {};
  } catch {
    return {};
  }
}
