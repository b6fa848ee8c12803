import { counted } from '../../core/counted.ts';

import { checkRepository } from '../../node/check/checkRepository.ts';
import { readTrajectory } from '../../node/formats/readTrajectory.ts';
import { SyntaxService } from '../../node/syntax/engine.ts';
import { pathOf, requiredText, text } from '../arguments.ts';
import type { Command } from '../command.ts';
import { table } from '../table.ts';

/** Codebase-wide checks on a change. Exit code 1 when something was found. */
export const checkCommand: Command = {
  usage: '--repo DIR --base REV [--head REV] [--trajectory FILE]   (without --head: the working tree)',
  example: 'tracewright check --repo . --base HEAD',
  mostArguments: 0,
  options: {
    repo: { type: 'string' },
    base: { type: 'string' },
    head: { type: 'string' },
    trajectory: { type: 'string' },
  },
  async run(invocation) {
    const head = text(invocation, 'head');
    const file = text(invocation, 'trajectory');
    const trajectory = file === undefined ? undefined : (await readTrajectory(pathOf(invocation, file))).trajectory;
    const report = await checkRepository({
      repository: pathOf(invocation, requiredText(invocation, 'repo')),
      base: requiredText(invocation, 'base'),
      engine: SyntaxService.open({ native: true }),
      ...(head === undefined ? {} : { head }),
      ...(trajectory === undefined ? {} : { trajectory }),
    });
    const { changedFiles, sites, handledSites } = report.counts;
    const rows = report.findings.map(({ path, line, severity, check, message }) => [
      `${path}:${line}`,
      severity,
      check,
      message,
    ]);
    const summary = `${counted(report.findings.length, 'finding')} in ${counted(changedFiles, 'changed file')}; ${handledSites} of ${counted(sites, 'site')} handled`;
    return {
      json: report,
      text: [...(rows.length === 0 ? [] : [table(rows)]), summary].join('\n'),
      exitCode: report.findings.length === 0 ? 0 : 1,
    };
  },
};
