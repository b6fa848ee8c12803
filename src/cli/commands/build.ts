import { fimOptionNames } from '../../core/sample/fimSetting.ts';
import { nextEditOptionNames } from '../../core/sample/nextEdit/nextEditSetting.ts';
import { buildDataset } from '../../node/build/buildDataset.ts';
import { conversationOptionNames } from '../../node/build/conversationSetting.ts';
import { datasetFormats } from '../../node/sink/datasetFiles.ts';
import { oneOf, pathOf, requiredText, text, usageError, wholeNumber } from '../arguments.ts';
import type { Command, Invocation } from '../command.ts';
import { curationOf, curationOptions, curationUsage } from '../curationArguments.ts';
import { sourceArgument } from '../sessionArgument.ts';
import { table } from '../table.ts';
import { productVersion } from '../version.ts';

const kinds = ['fim', 'next-edit', 'remaining-sites', 'tool-use', 'tool-infill', 'reasoning'] as const;

/** Options that one kind of sample knows; they are handed on as they are. */
const kindOptions: readonly string[] = [...fimOptionNames, ...nextEditOptionNames, ...conversationOptionNames];

/** Training samples from sessions, trajectories and plain source trees. */
export const buildSamples: Command = {
  usage: `${'SOURCE … --kind fim,tool-use --out DIR [--format jsonl|jsonl.zst|parquet] [--family M] [--seed N] [--max-tokens N] [--errors keep|mask|drop] [--recovery-weight W] [--replay REPORT] [--dialect recorded,ours,claude,…] [--segments] [--images refuse|note] [--granularity call,arguments,name] [--keep-undone] [--tokenizer FILE] [--repo DIR] [--jobs N] [--fim edit,ast,line,char] [--fim-boundary char|token-safe|line|ast|edit] [--fim-rate R] [--spm-rate R] [--spm-variant 1|2] [--fim-level document|context] [--fim-form file|repository] [--fragment-rate R] [--fim-spacing BYTES] [--context-files N] [--next-edit-form FORM] [--no-edit-rate R]'} ${curationUsage}`,
  example: 'tracewright build .tracewright/sessions --kind fim,tool-use --family qwen2.5-coder --seed 1 --out dataset',
  mostArguments: Number.POSITIVE_INFINITY,
  options: {
    kind: { type: 'string' },
    family: { type: 'string' },
    seed: { type: 'string' },
    'max-tokens': { type: 'string' },
    errors: { type: 'string' },
    'keep-undone': { type: 'boolean' },
    segments: { type: 'boolean' },
    replay: { type: 'string' },
    tokenizer: { type: 'string' },
    repo: { type: 'string' },
    jobs: { type: 'string' },
    out: { type: 'string' },
    format: { type: 'string' },
    ...curationOptions,
    ...Object.fromEntries(kindOptions.map((name) => [name, { type: 'string' as const }])),
  },
  async run(invocation) {
    if (invocation.positionals.length === 0)
      throw usageError('SOURCE is missing', 'name a session, an ATIF file or source code');
    const format = oneOf(text(invocation, 'format') ?? 'jsonl', datasetFormats, '--format');
    const repo = text(invocation, 'repo');
    const tokenizer = text(invocation, 'tokenizer');
    const replay = text(invocation, 'replay');
    const manifest = await buildDataset({
      sources: invocation.positionals.map((typed) => sourceArgument(invocation, typed)),
      kinds: requiredText(invocation, 'kind').split(',').map(kindOf),
      family: text(invocation, 'family') ?? 'qwen2.5-coder',
      out: pathOf(invocation, requiredText(invocation, 'out')),
      toolVersion: productVersion(),
      format,
      seed: wholeNumber(invocation, 'seed', 0),
      errors: oneOf(text(invocation, 'errors') ?? 'mask', ['keep', 'mask', 'drop'] as const, '--errors'),
      keepUndone: invocation.values['keep-undone'] === true,
      jobs: Math.max(wholeNumber(invocation, 'jobs', 1), 1),
      progress: invocation.progress,
      options: {
        ...given(invocation, kindOptions),
        ...(invocation.values.segments === true ? { segments: 'true' } : {}),
      },
      ...(replay === undefined ? {} : { replay: pathOf(invocation, replay) }),
      ...curationOf(invocation),
      ...(tokenizer === undefined ? {} : { tokenizer: pathOf(invocation, tokenizer) }),
      ...(repo === undefined ? {} : { repository: pathOf(invocation, repo) }),
      ...(text(invocation, 'max-tokens') === undefined
        ? {}
        : { maxTokens: wholeNumber(invocation, 'max-tokens', 4096) }),
    });
    const rows = [
      ...Object.entries(manifest.byKind).map(([kind, count]) => [kind, `${count} rows`]),
      ...Object.entries(manifest.dropped).map(([reason, count]) => ['dropped', `${count} ${reason}`]),
      ...Object.entries(manifest.curation?.splits ?? {}).map(([split, count]) => [split, `${count} rows`]),
      ...(manifest.curation?.warnings ?? []).map((warning) => ['warning', warning]),
      ['tokens', `${manifest.tokens}, ${manifest.trainedTokens} trained (${manifest.tokenCounter})`],
    ];
    return { json: manifest, text: table(rows) };
  },
};

function given(invocation: Invocation, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = text(invocation, name);
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

function kindOf(word: string): (typeof kinds)[number] {
  return oneOf(word, kinds, '--kind');
}
