import type { Manifest } from '../../core/sample/manifest.ts';
import type { DatasetFormat } from './datasetFiles.ts';
import { sampleColumns } from './sampleColumns.ts';

/** What the dataset's own descriptions are made of. */
export interface DatasetFacts {
  readonly manifest: Manifest;
  /** SPDX expressions that rows say, sorted. */
  readonly licences: readonly string[];
  readonly format: DatasetFormat;
}

interface Config {
  readonly name: string;
  readonly splits: readonly { readonly name: string; readonly paths: readonly string[]; readonly rows: number }[];
}

/** `README.md` of a dataset: YAML that Hugging Face reads, and what a person has to know about its rows. */
export function datasetCard(facts: DatasetFacts): string {
  const { manifest, format } = facts;
  const head = ['---', ...yaml(facts), '---'].join('\n');
  const configs = configsOf(manifest);
  const loading = configs.map(({ name }) => `load_dataset("PATH", "${name}")`).join('\n');
  const dropped = Object.entries(manifest.dropped).map(([reason, times]) => `| ${reason} | ${times} |`);
  return `${head}

# ${title(manifest)}

${manifest.rows} rows of ${list(Object.keys(manifest.byKind))}, made by Tracewright ${manifest.tool.version} with seed ${manifest.seed}. ${manifest.tokens} tokens, of which ${manifest.trainedTokens} are trained (counted in: ${manifest.tokenCounter}).

\`\`\`python
from datasets import load_dataset
${loading}
\`\`\`

## Rows

\`text\` is what a trainer tokenises; \`spans\` says which ranges of it are trained, and with which weight (0 is context). ${
    format === 'parquet'
      ? 'Spans, labels and rejected spans are JSON text: `json.loads(row["spans"])`.'
      : 'A row is one JSON object; `docs/formats/sample.md` of Tracewright describes it.'
  } Offsets count UTF-16 code units; in Python the text of a span is

\`\`\`python
row["text"].encode("utf-16-le")[2 * span["start"] : 2 * span["end"]].decode("utf-16-le")
\`\`\`

| column | is |
| --- | --- |
${sampleColumns.map(({ name, about }) => `| \`${name}\` | ${about} |`).join('\n')}

## How it was made

\`manifest.json\` names the inputs with their hashes, the options, the seed and the SHA-256 of each file: the same inputs, options and seed give the same bytes.
${dropped.length === 0 ? '' : `\nLeft out:\n\n| reason | times |\n| --- | --- |\n${dropped.join('\n')}\n`}`;
}

export function title({ byKind }: Manifest): string {
  return `Training samples: ${list(Object.keys(byKind))}`;
}

/** One configuration for each kind; a dataset without splits is all `train`. */
export function configsOf({ files }: Manifest): Config[] {
  const kinds = new Map<string, Map<string, { paths: string[]; rows: number }>>();
  for (const { path, kind = 'default', split = 'train', rows } of files) {
    const splits = kinds.get(kind) ?? new Map<string, { paths: string[]; rows: number }>();
    kinds.set(kind, splits);
    const known = splits.get(split) ?? { paths: [], rows: 0 };
    splits.set(split, { paths: [...known.paths, path], rows: known.rows + rows });
  }
  return [...kinds].map(([name, splits]) => ({
    name,
    splits: [...splits].map(([split, { paths, rows }]) => ({ name: split, paths, rows })),
  }));
}

function yaml({ manifest, licences, format }: DatasetFacts): string[] {
  const configs = configsOf(manifest);
  const languages = Object.keys(manifest.byLanguage).filter((language) => language !== 'conversation');
  return [
    `pretty_name: ${quoted(title(manifest))}`,
    'license:',
    ...(licences.length === 0 ? ['  - unknown'] : licenceIds(licences).map((id) => `  - ${quoted(id)}`)),
    'task_categories:',
    '  - text-generation',
    'language:',
    '  - code',
    'tags:',
    ...['tracewright', ...Object.keys(manifest.byKind), ...languages].map((tag) => `  - ${quoted(tag)}`),
    'size_categories:',
    `  - ${quoted(sizeCategory(manifest.rows))}`,
    ...(configs.length === 0 ? [] : ['configs:', ...configs.flatMap(configLines)]),
    ...(configs.length === 0 || format !== 'parquet' ? [] : ['dataset_info:', ...configs.flatMap(infoLines)]),
  ];
}

function configLines({ name, splits }: Config, at: number): string[] {
  return [
    `  - config_name: ${quoted(name)}`,
    ...(at === 0 ? ['    default: true'] : []),
    '    data_files:',
    ...splits.flatMap((split) => [
      `      - split: ${quoted(split.name)}`,
      '        path:',
      ...split.paths.map((path) => `          - ${quoted(path)}`),
    ]),
  ];
}

function infoLines({ name, splits }: Config): string[] {
  return [
    `  - config_name: ${quoted(name)}`,
    '    features:',
    ...sampleColumns.flatMap((column) => [`      - name: ${column.name}`, `        dtype: ${column.type}`]),
    '    splits:',
    ...splits.flatMap((split) => [`      - name: ${quoted(split.name)}`, `        num_examples: ${split.rows}`]),
  ];
}

/** Hugging Face writes SPDX names in small letters and without the suffixes that later SPDX lists have. */
function licenceIds(licences: readonly string[]): string[] {
  return [
    ...new Set(
      licences.map((spdx) => (/\s/.test(spdx) ? 'other' : spdx.toLowerCase().replace(/-(only|or-later)$/, ''))),
    ),
  ];
}

function sizeCategory(rows: number): string {
  const steps: readonly (readonly [number, string])[] = [
    [1e3, 'n<1K'],
    [1e4, '1K<n<10K'],
    [1e5, '10K<n<100K'],
    [1e6, '100K<n<1M'],
    [1e7, '1M<n<10M'],
    [1e8, '10M<n<100M'],
  ];
  return steps.find(([below]) => rows < below)?.[1] ?? '100M<n<1B';
}

const list = (words: readonly string[]) => (words.length === 0 ? 'no kind' : words.join(', '));

/** JSON's strings are YAML's too. */
const quoted = (text: string) => (/^[a-z][a-z0-9_-]*$/.test(text) ? text : JSON.stringify(text));
