import { lintRuleNames } from '../../core/lint/lintPage.ts';
import { readTemplate } from '../../node/chat/readTemplate.ts';
import { readBenchmarks } from '../../node/lint/benchmarkFiles.ts';
import { lintFile } from '../../node/lint/lintFile.ts';
import { pathOf, positional, text, texts, usageError, wholeNumber } from '../arguments.ts';
import type { Command, Invocation } from '../command.ts';

const DEFAULT_FINDINGS = 1000;

/** Checks a dataset or other people's training files row by row. Exit code 1 when there is an error. */
export const lintSamples: Command = {
  usage:
    'DATASET|FILE [--repo DIR] [--sources DIR] [--against FILE…] [--template FILE] [--require-licence] [--rules A,B] [--max-findings N]',
  example: 'tracewright lint dataset --json',
  mostArguments: 1,
  options: {
    repo: { type: 'string' },
    sources: { type: 'string' },
    against: { type: 'string', multiple: true },
    template: { type: 'string' },
    'require-licence': { type: 'boolean' },
    rules: { type: 'string' },
    'max-findings': { type: 'string' },
  },
  async run(invocation) {
    const target = pathOf(invocation, positional(invocation, 0, 'DATASET'));
    const only = rulesOf(invocation);
    const [repo, folder, template] = ['repo', 'sources', 'template'].map((name) => {
      const typed = text(invocation, name);
      return typed === undefined ? undefined : pathOf(invocation, typed);
    });
    const against = texts(invocation, 'against').map((file) => pathOf(invocation, file));
    const report = await lintFile(target, {
      maxFindings: wholeNumber(invocation, 'max-findings', DEFAULT_FINDINGS),
      requireLicence: invocation.values['require-licence'] === true,
      onRows: (done) => invocation.progress.report({ message: 'Linting', done }),
      ...(only === undefined ? {} : { only }),
      ...(repo === undefined ? {} : { repo }),
      ...(folder === undefined ? {} : { folder }),
      ...(template === undefined ? {} : { template: await readTemplate(template, {}) }),
      ...(against.length === 0 ? {} : { benchmark: await readBenchmarks(against) }),
    });
    const { format, rows, findings, errors, warnings, unlisted } = report;
    const lines = findings.map(({ rule, severity, row, line, message }) => {
      const place = line === undefined ? `row ${row}` : `row ${row} (line ${line})`;
      return `${place}  ${severity}  ${rule}  ${message}`;
    });
    if (unlisted > 0) lines.push(`and ${unlisted} findings more`);
    const found = errors + warnings;
    lines.push(
      `${rows} rows of ${format ?? 'no known format'}, ${found} findings: ${errors} errors, ${warnings} warnings`,
    );
    return { json: report, text: lines.join('\n'), exitCode: errors === 0 ? 0 : 1 };
  },
};

/** @throws a usage error for a name that no rule has */
function rulesOf(invocation: Invocation): ReadonlySet<string> | undefined {
  const typed = text(invocation, 'rules');
  if (typed === undefined) return undefined;
  const names = typed.split(',').map((name) => name.trim());
  const unknown = names.find((name) => !lintRuleNames.has(name));
  if (unknown === undefined) return new Set(names);
  throw usageError(`there is no rule ${unknown}`, `use some of ${[...lintRuleNames].sort().join(', ')}`);
}
