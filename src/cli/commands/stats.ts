import { datasetStats } from '../../node/curation/datasetStats.ts';
import { tokenizerFor } from '../../node/tokens/tokenizerFor.ts';
import { pathOf, positional, text } from '../arguments.ts';
import type { Command } from '../command.ts';
import { table } from '../table.ts';

/** What is in a dataset: languages, kinds, lengths, actors, licences, shares, masks, near-duplicates. */
export const statsCommand: Command = {
  usage: 'DATASET [--tokenizer FILE]   (a dataset folder or a file of rows)',
  example: 'tracewright stats dataset --json',
  mostArguments: 1,
  options: { tokenizer: { type: 'string' } },
  async run(invocation) {
    const typed = text(invocation, 'tokenizer');
    const tokenizer = await tokenizerFor(typed === undefined ? null : pathOf(invocation, typed));
    const stats = await datasetStats(pathOf(invocation, positional(invocation, 0, 'DATASET')), tokenizer);
    const { kinds, languages, splits, licences, actors, shares, masks, tokens, trainedTokens, alike } = stats;
    const listed = (name: string, counts: Readonly<Record<string, number>>, unit: string) =>
      Object.entries(counts).map(([key, count]) => [name, `${count}${unit} ${key}`]);
    const per = (share: number) => `${(share * 100).toFixed(1)} %`;
    const bars = (name: string, { histogram }: typeof tokens) =>
      histogram.filter(({ rows }) => rows > 0).map(({ from, to, rows }) => [name, `${rows} of ${from} to ${to - 1}`]);
    const lines = [
      ['rows', `${stats.rows}, ${tokens.total} tokens, ${trainedTokens.total} trained (${stats.tokenCounter})`],
      ...listed('kind', kinds, ''),
      ...listed('language', languages, ''),
      ...listed('split', splits, ''),
      ...listed('licence', licences, ''),
      ...listed('actor', actors, ''),
      ...Object.entries(shares).map(([maker, share]) => ['trained text', `${per(share)} ${maker}`]),
      ['tests', per(stats.testShare)],
      ...Object.entries(masks).map(([kind, { share, trained }]) => [
        `span ${kind}`,
        `${per(share)}, trained ${per(trained)}`,
      ]),
      ...bars('tokens', tokens),
      ...bars('trained', trainedTokens),
      ['alike', `${alike.nearDuplicates} near-duplicates, largest cluster ${alike.largest}`],
    ];
    return { json: stats, text: table(lines) };
  },
};
