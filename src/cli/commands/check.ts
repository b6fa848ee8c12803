import { type CheckName, type CheckReport, checkNames } from '../../core/check/change.ts';
import type { StepCurve } from '../../core/check/everyStep.ts';
import { checkText } from '../../core/check/told/checkText.ts';
import { githubAnnotations } from '../../core/check/told/githubAnnotations.ts';
import { sarif } from '../../core/check/told/sarif.ts';
import type { Trajectory } from '../../core/trajectory/atif.ts';
import { checkEveryStep } from '../../node/check/checkEveryStep.ts';
import { checkRepository, type RepositoryCheck } from '../../node/check/checkRepository.ts';
import { withSessionLooks } from '../../node/check/sessionLooks.ts';
import { isSessionFolder } from '../../node/formats/sessionFolder.ts';
import { nodeDigest } from '../../node/store/digest.ts';
import { withShadow } from '../../node/store/openSession.ts';
import { SyntaxService } from '../../node/syntax/engine.ts';
import { oneOf, pathOf, requiredText, text, texts, usageError, wholeNumber } from '../arguments.ts';
import type { Command, Invocation } from '../command.ts';
import { sourceArgument } from '../sessionArgument.ts';
import { pathRule, trajectoryOf } from '../trajectoryArgument.ts';
import { productVersion } from '../version.ts';

/** Codebase-wide checks on a change. Exit code 1 when something was found. */
export const checkCommand: Command = {
  usage: `--repo DIR --base REV|DIR [--head REV|DIR] [--reference REV|DIR] [--trajectory SESSION|FILE [--every-step] [--map FROM=TO …]]
      [--typecheck CMD …] [--test CMD …] [--test-report FILE] [--commands] [--unsandboxed] [--timeout SECONDS]
      [--only CHECK,…] [--skip CHECK,…] [--allow NAME …] [--format text|sarif|github]
      (without --head: the working tree; commands run in disposable copies, sandboxed, and only when they are named here
      or asked for with --commands; checks: ${checkNames.join(', ')})`,
  example: 'tracewright check --repo . --base HEAD',
  mostArguments: 0,
  options: {
    repo: { type: 'string' },
    base: { type: 'string' },
    head: { type: 'string' },
    reference: { type: 'string' },
    trajectory: { type: 'string' },
    'every-step': { type: 'boolean' },
    map: { type: 'string', multiple: true },
    typecheck: { type: 'string', multiple: true },
    test: { type: 'string', multiple: true },
    'test-report': { type: 'string' },
    commands: { type: 'boolean' },
    unsandboxed: { type: 'boolean' },
    timeout: { type: 'string' },
    only: { type: 'string', multiple: true },
    skip: { type: 'string', multiple: true },
    allow: { type: 'string', multiple: true },
    format: { type: 'string' },
  },
  async run(invocation) {
    const format = oneOf(text(invocation, 'format') ?? 'text', ['text', 'sarif', 'github'] as const, '--format');
    const { report, curve } =
      invocation.values['every-step'] === true ? await everyStep(invocation) : await once(invocation);
    const told = {
      text: () => [checkText(report), ...(curve === null ? [] : [curveText(curve)])].join('\n\n'),
      sarif: () => JSON.stringify(sarif(report, productVersion(), sha1), null, 2),
      github: () => githubAnnotations(report),
    };
    return {
      json: curve === null ? report : { ...report, everyStep: curve },
      text: told[format](),
      exitCode: report.findings.length === 0 ? 0 : 1,
    };
  },
};

async function once(invocation: Invocation): Promise<{ report: CheckReport; curve: null }> {
  const options = await repositoryCheck(invocation);
  return { report: await checkRepository(options), curve: null };
}

async function repositoryCheck(invocation: Invocation): Promise<RepositoryCheck> {
  const repository = pathOf(invocation, requiredText(invocation, 'repo'));
  const base = state(invocation, requiredText(invocation, 'base'));
  const head = text(invocation, 'head');
  const reference = text(invocation, 'reference');
  const file = text(invocation, 'trajectory');
  const commands = outsideCommands(invocation);
  const only = wantedChecks(invocation);
  if (texts(invocation, 'map').length > 0)
    throw usageError(
      '--map is given without --every-step',
      'leave it out: there the paths of a trajectory are found by their ends',
    );
  const trajectory = file === undefined ? undefined : await trajectoryWithLooks(sourceArgument(invocation, file));
  return {
    repository,
    base,
    engine: SyntaxService.open({ native: true }),
    allow: texts(invocation, 'allow'),
    ...(head === undefined ? {} : { head: state(invocation, head) }),
    ...(reference === undefined ? {} : { reference: state(invocation, reference) }),
    ...(trajectory === undefined ? {} : { trajectory }),
    ...(only === null ? {} : { only }),
    ...(commands === null ? {} : { commands }),
  };
}

/** A person's session is read with what the person looked at. */
async function trajectoryWithLooks(target: string): Promise<Trajectory> {
  const { trajectory } = await trajectoryOf(target);
  if (!isSessionFolder(target)) return trajectory;
  return withShadow(target, (shadow) => withSessionLooks(trajectory, target, shadow));
}

async function everyStep(invocation: Invocation): Promise<{ report: CheckReport; curve: StepCurve }> {
  const repo = pathOf(invocation, requiredText(invocation, 'repo'));
  const trajectory = sourceArgument(invocation, requiredText(invocation, 'trajectory'));
  const base = text(invocation, 'base');
  for (const name of ['head', 'reference', 'typecheck', 'test', 'commands', 'only', 'skip']) {
    if (invocation.values[name] !== undefined)
      throw usageError(
        `--${name} does not go with --every-step`,
        'that checks the trajectory’s own states; leave it out',
      );
  }
  const map = texts(invocation, 'map').map(pathRule);
  return checkEveryStep({
    repo,
    trajectory,
    version: productVersion(),
    engine: SyntaxService.open({ native: true }),
    allow: texts(invocation, 'allow'),
    ...(base === undefined ? {} : { base }),
    ...(map.length === 0 ? {} : { map }),
    onStep: (done, total) => invocation.progress.report({ message: `step ${done}`, done, total }),
  });
}

/** A revision as it was typed; a folder as an absolute path. */
function state(invocation: Invocation, typed: string): string {
  return /^(\.{0,2}\/|[A-Za-z]:[\\/])/.test(typed) ? pathOf(invocation, typed) : typed;
}

function outsideCommands(invocation: Invocation): NonNullable<RepositoryCheck['commands']> | null {
  const [typecheck, tests] = [texts(invocation, 'typecheck'), texts(invocation, 'test')];
  const named = invocation.values.commands === true;
  const report = text(invocation, 'test-report');
  const unsandboxed = invocation.values.unsandboxed === true;
  if (typecheck.length + tests.length === 0 && !named) {
    if (unsandboxed) throw usageError('--unsandboxed is given, and no command', 'name one with --typecheck or --test');
    return null;
  }
  if (report !== undefined && (report.startsWith('/') || report.split(/[\\/]/).includes('..')))
    throw usageError(`--test-report is ${report}`, 'it is a path inside of the repository');
  const seconds = wholeNumber(invocation, 'timeout', 600);
  return {
    ...(typecheck.length > 0 ? { typecheck } : {}),
    ...(tests.length > 0 ? { tests } : {}),
    ...(report === undefined ? {} : { testReport: report }),
    named,
    sandboxed: !unsandboxed,
    timeoutMs: Math.max(1, seconds) * 1000,
  };
}

/** Null: all of them. */
function wantedChecks(invocation: Invocation): CheckName[] | null {
  const listed = (name: string): CheckName[] =>
    texts(invocation, name)
      .flatMap((value) => value.split(','))
      .map((word) => oneOf(word.trim(), checkNames, `--${name}`));
  const [only, skip] = [listed('only'), listed('skip')];
  if (only.length === 0 && skip.length === 0) return null;
  return checkNames.filter((check) => (only.length === 0 || only.includes(check)) && !skip.includes(check));
}

function curveText({ steps, lasting }: StepCurve): string {
  const most = Math.max(1, ...steps.map(({ findings }) => findings ?? 0));
  const rows = steps.map(({ step, findings, lasting: stay }) =>
    findings === null
      ? `  step ${step}  not at hand`
      : `  step ${step}  ${findings}  ${'#'.repeat(stay ?? 0)}${'-'.repeat(findings - (stay ?? 0))}`
          .slice(0, 40 + Math.min(most, 60))
          .trimEnd(),
  );
  const { firstMistake, noReturn } = lasting;
  const end =
    firstMistake === null
      ? 'no mistake was left at the end'
      : `the first of the mistakes that were left was made in step ${firstMistake.step}; from step ${noReturn?.step ?? firstMistake.step} on it was never without one`;
  return ['Findings after every step (# left at the end, - mended later):', ...rows, end].join('\n');
}

function sha1(value: string): string {
  return nodeDigest('sha1', new TextEncoder().encode(value));
}
