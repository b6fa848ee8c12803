import type { Sample } from '../../core/sample/sample.ts';

type Cell = string | number | null;

interface SampleColumn {
  readonly name: string;
  readonly type: 'string' | 'int32';
  /** What stands in it, for the dataset card. */
  readonly about: string;
  /** Most values differ: a dictionary and bounds of it would only cost. */
  readonly distinct: boolean;
  readonly optional: boolean;
  of(sample: Sample): Cell | undefined;
}

const text = (
  name: string,
  about: string,
  of: SampleColumn['of'],
  { distinct = false, optional = false } = {},
): SampleColumn => ({ name, type: 'string', about, of, distinct, optional });

const own = { distinct: true };
const perhaps = { optional: true };

/**
 * The columns of a sample in a table: flat, and without a map or a union, so that every reader takes them. What varies
 * from row to row (spans, labels) is JSON text.
 */
export const sampleColumns: readonly SampleColumn[] = [
  {
    name: 'version',
    type: 'int32',
    about: "the row format's version",
    distinct: false,
    optional: false,
    of: (sample) => sample.version,
  },
  text('id', 'a name of the row, the same whenever it is made again', ({ id }) => id, own),
  text('kind', 'kind of sample', ({ kind }) => kind),
  text('family', 'the model family whose exact strings the text is written in', ({ family }) => family),
  text('language', 'programming language, or conversation', ({ language }) => language),
  text('text', 'what a trainer tokenises', (sample) => sample.text, own),
  text(
    'spans',
    'JSON: typed ranges of the text (UTF-16 code units) with loss weights',
    ({ spans }) => JSON.stringify(spans),
    own,
  ),
  text('proof_source', 'session, trajectory, repository or file', ({ proof }) => proof.source),
  text('proof_tree', 'tree id of the repository at that moment', ({ proof }) => proof.tree, perhaps),
  text('proof_path', 'path of the file', ({ proof }) => proof.path, perhaps),
  text('proof_sha256', 'SHA-256 of what the row must give back', ({ proof }) => proof.sha256, own),
  text('proof_level', 'recorded, mined or replayed', ({ proof }) => proof.level, perhaps),
  text('origin_repository', 'a name of the repository', ({ origin }) => origin?.repository, perhaps),
  text('origin_commit', 'the commit', ({ origin }) => origin?.commit, perhaps),
  text('origin_session', 'the recorded session', ({ origin }) => origin?.session, perhaps),
  text('origin_actor', 'who made the edit', ({ origin }) => origin?.actor, perhaps),
  text('origin_evidence', 'why the actor is believed to be that', ({ origin }) => origin?.evidence, perhaps),
  text('origin_licence', 'SPDX expression of the licence', ({ origin }) => origin?.licence, perhaps),
  text('rejected_text', 'what was not chosen, of a preference pair', ({ rejected }) => rejected?.text, {
    ...own,
    ...perhaps,
  }),
  text(
    'rejected_spans',
    'JSON: the spans of rejected_text',
    ({ rejected }) => rejected && JSON.stringify(rejected.spans),
    { ...own, ...perhaps },
  ),
  text('labels', 'JSON: facts for filtering', ({ labels }) => JSON.stringify(labels), own),
];

/** Whether a table's row has the columns that every sample has. */
export function isSampleRow(row: Readonly<Record<string, unknown>>): boolean {
  return sampleColumns.every(({ name, optional }) => optional || name in row);
}

/**
 * The sample that a table's row stands for; not yet checked by the schema. A member that has no column value is absent.
 * @throws SyntaxError where a JSON column holds none
 */
export function sampleOfRow(row: Readonly<Record<string, unknown>>): unknown {
  const { version, id, kind, family, language, text: whole, spans, labels } = row;
  const origin = membersOf(row, 'origin_');
  const rejected = row.rejected_text ?? null;
  return {
    version: typeof version === 'bigint' ? Number(version) : version,
    id,
    kind,
    family,
    language,
    text: whole,
    spans: parsed(spans),
    proof: membersOf(row, 'proof_'),
    ...(Object.keys(origin).length === 0 ? {} : { origin }),
    ...(rejected === null ? {} : { rejected: { text: rejected, spans: parsed(row.rejected_spans) } }),
    labels: parsed(labels),
  };
}

function membersOf(row: Readonly<Record<string, unknown>>, start: string): Record<string, unknown> {
  return Object.fromEntries(
    sampleColumns.flatMap(({ name }) => {
      const value = row[name] ?? null;
      return name.startsWith(start) && value !== null ? [[name.slice(start.length), value]] : [];
    }),
  );
}

const parsed = (value: unknown): unknown => (typeof value === 'string' ? JSON.parse(value) : value);
