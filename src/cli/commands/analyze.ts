import { counted } from '../../core/counted.ts';
import {
  analyzeTrajectory,
  type TrajectoryAnalysis,
  withLabels,
} from '../../core/trajectory/analysis/analyzeTrajectory.ts';
import { atifDocument } from '../../core/trajectory/exporting/atifDocument.ts';
import { pathOf, positional, text } from '../arguments.ts';
import type { Command, Invocation } from '../command.ts';
import { sourceArgument } from '../sessionArgument.ts';
import { checksOfSteps, replayedTrees } from '../stepEvidence.ts';
import { table } from '../table.ts';
import { trajectoryOf } from '../trajectoryArgument.ts';
import { written } from '../written.ts';

/** Loops, errors with their recovery, and habits of a run. Exit code 1 when something speaks against it. */
export const analyzeCommand: Command = {
  usage:
    'SESSION|FILE [--replay FILE] [--checks FILE] [--out FILE]   (--replay: what replay --json wrote; --checks: what checks said after each step; --out: the trajectory with its labels, as ATIF)',
  example: 'tracewright analyze run.traj --out labelled.json',
  mostArguments: 1,
  options: { replay: { type: 'string' }, checks: { type: 'string' }, out: { type: 'string' } },
  async run(invocation) {
    const { trajectory } = await trajectoryOf(sourceArgument(invocation, positional(invocation, 0, 'SESSION or FILE')));
    const replay = fileOf(invocation, 'replay');
    const checks = fileOf(invocation, 'checks');
    const analysis = analyzeTrajectory(trajectory, {
      ...(replay === null ? {} : { trees: await replayedTrees(replay) }),
      ...(checks === null ? {} : await checksOfSteps(checks)),
    });
    const out = fileOf(invocation, 'out');
    if (out !== null) {
      await written(atifDocument.write(withLabels(trajectory, analysis.labels)), { format: 'atif', out, lossy: true });
    }
    const labels = [...analysis.labels].map(([step, names]) => ({ step, labels: names }));
    const { submission, loops, errors } = analysis;
    const bad = loops.length > 0 || submission.premature || errors.some(({ recovered }) => !recovered);
    return { json: { ...analysis, labels, out }, text: inWords(analysis, out), exitCode: bad ? 1 : 0 };
  },
};

function fileOf(invocation: Invocation, name: string): string | null {
  const typed = text(invocation, name);
  return typed === undefined ? null : pathOf(invocation, typed);
}

function inWords(analysis: TrajectoryAnalysis, out: string | null): string {
  const { loops, errors, metrics, submission, turningPoints, detectors } = analysis;
  const rows = [
    ...loops.map(({ kind, first, last, evidence }) => [`steps ${first} to ${last}`, kind, evidence]),
    ...errors.map(({ from, to, tool, about, steps, how }) => [
      to === null ? `from step ${from}` : `steps ${from} to ${to}`,
      'error',
      `${tool}: ${about.join(', ')}; ${to === null ? 'not overcome' : `overcome after ${counted(steps, 'step')} (${how})`}`,
    ]),
    ...detectors.flatMap(({ title, stop }) => (stop === null ? [] : [[`step ${stop.step}`, title, stop.why]])),
  ];
  const { edits, verifications } = metrics;
  return [
    ...(rows.length === 0 ? [] : [table(rows)]),
    `${counted(metrics.steps, 'step')}, ${counted(edits, 'edit')}, ${counted(verifications, 'verification')}; ${counted(loops.length, 'loop')}, ${counted(errors.length, 'error')}, ${errors.filter(({ recovered }) => recovered).length} overcome`,
    ...(submission.premature ? [`handed in at step ${submission.step}: ${submission.because.join(', ')}`] : []),
    ...(turningPoints?.firstMistake ? [`first mistake at step ${turningPoints.firstMistake.step}`] : []),
    ...(turningPoints?.noReturn ? [`no way back after step ${turningPoints.noReturn.step}`] : []),
    ...(out === null ? [] : [`labels written to ${out}`]),
  ].join('\n');
}
