import { configsOf, type DatasetFacts, title } from './datasetCard.ts';
import type { DatasetFormat } from './datasetFiles.ts';
import { sampleColumns } from './sampleColumns.ts';

const encodings: Readonly<Record<DatasetFormat, string>> = {
  jsonl: 'application/jsonlines',
  'jsonl.zst': 'application/zstd',
  parquet: 'application/x-parquet',
};

/** A dataset in Croissant 1.0 (JSON-LD, mlcommons.org/croissant): its files with their hashes, and the columns of each kind. */
export function croissant({ manifest, licences, format }: DatasetFacts): object {
  const kinds = configsOf(manifest);
  return {
    '@context': context,
    '@type': 'sc:Dataset',
    conformsTo: 'http://mlcommons.org/croissant/1.0',
    name: `tracewright-${kinds.map(({ name }) => name).join('-') || 'empty'}`,
    description: `${title(manifest)}. ${manifest.rows} rows with typed spans and loss weights, made with seed ${manifest.seed}.`,
    ...(licences.length === 0 ? {} : { license: licences }),
    version: manifest.tool.version,
    distribution: manifest.files.map(({ path, sha256 }) => ({
      '@type': 'cr:FileObject',
      '@id': path,
      name: path,
      contentUrl: path,
      encodingFormat: encodings[format],
      sha256,
    })),
    recordSet: kinds.flatMap(({ name, splits }) =>
      splits.flatMap((split) =>
        split.paths.map((path, index) => recordSet([name, split.name, index].join('/'), path, format)),
      ),
    ),
  };
}

function recordSet(id: string, file: string, format: DatasetFormat): object {
  const columns =
    format === 'parquet' ? sampleColumns.map(({ name, about, type }) => ({ name, about, type })) : jsonMembers;
  return {
    '@type': 'cr:RecordSet',
    '@id': id,
    name: id,
    field: columns.map(({ name, about, type }) => ({
      '@type': 'cr:Field',
      '@id': `${id}/${name}`,
      name,
      description: about,
      dataType: type === 'int32' ? 'sc:Integer' : 'sc:Text',
      source: {
        fileObject: { '@id': file },
        extract: format === 'parquet' ? { column: name } : { jsonPath: `$.${name}` },
      },
    })),
  };
}

/** Members of a JSON row that are plain values; the others are objects. */
const jsonMembers = sampleColumns.filter(({ name }) =>
  ['version', 'id', 'kind', 'family', 'language', 'text'].includes(name),
);

const context = {
  '@language': 'en',
  '@vocab': 'https://schema.org/',
  citeAs: 'cr:citeAs',
  column: 'cr:column',
  conformsTo: 'dct:conformsTo',
  cr: 'http://mlcommons.org/croissant/',
  data: { '@id': 'cr:data', '@type': '@json' },
  dataType: { '@id': 'cr:dataType', '@type': '@vocab' },
  dct: 'http://purl.org/dc/terms/',
  extract: 'cr:extract',
  field: 'cr:field',
  fileObject: 'cr:fileObject',
  fileProperty: 'cr:fileProperty',
  fileSet: 'cr:fileSet',
  format: 'cr:format',
  includes: 'cr:includes',
  isLiveDataset: 'cr:isLiveDataset',
  jsonPath: 'cr:jsonPath',
  key: 'cr:key',
  md5: 'cr:md5',
  parentField: 'cr:parentField',
  path: 'cr:path',
  recordSet: 'cr:recordSet',
  references: 'cr:references',
  regex: 'cr:regex',
  repeated: 'cr:repeated',
  replace: 'cr:replace',
  sc: 'https://schema.org/',
  separator: 'cr:separator',
  source: 'cr:source',
  subField: 'cr:subField',
  transform: 'cr:transform',
};
