import { CURATION_DEFAULTS, type CurationOptions } from '../../../src/core/curation/curationOptions.ts';
import { BenchmarkGrams } from '../../../src/core/curation/decontamination.ts';
import { SpanText } from '../../../src/core/render/spanText.ts';
import { type Random, seededRandom } from '../../../src/core/sample/random.ts';
import type { Origin, Sample } from '../../../src/core/sample/sample.ts';
import type { Source } from '../../../src/node/build/source.ts';
import { DatasetCuration } from '../../../src/node/curation/datasetCuration.ts';
import { type Curated, RowCurator } from '../../../src/node/curation/rowCurator.ts';
import { nodeDigest } from '../../../src/node/store/digest.ts';

export const trajectories: Source = { kind: 'trajectory', path: 'runs', sha256: '' };

export interface Hole {
  readonly prefix?: string;
  readonly middle: string;
  readonly suffix?: string;
  readonly path?: string;
  readonly origin?: Origin;
  readonly labels?: Sample['labels'];
  readonly source?: string;
}

/** A hole of a file, suffix first. */
export function holeRow({ prefix = '', middle, suffix = '', path = 'src/a.ts', ...more }: Hole): Sample {
  const source = more.source ?? path;
  const { text, spans } = new SpanText()
    .add('sentinel', '<|fim_suffix|>', 0)
    .add('suffix', suffix, 0, { source })
    .add('sentinel', '<|fim_middle|>', 0)
    .add('prefix', prefix, 0, { source })
    .add('middle', middle, 1, { source })
    .add('stop', '<|endoftext|>', 1)
    .finish();
  const file = prefix + middle + suffix;
  return {
    version: 1,
    id: nodeDigest('sha256', JSON.stringify([path, prefix, middle, suffix, more])).slice(0, 16),
    kind: 'fim',
    family: 'qwen2.5-coder',
    language: 'typescript',
    text,
    spans: [...spans],
    proof: { source, path, sha256: nodeDigest('sha256', file) },
    ...(more.origin === undefined ? {} : { origin: more.origin }),
    labels: more.labels ?? {},
  };
}

/** A conversation of one question and one answer. */
export function talkRow(user: string, final: string, more: Partial<Sample> = {}): Sample {
  const from = { source: 'run' };
  const { text, spans } = new SpanText()
    .add('user', user, 0)
    .add('final', final, 1, from)
    .add('stop', '<|im_end|>', 1)
    .finish();
  return {
    version: 1,
    id: nodeDigest('sha256', text).slice(0, 16),
    kind: 'tool-use',
    family: 'qwen2.5-coder',
    language: 'conversation',
    text,
    spans: [...spans],
    proof: { source: 'run', sha256: nodeDigest('sha256', text) },
    labels: {},
    ...more,
  };
}

/** What curation of rows alone says of one. */
export function curateOne(
  sample: Sample,
  options: Partial<CurationOptions> = {},
  items: readonly string[] = [],
): Promise<Curated> {
  const all = { ...CURATION_DEFAULTS, ...options };
  const grams = new BenchmarkGrams(all.grams);
  for (const item of items) grams.add(item);
  return new RowCurator(all, grams).curate(sample, trajectories);
}

/** Rows through all of curation: what is written, with its split, and what was dropped. */
export async function curateAll(
  rows: readonly Sample[],
  options: Partial<CurationOptions> = {},
  against: readonly string[] = [],
  source: Source = trajectories,
) {
  const all = { ...CURATION_DEFAULTS, ...options };
  const curation = await DatasetCuration.open(all, against, [source]);
  try {
    const curator = new RowCurator(all, curation.benchmarks.grams);
    for (const row of rows) {
      const made = await curator.curate(row, source);
      if (!('facts' in made)) {
        curation.drop(made.dropped, 1, [made.example]);
        continue;
      }
      const lines = Buffer.from(`${JSON.stringify(made.sample)}\n`);
      curation.add({ lines, lengths: [lines.length], facts: [made.facts], dropped: {}, examples: {} }, source);
    }
    const written: { readonly sample: Sample; readonly split: string | undefined }[] = [];
    const told = curation.write({ write: (sample, split) => written.push({ sample, split }) });
    return { written, ...told };
  } finally {
    curation.dispose();
  }
}

/** A made-up file of so many lines; another seed shares almost nothing with it. */
export function madeFile(seed: number, lines = 60): string {
  const random = seededRandom(seed);
  return Array.from({ length: lines }, () => madeLine(random)).join('\n');
}

/** The same file with about so many lines in a hundred made anew. */
export function nearCopy(file: string, seed: number, percent: number): string {
  const random = seededRandom(seed);
  return file
    .split('\n')
    .map((line) => (random() * 100 < percent ? madeLine(random) : line))
    .join('\n');
}

function madeLine(random: Random): string {
  const word = () => `w${Math.floor(random() * 5000).toString(36)}`;
  return `  const ${word()} = ${word()}(${word()}, ${word()}) + ${word()}.${word()};`;
}
