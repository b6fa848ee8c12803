import { keepResult, mustBeNew } from '../../node/replay/keepResult.ts';
import { replay } from '../../node/replay/replayTrajectory.ts';
import { oneOf, pathOf, positional, requiredText, text, texts, usageError, wholeNumber } from '../arguments.ts';
import type { Command, Invocation } from '../command.ts';
import { sourceArgument } from '../sessionArgument.ts';
import { table } from '../table.ts';
import { pathRule, trajectoryOf } from '../trajectoryArgument.ts';

const laterModes: readonly string[] = ['view', 'exec', 'branch'];

/** Runs a session or trajectory again in a disposable copy. Exit code 1 when it parts from what was recorded. */
export const replayCommand: Command = {
  usage:
    'SESSION|FILE --repo DIR --mode state|edits [--base REV] [--from STEP] [--map FROM=TO …] [--keep DIR]   (--keep leaves the result there, as a clone with the changes uncommitted)',
  example: 'tracewright replay trajectory.json --repo . --base HEAD --mode edits --map /workspace=.',
  mostArguments: 1,
  options: {
    repo: { type: 'string' },
    base: { type: 'string' },
    from: { type: 'string' },
    mode: { type: 'string' },
    map: { type: 'string', multiple: true },
    keep: { type: 'string' },
  },
  async run(invocation) {
    const typedMode = text(invocation, 'mode') ?? 'edits';
    if (laterModes.includes(typedMode))
      throw usageError(`the mode ${typedMode} is not there yet`, 'use state or edits');
    const mode = oneOf(typedMode, ['state', 'edits'] as const, '--mode');
    const repo = pathOf(invocation, requiredText(invocation, 'repo'));
    const base = text(invocation, 'base');
    const keep = keepFolder(invocation);
    const named = await trajectoryOf(sourceArgument(invocation, positional(invocation, 0, 'SESSION or FILE')));
    const report = await replay(named.trajectory, {
      repo,
      mode,
      stores: named.stores,
      map: texts(invocation, 'map').map(pathRule),
      ...(base === undefined ? {} : { base }),
      from: wholeNumber(invocation, 'from', 1),
      ...(keep === null ? {} : { atEnd: (files) => keepResult(files, repo, base ?? 'HEAD', keep) }),
      onStep: ({ index, verdict }, total) =>
        invocation.progress.report({ message: `step ${index}: ${verdict}`, done: index, total }),
    });
    const { expected, actual, match } = report.finalTree;
    const rows = report.steps.map(({ index, verdict, reason }) => [`step ${index}`, verdict, reason]);
    const ending =
      match === null
        ? `ends on tree ${actual}`
        : match
          ? `ends on tree ${actual}, as recorded`
          : `ends on tree ${actual}, recorded was ${expected}`;
    return {
      json: report,
      text: `${table(rows)}\n${ending}`,
      exitCode: report.firstDivergence === null && match !== false ? 0 : 1,
    };
  },
};

function keepFolder(invocation: Invocation): string | null {
  const typed = text(invocation, 'keep');
  if (typed === undefined) return null;
  const folder = pathOf(invocation, typed);
  mustBeNew(folder);
  return folder;
}
