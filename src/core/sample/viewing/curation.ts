import * as z from 'zod/mini';
import { TracewrightError } from '../../errors.ts';

export const CURATION_VERSION = 1;

const at = z.string();
/** Ids of samples. */
const rows = z.array(z.string());
const labelValue = z.union([z.string(), z.number(), z.boolean()]);

/** One thing that somebody decided about some rows. */
const decisionSchema = z.discriminatedUnion('kind', [
  /** The rows are not to be trained. */
  z.object({ kind: z.literal('reject'), at, rows, reason: z.optional(z.string()) }),
  /** Takes back an earlier `reject`. */
  z.object({ kind: z.literal('keep'), at, rows }),
  /** The label has another value than the row says; null: the row has no such label. */
  z.object({ kind: z.literal('label'), at, rows, name: z.string(), value: z.nullable(labelValue) }),
]);
export type Decision = z.infer<typeof decisionSchema>;

/** `curation.json` beside a dataset's manifest: what people decided about its rows, in the order in which they did. */
export const curationSchema = z.looseObject({
  version: z.literal(CURATION_VERSION),
  decisions: z.array(decisionSchema),
});
export type Curation = z.infer<typeof curationSchema>;

/** What the decisions come to for one row. */
export interface RowCuration {
  readonly rejected: boolean;
  readonly reason?: string;
  /** Labels that were set; null: taken away. */
  readonly labels: Readonly<Record<string, string | number | boolean | null>>;
}

export const noCuration: Curation = { version: CURATION_VERSION, decisions: [] };

export function withDecision(curation: Curation, decision: Decision): Curation {
  return { ...curation, decisions: [...curation.decisions, decision] };
}

/** The curation without its last decision, and that decision; undefined where nothing was decided. */
export function withoutLast(
  curation: Curation,
): { readonly curation: Curation; readonly undone: Decision } | undefined {
  const undone = curation.decisions.at(-1);
  return undone === undefined
    ? undefined
    : { curation: { ...curation, decisions: curation.decisions.slice(0, -1) }, undone };
}

/** What the decisions come to, by the rows' ids: of each row the last verdict counts, and of each label the last value. */
export function curatedRows({ decisions }: Curation): Map<string, RowCuration> {
  const curated = new Map<string, RowCuration>();
  for (const decision of decisions) {
    for (const id of decision.rows)
      curated.set(id, decided(curated.get(id) ?? { rejected: false, labels: {} }, decision));
  }
  return curated;
}

function decided({ labels, ...before }: RowCuration, decision: Decision): RowCuration {
  switch (decision.kind) {
    case 'reject':
      return { rejected: true, ...(decision.reason === undefined ? {} : { reason: decision.reason }), labels };
    case 'keep':
      return { rejected: false, labels };
    case 'label':
      return { ...before, labels: { ...labels, [decision.name]: decision.value } };
  }
}

export function curationText(curation: Curation): string {
  return `${JSON.stringify(curation, null, 2)}\n`;
}

/** @throws TracewrightError `newer-curation` or `not-a-curation`; `file` is where the text stands */
export function parseCuration(text: string, file: string): Curation {
  const value = jsonOf(text);
  const version = typeof value === 'object' && value !== null && 'version' in value ? value.version : undefined;
  if (typeof version === 'number' && version > CURATION_VERSION) {
    throw new TracewrightError('newer-curation', 'the curation was written by a newer version', {
      place: { file },
      remedy: 'update Tracewright',
    });
  }
  const parsed = curationSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new TracewrightError('not-a-curation', 'this is not a curation file', {
    place: { file },
    remedy: 'mend the file, or move it away',
  });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
