import { sampleRules } from '../sample/lint.ts';
import { anyRowRules } from './anyRowRules.ts';
import { callRules } from './callRules.ts';
import { rowFormats } from './rowFormats.ts';
import { fileRules } from './rowLint.ts';
import type { RuleNote } from './rule.ts';
import { templateRules } from './templateRules.ts';
import { turnRules } from './turnRules.ts';

const chatRules: readonly RuleNote[] = [...turnRules, ...callRules, ...templateRules];

/** Every name that `--rules` takes. */
export const lintRuleNames: ReadonlySet<string> = new Set(
  [...fileRules, ...sampleRules, ...anyRowRules, ...chatRules, ...rowFormats.flatMap(({ rules }) => rules)].map(
    ({ name }) => name,
  ),
);

/** docs/samples/lint.md, made of the rules themselves. */
export function lintPage(): string {
  const formats = rowFormats.map(({ id, title, rules }) => {
    const own = rules.length === 0 ? '' : `\n\n${tableOf(rules)}`;
    return `### ${title} (\`${id}\`)${own === '' ? '\n\nNo rules of its own.' : own}`;
  });
  return `# What \`tracewright lint\` checks

\`tracewright lint FILE|DATASET\` reads our own datasets and other people's files, as JSON Lines, JSON documents, plain or
packed with gzip or zstd. What a file is, is told by its rows, and named in the answer. Every row is read, also after one
that is broken. The exit code is 1 when there is an error; warnings alone leave it at 0. \`--rules\` takes names of this
page, \`--max-findings\` says how many findings are listed (all are counted).

## Any file

${tableOf(fileRules)}

## Our own samples

${tableOf(sampleRules)}

## Other people's rows

${tableOf(anyRowRules)}

## Conversations of any format

${tableOf(chatRules)}

## Formats

${formats.join('\n\n')}
`;
}

function tableOf(rules: readonly RuleNote[]): string {
  const rows = rules.map(
    ({ name, means, severity, example }) => `| \`${name}\` | ${severity} | ${cell(means)} | ${cell(example)} |`,
  );
  return ['| rule | severity | what must hold | what breaks it |', '|---|---|---|---|', ...rows].join('\n');
}

const cell = (text: string) => text.replaceAll('|', '\\|');
