import os from 'node:os';
import { counted } from '../../core/counted.ts';
import { mineRepository } from '../../node/mine/mineRepository.ts';
import { pathOf, positional, requiredText, text, wholeNumber } from '../arguments.ts';
import type { Command } from '../command.ts';
import { table } from '../table.ts';
import { productVersion } from '../version.ts';

/** Real edits out of a repository's history. Asked again, it reads what is new. */
export const mine: Command = {
  usage: 'REPO --out DIR [--since DATE] [--max-commits N] [--jobs N]',
  example: 'tracewright mine . --out mined --since 2024-01-01 --jobs 2',
  mostArguments: 1,
  options: {
    out: { type: 'string' },
    since: { type: 'string' },
    'max-commits': { type: 'string' },
    jobs: { type: 'string' },
  },
  async run(invocation) {
    const since = text(invocation, 'since');
    const most = text(invocation, 'max-commits');
    const mined = await mineRepository({
      repository: pathOf(invocation, positional(invocation, 0, 'REPO')),
      out: pathOf(invocation, requiredText(invocation, 'out')),
      toolVersion: productVersion(),
      jobs: Math.max(wholeNumber(invocation, 'jobs', Math.min(os.availableParallelism(), 8)), 1),
      progress: invocation.progress,
      ...(since === undefined ? {} : { since }),
      ...(most === undefined ? {} : { maxCommits: wholeNumber(invocation, 'max-commits', 0) }),
    });
    const rows = Object.entries(mined.leftOut).map(([reason, count]) => ['left out', `${count} ${reason}`]);
    const known = mined.known === 0 ? '' : `, ${counted(mined.known, 'commit')} known before`;
    const summary = `${counted(mined.edits, 'edit')} of ${counted(mined.commits, 'commit')} in ${mined.seconds.toFixed(1)} s${known}`;
    return { json: mined, text: [...(rows.length === 0 ? [] : [table(rows)]), summary].join('\n') };
  },
};
