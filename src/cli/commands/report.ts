import path from 'node:path';
import type { ReportReplay } from '../../core/report/report.ts';
import { readTrajectory } from '../../node/formats/readTrajectory.ts';
import { replay } from '../../node/replay/replayTrajectory.ts';
import { agentReport } from '../../node/report/agentReport.ts';
import { reportSamples, sessionReport } from '../../node/report/sessionReport.ts';
import { writeReport } from '../../node/report/writeReport.ts';
import { dataFolderOf, openSession } from '../../node/store/openSession.ts';
import { pathOf, positional, requiredText, text, texts } from '../arguments.ts';
import type { Command } from '../command.ts';
import { sessionFolder } from '../sessionArgument.ts';
import { pathRule, trajectoryOf } from '../trajectoryArgument.ts';

/** One self-contained page about a session. A damaged one is shown as far as it goes, and not replayed. */
export const reportPage: Command = {
  usage:
    'SESSION --out FILE.html [--dataset DIR] [--agent FILE [--map FROM=TO …]]   (--agent: also replay and check what an agent did from the same commit)',
  example: 'tracewright report .tracewright/sessions/20260302-091500-k3f9 --out report.html --dataset dataset',
  mostArguments: 1,
  options: {
    out: { type: 'string' },
    dataset: { type: 'string' },
    agent: { type: 'string' },
    map: { type: 'string', multiple: true },
  },
  async run(invocation) {
    const folder = sessionFolder(invocation, positional(invocation, 0, 'SESSION'));
    const out = pathOf(invocation, requiredText(invocation, 'out'));
    const dataset = text(invocation, 'dataset');
    const agent = text(invocation, 'agent');
    const session = await openSession(folder);
    const repo = path.dirname(dataFolderOf(folder));
    const damaged = session.problems.some(({ severity }) => severity === 'error');
    const own = damaged ? [] : [await ownReplay(folder, repo)];
    const other =
      agent === undefined
        ? null
        : await agentReport({
            trajectory: (await readTrajectory(pathOf(invocation, agent))).trajectory,
            repo,
            base: session.meta.roots[0]?.commit ?? 'HEAD',
            map: texts(invocation, 'map').map(pathRule),
            title: path.basename(agent),
          });
    const parts = {
      samples: dataset === undefined ? null : await reportSamples(pathOf(invocation, dataset)),
      replays: other === null ? own : [...own, other.replay],
      checks: other === null ? [] : [other.check],
    };
    await writeReport(await sessionReport(session, parts, new Date()), out);
    return { json: { out }, text: out };
  },
};

async function ownReplay(folder: string, repo: string): Promise<ReportReplay> {
  const { trajectory, stores } = await trajectoryOf(folder);
  return { ...(await replay(trajectory, { repo, mode: 'edits', stores })), title: 'the recorded session' };
}
