import { splitsCharacter } from '../edit/codePoint.ts';
import { families } from '../render/family.ts';
import { forgedSentinel } from '../render/forgery.ts';
import type { LintRule } from './lintRule.ts';
import type { Sample, Span, SpanKind } from './sample.ts';

const MOST_WEIGHT = 100;

/** Rules for rows of every kind. `spans` comes first: the others rely on it. */
export const rowRules: readonly LintRule[] = [
  {
    name: 'spans',
    means: 'The spans stand in order, without gap or overlap, and cover all of the text.',
    severity: 'error',
    example: 'a span that starts one character after the end of the one before it',
    check: spansCoverText,
  },
  {
    name: 'weights',
    means: `Loss weights are numbers from 0 to ${MOST_WEIGHT}.`,
    severity: 'error',
    example: 'a weight of -1',
    check: weightsSane,
  },
  {
    name: 'lone-surrogate',
    means: 'No half of a surrogate pair stands alone, and no span starts inside one.',
    severity: 'error',
    example: 'a prefix that ends in the middle of an emoji',
    check: surrogatesWhole,
  },
  {
    name: 'sentinel-forgery',
    means: "Nobody's text holds a control string of the row's family.",
    severity: 'error',
    example: 'a source file about tokenizers that holds `<fim_middle>`',
    check: noForgery,
  },
  {
    name: 'context-trained',
    means: 'Observations, errors, context, and what user and system said have weight 0.',
    severity: 'error',
    example: 'a tool result with weight 1: the model would learn to make results up',
    check: contextUntrained,
  },
  {
    name: 'stop-untrained',
    means: 'Something is trained, and whatever is trained ends with a trained stop token.',
    severity: 'error',
    example: 'a middle whose end token has weight 0: infilling would never stop',
    check: stopTrained,
  },
  {
    name: 'provenance',
    means: 'The proof, and each span that holds a recorded fact, says where it is from.',
    severity: 'error',
    example: 'a middle without `from`',
    check: provenancePresent,
  },
];

function weightsSane({ spans, rejected }: Sample): string | null {
  const wrong = [...spans, ...(rejected?.spans ?? [])].find(({ weight }) => !(weight >= 0 && weight <= MOST_WEIGHT));
  return wrong === undefined ? null : `the ${wrong.kind} span at ${wrong.start} has weight ${wrong.weight}`;
}

function spansCoverText({ text, spans }: Sample): string | null {
  let at = 0;
  for (const span of spans) {
    if (span.start > at) return `nothing covers characters ${at} to ${span.start}`;
    if (span.start < at) return `the ${span.kind} span at ${span.start} overlaps the one before it`;
    if (!(span.end > span.start)) return `the ${span.kind} span at ${span.start} is empty or ends before it starts`;
    at = span.end;
  }
  return at === text.length ? null : `the spans end at ${at}, the text at ${text.length}`;
}

function surrogatesWhole({ text, spans }: Sample): string | null {
  if (!text.isWellFormed()) return 'the text has half of a surrogate pair';
  const cut = spans.find((span) => splitsCharacter(text, span.start) && text[span.start] !== '\n');
  return cut === undefined ? null : `the ${cut.kind} span starts inside a surrogate pair, at ${cut.start}`;
}

/** Control strings that a span of the kind has by itself, each once at most. */
const ownTokens: Partial<Record<SpanKind, readonly string[]>> = {
  system: ['<tool_call>', '</tool_call>'],
  reasoning: ['<think>', '</think>'],
  call: ['<tool_call>', '</tool_call>'],
};
const free: ReadonlySet<SpanKind> = new Set(['sentinel', 'stop', 'markup', 'system']);

function noForgery(sample: Sample): string | null {
  const family = families.find((known) => known.id === sample.family);
  if (family === undefined) return `nothing is known of the family ${sample.family}`;
  for (const span of sample.spans) {
    if (free.has(span.kind)) continue;
    let text = sample.text.slice(span.start, span.end);
    for (const token of ownTokens[span.kind] ?? []) text = text.replace(token, '');
    const forged = forgedSentinel(family, text);
    if (forged !== null) return `the ${span.kind} span at ${span.start} contains the control string ${forged.token}`;
  }
  return null;
}

const neverTrained: ReadonlySet<SpanKind> = new Set(['observation', 'user', 'system', 'context', 'error']);

function contextUntrained({ spans }: Sample): string | null {
  const trained = spans.find((span) => neverTrained.has(span.kind) && span.weight > 0);
  return trained === undefined ? null : `the ${trained.kind} span at ${trained.start} has weight ${trained.weight}`;
}

const answers: ReadonlySet<SpanKind> = new Set(['middle', 'reasoning', 'call', 'final']);

/** What is trained must end in a trained stop, or the model never learns to stop there. */
function stopTrained({ spans }: Sample): string | null {
  let open: Span | null = null;
  let stops = 0;
  for (const span of spans) {
    if (span.kind === 'stop') {
      if (open !== null && span.weight === 0) return `the stop token at ${span.start} is not trained`;
      if (span.weight > 0) stops++;
      open = null;
    } else if (answers.has(span.kind)) {
      if (span.weight > 0) open = span;
    } else if (open !== null) {
      return `the trained ${open.kind} span at ${open.start} has no stop token after it`;
    }
  }
  if (open !== null) return `the trained ${open.kind} span at ${open.start} has no stop token after it`;
  return stops > 0 ? null : 'no stop token is trained';
}

const recorded: ReadonlySet<SpanKind> = new Set([
  'prefix',
  'middle',
  'suffix',
  'context',
  'reasoning',
  'call',
  'final',
  'observation',
]);

function provenancePresent({ spans, proof }: Sample): string | null {
  if (proof.source === '') return 'the proof names no source';
  const without = spans.find((span) => recorded.has(span.kind) && (span.from?.source ?? '') === '');
  return without === undefined ? null : `the ${without.kind} span at ${without.start} does not say where it is from`;
}
