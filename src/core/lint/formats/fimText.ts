import { type Family, families } from '../../render/family.ts';
import type { FimLayout } from '../../render/fimLayout.ts';
import { type Fields, textOf } from '../../trajectory/importing/fields.ts';
import type { RowFormat } from '../rowRule.ts';
import { type Hole, holeRules } from './infilling.ts';

/** The text of a row of plain text. */
const shownText = (row: Fields) => textOf(row.text) ?? textOf(row.content) ?? textOf(row.code) ?? '';

interface Slotted {
  readonly family: Family;
  readonly layout: FimLayout;
  /** The literals of the layout from the first part of the hole on, and which part follows each. */
  readonly steps: readonly { readonly literal: string; readonly slot: 'prefix' | 'suffix' | 'middle' }[];
}

/** Layouts whose every part stands behind a literal, the longer literals first: `<PRE> ` before `<PRE> <SUF>`. */
const layouts: readonly Slotted[] = families
  .flatMap((family) =>
    [family.fim?.psm, family.fim?.spm].flatMap((layout) => {
      const steps = layout === undefined ? null : stepsOf(layout);
      return layout === undefined || steps === null ? [] : [{ family, layout, steps }];
    }),
  )
  .sort((one, other) => firstLength(other) - firstLength(one));

function firstLength({ steps }: Slotted): number {
  return steps[0]?.literal.length ?? 0;
}

function stepsOf({ pieces }: FimLayout): Slotted['steps'] | null {
  const steps: { literal: string; slot: 'prefix' | 'suffix' | 'middle' }[] = [];
  let literal = '';
  for (const piece of pieces) {
    if (typeof piece === 'string') literal += piece;
    else if (piece.slot === 'prefix' || piece.slot === 'suffix') {
      if (literal === '') return null;
      steps.push({ literal, slot: piece.slot });
      literal = '';
    } else if (piece.slot !== 'header') literal = '';
  }
  if (literal !== '') steps.push({ literal, slot: 'middle' });
  return steps.length === 0 ? null : steps;
}

interface ReadFim {
  readonly family: Family;
  readonly hole: Hole;
  /** The text ends with the family's end token. */
  readonly ended: boolean;
}

/** A text's hole, by the sentinels of the first family that has them all in their order. */
function readFimText(text: string): ReadFim | null {
  let found: ReadFim | null = null;
  for (const slotted of layouts) {
    const read = readBy(slotted, text);
    if (read?.ended === true) return read;
    found ??= read;
  }
  return found;
}

function readBy({ family, steps }: Slotted, text: string): ReadFim | null {
  const parts: Record<'prefix' | 'suffix' | 'middle', string> = { prefix: '', suffix: '', middle: '' };
  let at = text.indexOf(steps[0]?.literal ?? '');
  let sawMiddle = false;
  for (const [index, { literal, slot }] of steps.entries()) {
    if (at < 0) return null;
    const begins = at + literal.length;
    const next = steps[index + 1];
    const ends = next === undefined ? text.length : text.indexOf(next.literal, begins);
    if (ends < 0) return null;
    parts[slot] = text.slice(begins, ends);
    sawMiddle ||= slot === 'middle';
    at = ends;
  }
  // Forms that end with the prefix have prefix and middle in one.
  if (!sawMiddle) return null;
  const end =
    family.end === null
      ? undefined
      : family.stops.concat(family.end).find((stop) => parts.middle.trimEnd().endsWith(stop));
  if (end !== undefined) parts.middle = parts.middle.slice(0, parts.middle.lastIndexOf(end));
  return { family, hole: parts, ended: end !== undefined };
}

/** The strings that open a hole, of all families. */
const opening = [...new Set(layouts.map(({ steps }) => steps[0]?.literal.trim() ?? ''))].filter(
  (literal) => literal !== '',
);
const opens = (text: string) => opening.some((literal) => text.includes(literal));

/** Texts with the sentinels of a family in them. */
export const fimText: RowFormat = {
  id: 'fim-text',
  title: 'texts with FIM sentinels',
  recognise: (row) => (shownText(row) !== '' && opens(shownText(row)) ? 0.75 : 0),
  rules: [
    {
      name: 'fim-form',
      means: 'The sentinels of a known family stand in their order; none is missing.',
      severity: 'error',
      example: 'a text that was cut to length before its `<fim_middle>`',
      check: (row) =>
        !opens(shownText(row)) || readFimText(shownText(row)) !== null
          ? null
          : 'sentinels are missing, or in no known order',
    },
    {
      name: 'sentinel-forgery',
      means: 'No part of the hole holds a control string of the family.',
      severity: 'error',
      example: 'a suffix with a second `<fim_middle>`',
      check: (row) => {
        const read = readFimText(shownText(row));
        if (read === null) return null;
        for (const [part, said] of Object.entries(read.hole)) {
          const token = read.family.special.find((special) => said.includes(special));
          if (token !== undefined) return `the ${part} holds ${token}`;
        }
        return null;
      },
    },
    {
      name: 'stop-missing',
      means: 'The text ends with the end token of its family: else infilling never stops.',
      severity: 'warning',
      example: 'a text that ends with its middle',
      check: (row) => {
        const read = readFimText(shownText(row));
        return read === null || read.ended || read.family.end === null ? null : `no ${read.family.end} at the end`;
      },
    },
    ...holeRules((row) => readFimText(shownText(row))?.hole ?? null),
  ],
};

/** Texts to go on with. */
export const plainText: RowFormat = {
  id: 'text',
  title: 'plain text',
  recognise: (row) =>
    typeof row.text === 'string' || typeof row.content === 'string' || typeof row.code === 'string' ? 0.4 : 0,
  rules: [
    {
      name: 'text-empty',
      means: 'There is text.',
      severity: 'error',
      example: '`{"text": ""}`',
      check: (row) => (shownText(row).trim() === '' ? 'the text is empty' : null),
    },
  ],
};
