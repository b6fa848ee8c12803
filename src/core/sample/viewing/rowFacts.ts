import { type Sample, sampleSchema } from '../sample.ts';

/** What a list of rows shows, filters and counts; lengths in UTF-16 code units. */
export interface RowFacts {
  /** The row's number in the dataset, from 0. */
  readonly key: number;
  /** Empty for a row that is no sample. */
  readonly id: string;
  /** The sample's kind; `unreadable` for a row that is no sample. */
  readonly kind: Sample['kind'] | 'unreadable';
  readonly family: string;
  readonly language: string;
  /** The file that the row is about, or what it is from. */
  readonly title: string;
  /** The first line of what is trained. */
  readonly preview: string;
  readonly actor: RowActor;
  readonly length: number;
  readonly trained: number;
  /** Null: the row has no middle. */
  readonly middle: number | null;
}

export type RowActor = NonNullable<NonNullable<Sample['origin']>['actor']>;

const PREVIEW = 120;

/** The facts of one row, and the row itself where it is a sample. */
export function rowFacts(value: unknown, key: number): { readonly facts: RowFacts; readonly sample: Sample | null } {
  const parsed = sampleSchema.safeParse(value);
  return parsed.success
    ? { facts: factsOf(parsed.data, key), sample: parsed.data }
    : { facts: unreadable(value, key), sample: null };
}

/** The facts of a sample. */
export function factsOf(sample: Sample, key: number): RowFacts {
  const { id, kind, family, language, proof, origin, text, spans } = sample;
  const trained = spans.filter(({ weight }) => weight > 0);
  const middles = spans.filter((span) => span.kind === 'middle');
  const first = trained.find(({ start, end }) => text.slice(start, end).trim() !== '');
  return {
    key,
    id,
    kind,
    family,
    language,
    title: proof.path ?? proof.source,
    preview: first === undefined ? '' : firstLine(text.slice(first.start, first.end)),
    actor: origin?.actor ?? 'unknown',
    length: text.length,
    trained: lengthOf(trained),
    middle: middles.length === 0 ? null : lengthOf(middles),
  };
}

function unreadable(value: unknown, key: number): RowFacts {
  const text = JSON.stringify(value) ?? '';
  return {
    key,
    id: '',
    kind: 'unreadable',
    family: '',
    language: '',
    title: '',
    preview: firstLine(text),
    actor: 'unknown',
    length: text.length,
    trained: 0,
    middle: null,
  };
}

function lengthOf(spans: readonly { readonly start: number; readonly end: number }[]): number {
  return spans.reduce((sum, { start, end }) => sum + end - start, 0);
}

/** The first line that has something in it, cut between characters. */
function firstLine(text: string): string {
  const line = text.trimStart().split('\n', 1)[0] ?? '';
  return line.length > PREVIEW
    ? `${Array.from(line.slice(0, 2 * PREVIEW))
        .slice(0, PREVIEW)
        .join('')}…`
    : line;
}
