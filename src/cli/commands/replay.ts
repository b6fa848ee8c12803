import { type ReplayReport, replayModes, type StepVerdict } from '../../core/trajectory/verdict.ts';
import { replay } from '../../node/replay/replayTrajectory.ts';
import { oneOf, pathOf, positional, requiredText, text, texts, usageError, wholeNumber } from '../arguments.ts';
import type { Command, Invocation } from '../command.ts';
import { sourceArgument } from '../sessionArgument.ts';
import { table } from '../table.ts';
import { pathRule, trajectoryOf } from '../trajectoryArgument.ts';

/**
 * Runs a session or trajectory again in a disposable copy. Exit code 1 when it parts from what was recorded. Recorded
 * commands are run only with `--yes`, and only in a sandbox.
 */
export const replayCommand: Command = {
  usage:
    'SESSION|FILE --repo DIR [--mode view|state|edits|exec|branch] [--base REV|WORKTREE] [--from STEP] [--map FROM=TO …] [--keep DIR] [--yes] [--verbose]   (exec runs the recorded commands in a sandbox, and asks for --yes; branch restores the state before --from STEP in --keep DIR; --keep leaves the result there, as a clone with the changes uncommitted)',
  example: 'tracewright replay trajectory.json --repo . --base HEAD --mode edits --map /workspace=.',
  mostArguments: 1,
  options: {
    repo: { type: 'string' },
    base: { type: 'string' },
    from: { type: 'string' },
    mode: { type: 'string' },
    map: { type: 'string', multiple: true },
    keep: { type: 'string' },
    yes: { type: 'boolean' },
    verbose: { type: 'boolean' },
  },
  async run(invocation) {
    const mode = oneOf(text(invocation, 'mode') ?? 'edits', replayModes, '--mode');
    const repo = pathOf(invocation, requiredText(invocation, 'repo'));
    const base = text(invocation, 'base');
    const keep = keepFolder(invocation);
    if (mode === 'exec' && invocation.values.yes !== true) {
      throw usageError(
        'the mode exec runs the commands of the recording, which somebody else may have written',
        'look at them with --mode view, and add --yes to run them in a sandbox without a network',
      );
    }
    if (mode === 'view' && keep !== null) throw usageError('the mode view leaves nothing to keep', 'leave --keep out');
    if (mode === 'branch' && keep === null) {
      throw usageError('--keep is missing', 'the mode branch needs a new folder to restore the state in');
    }
    const named = await trajectoryOf(sourceArgument(invocation, positional(invocation, 0, 'SESSION or FILE')));
    const report = await replay(named.trajectory, {
      repo,
      mode,
      stores: named.stores,
      map: texts(invocation, 'map').map(pathRule),
      ...(base === undefined ? {} : { base }),
      from: wholeNumber(invocation, 'from', 1),
      ...(keep === null ? {} : { keep }),
      onStep: ({ index, verdict }, total) =>
        invocation.progress.report({ message: `step ${index}: ${verdict}`, done: index, total }),
    });
    return {
      json: keep === null ? report : { ...report, kept: keep },
      text: [
        ...readable(report, invocation.values.verbose === true),
        ...(keep === null ? [] : [`left in ${keep}`]),
      ].join('\n'),
      exitCode: isAsRecorded(report) ? 0 : 1,
    };
  },
};

/** A path that leads out was refused, so that what it should have done is not there. */
function isAsRecorded({ firstDivergence, finalTree, steps }: ReplayReport): boolean {
  return firstDivergence === null && finalTree.match !== false && steps.every(({ cause }) => cause !== 'path');
}

function readable(report: ReplayReport, verbose: boolean): string[] {
  const { base, map = [], mapFrom, warnings = [], firstDivergence, replayable } = report;
  const head = [
    ...(base ? [`base: tree ${base.tree}${base.commit === null ? '' : ` of commit ${base.commit}`}`] : []),
    ...map.map(
      ({ from, to }) =>
        `path map: ${from} is ${to === '' ? 'the root' : to}${mapFrom === 'inferred' ? ' (inferred)' : ''}`,
    ),
    ...warnings.map((warning) => `warning: ${warning}`),
  ];
  const rows = verbose
    ? report.steps.flatMap(detailed)
    : [table(report.steps.map(({ index, verdict, reason }) => [`step ${index}`, verdict, reason]))];
  const parted =
    firstDivergence === null
      ? []
      : [
          `parts from the recording at step ${firstDivergence.index}: ${firstDivergence.reason}`,
          ...bothSides(firstDivergence.sides),
        ];
  const share =
    replayable === null ? [] : [`replayable: ${Math.floor(replayable * 1000) / 10} % of the steps that do something`];
  return [...head, ...rows, ...parted, ...share, ending(report)].map(plain);
}

/** Recorded text may hold what a terminal obeys. */
function plain(line: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
  return line.replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '\uFFFD');
}

function detailed({ index, verdict, reason, cause, rules, sides }: StepVerdict): string[] {
  const more = [
    ...(cause === undefined ? [] : [`cause: ${cause}`]),
    ...(rules === undefined ? [] : [`equal after: ${rules.join(', ')}`]),
  ];
  return [`step ${index}  ${verdict}  ${reason}`, ...more.map((line) => `    ${line}`), ...bothSides(sides ?? null)];
}

function bothSides(sides: StepVerdict['sides'] | null): string[] {
  if (sides === null || sides === undefined) return [];
  return [...indented('recorded', sides.expected), ...indented('here', sides.actual)];
}

function indented(name: string, value: string): string[] {
  return [`    ${name}:`, ...value.split('\n').map((line) => `      ${line}`)];
}

function ending({ mode, finalTree: { expected, actual, match }, finalFrom }: ReplayReport): string {
  if (actual === null) return 'nothing was laid out';
  const what =
    finalFrom === 'patch' ? 'the recorded patch' : mode === 'branch' ? 'recorded before that step' : 'recorded';
  if (match === null) return `ends on tree ${actual}`;
  return match ? `ends on tree ${actual}, as ${what}` : `ends on tree ${actual}, ${what} was ${expected}`;
}

function keepFolder(invocation: Invocation): string | null {
  const typed = text(invocation, 'keep');
  if (typed === undefined) return null;
  return pathOf(invocation, typed);
}
