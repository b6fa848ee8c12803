import path from 'node:path';
import { replay } from '../../node/replay/replayTrajectory.ts';
import { reportSamples, sessionReport } from '../../node/report/sessionReport.ts';
import { writeReport } from '../../node/report/writeReport.ts';
import { dataFolderOf, openSession } from '../../node/store/openSession.ts';
import { pathOf, positional, requiredText, text } from '../arguments.ts';
import type { Command } from '../command.ts';
import { sessionFolder } from '../sessionArgument.ts';
import { trajectoryOf } from '../trajectoryArgument.ts';

/** One self-contained page about a session. */
export const reportPage: Command = {
  usage: 'SESSION --out FILE.html [--dataset DIR]',
  example: 'tracewright report .tracewright/sessions/20260302-091500-k3f9 --out report.html --dataset dataset',
  options: { out: { type: 'string' }, dataset: { type: 'string' } },
  async run(invocation) {
    const folder = sessionFolder(invocation, positional(invocation, 0, 'SESSION'));
    const out = pathOf(invocation, requiredText(invocation, 'out'));
    const dataset = text(invocation, 'dataset');
    const session = await openSession(folder);
    const { trajectory, stores } = await trajectoryOf(folder);
    const replayed = await replay(trajectory, { repo: path.dirname(dataFolderOf(folder)), mode: 'edits', stores });
    const parts = {
      samples: dataset === undefined ? null : await reportSamples(pathOf(invocation, dataset)),
      replays: [{ ...replayed, title: 'the session’s edits' }],
      checks: [],
    };
    await writeReport(sessionReport(session, parts, new Date()), out);
    return { json: { out }, text: out };
  },
};
