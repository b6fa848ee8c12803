import { TracewrightError } from '../../errors.ts';
import type { Digest, Tokenizer } from '../../ports.ts';
import { contextSegments, conversationTurns, type ErrorPolicy, type ImagePolicy } from '../../render/conversation.ts';
import { type Family, familyById } from '../../render/family.ts';
import { fimModes, renderFim } from '../../render/renderFim.ts';
import { renderConversation } from '../../render/renderToolUse.ts';
import { estimatedTokens } from '../estimatedTokens.ts';
import { type Random, seededRandom, seedFor } from '../random.ts';
import { type Provenance, SAMPLE_VERSION, type Sample, type Span } from '../sample.ts';
import { fitEnds } from './fitEnds.ts';
import { givesAway } from './givesAway.ts';
import type { Granularity } from './granularity.ts';
import { eventsBySteps, originOf, proofOf } from './rowFacts.ts';
import { stepMasks } from './stepMasks.ts';
import { threadsOf } from './threads.ts';
import type { TrajectoryInput } from './trajectoryInput.ts';
import { type CallPlace, transcriptOf } from './transcript.ts';

export interface ToolInfillOptions {
  readonly family: string;
  readonly errors: ErrorPolicy;
  readonly keepUndone: boolean;
  /** Longest row. */
  readonly maxTokens: number;
  readonly tokenizer?: Tokenizer;
  readonly images?: ImagePolicy;
  readonly seed: number;
  /** Of each call one is drawn, in which the same one stands more often where it is named more often. */
  readonly granularities: readonly Granularity[];
}

type Drop = (reason: string, example?: string) => void;

/**
 * Tool calls as the middle: the conversation up to the call is the prefix, its observation and what follows the suffix.
 * For families with a fill-in-the-middle form in that, for others as a question in a chat. Calls that are not trained
 * (they failed, came to nothing, diverged) are no middles. The middle is never cut; both sides are, at their far ends.
 * Reasons for a drop: `answer-in-context`, `too-long`, `lone-surrogate`, `sentinel-forgery`, `cr-after-sentinel`,
 * `content-not-text`.
 * @throws TracewrightError `no-chat-format` when the family has neither form.
 */
export function* toolInfillSamples(
  input: TrajectoryInput,
  options: ToolInfillOptions,
  digest: Digest,
  drop: Drop,
): Generator<Sample> {
  for (const thread of threadsOf(input)) yield* threadInfills(thread, options, digest, drop);
}

function* threadInfills(
  input: TrajectoryInput,
  options: ToolInfillOptions,
  digest: Digest,
  drop: Drop,
): Generator<Sample> {
  const { trajectory, source } = input;
  const { weights } = stepMasks(trajectory, { ...options, verdicts: input.verdicts });
  const events = eventsBySteps(input);
  for (const steps of contextSegments(trajectory)) {
    let turns: ReturnType<typeof conversationTurns>;
    try {
      turns = conversationTurns(steps, { ...options, weights });
    } catch (error) {
      if (!(error instanceof TracewrightError) || error.code !== 'content-not-text') throw error;
      drop(error.code, `${source}: ${error.message}`);
      continue;
    }
    const { text, calls } = transcriptOf(turns, trajectory.agent.tool_definitions ?? []);
    for (const place of calls) {
      if (place.call.weight === 0) continue;
      const random = seededRandom(seedFor(options.seed, `${input.sha256}:${source}:${place.step}:${place.at}`));
      const hole = holeOf(place, text, options, random);
      const where = `${source}: step ${place.step}`;
      if (givesAway(hole.granularity, place.call, hole.middle, place.seen, hole.suffix)) {
        drop('answer-in-context', where);
        continue;
      }
      const seqs = events?.get(place.step) ?? (events === undefined ? [place.step, place.step] : undefined);
      const from: Provenance = { source, ...(seqs === undefined ? {} : { seqs: [seqs[0], seqs[1]] }) };
      const rendered = inForm(hole, from, options, random);
      if (typeof rendered === 'string') {
        drop(rendered, where);
        continue;
      }
      const { form, trimmed, ...row } = rendered;
      const name = [input.sha256, source, place.step, place.at, hole.granularity, options.family, form];
      const step = steps.filter(({ step_id: id }) => id === place.step);
      yield {
        version: SAMPLE_VERSION,
        id: digest('sha256', JSON.stringify(name)).slice(0, 16),
        kind: 'tool-infill',
        family: options.family,
        language: 'conversation',
        ...row,
        proof: proofOf(input, step),
        origin: originOf(input),
        labels: {
          form,
          granularity: hole.granularity,
          tool: place.call.name,
          firstStep: steps[0]?.step_id ?? place.step,
          step: place.step,
          lastStep: steps.at(-1)?.step_id ?? place.step,
          middleSha256: digest('sha256', hole.middle),
          trimmed,
        },
      };
    }
  }
}

interface Hole {
  readonly granularity: Granularity;
  readonly prefix: string;
  readonly middle: string;
  readonly suffix: string;
}

function holeOf(place: CallPlace, text: string, options: ToolInfillOptions, random: Random): Hole {
  const granularity = options.granularities[Math.floor(random() * options.granularities.length)] ?? 'call';
  const [start, end] = granularity === 'name' ? place.name : granularity === 'arguments' ? place.given : place.whole;
  return { granularity, prefix: text.slice(0, start), middle: text.slice(start, end), suffix: text.slice(end) };
}

interface Rendered {
  readonly text: string;
  readonly spans: Span[];
  readonly form: string;
  readonly trimmed: boolean;
}

/** The row, or why there is none. */
function inForm(hole: Hole, from: Provenance, options: ToolInfillOptions, random: Random): Rendered | string {
  const tokenizer = options.tokenizer ?? estimatedTokens;
  const count = (text: string) => tokenizer.count(text);
  const family = familyById(options.family);
  const make = family.fim !== undefined && family.end !== null ? fimForm : chatForm;
  try {
    const bare = make({ ...hole, prefix: '', suffix: '' }, from, family, random);
    const ends = fitEnds(hole.prefix, hole.suffix, options.maxTokens - count(bare.text), count);
    if (ends === null) return 'too-long';
    const made = make({ ...hole, prefix: ends.prefix, suffix: ends.suffix }, from, family, random);
    if (!made.text.isWellFormed()) return 'lone-surrogate';
    return { ...made, trimmed: ends.trimmed };
  } catch (error) {
    if (error instanceof TracewrightError && droppable.has(error.code)) return error.code;
    throw error;
  }
}

const droppable = new Set(['sentinel-forgery', 'cr-after-sentinel']);

type Form = (hole: Hole, from: Provenance, family: Family, random: Random) => Omit<Rendered, 'trimmed'>;

const fimForm: Form = ({ prefix, middle, suffix }, from, family, random) => {
  const modes = fimModes(family);
  const mode = modes[Math.floor(random() * modes.length)] ?? 'psm';
  const sides = { prefix: from, suffix: from, middle: from };
  const { text, spans, variant } = renderFim({
    family: family.id,
    prefix,
    suffix,
    middle,
    mode,
    path: 'conversation.md',
    language: 'markdown',
    from: sides,
  });
  return { text, spans: [...spans], form: variant };
};

const ASKED: Readonly<Record<Granularity, string>> = {
  call: 'In this record of work with tools one call is missing. Write the call.',
  arguments: 'In this record of work with tools the arguments of one call are missing. Write the arguments.',
  name: 'In this record of work with tools the name of one tool is missing. Write the name.',
};
const GAP = '⟨missing⟩';

const chatForm: Form = ({ granularity, prefix, middle, suffix }, from, family) => {
  const asked = `${ASKED[granularity]} Its place is marked ${GAP}.\n\n`;
  const turns = [
    { role: 'user' as const, step: 0, text: `${asked}${prefix}${GAP}${suffix}` },
    { role: 'assistant' as const, step: 0, reasoning: '', text: middle, calls: [], weight: 1 },
  ];
  const { text, spans } = renderConversation(turns, [], { family: family.id, source: from.source });
  return { text, spans: spans.flatMap((span) => partsOf(span, [asked, prefix, GAP, suffix], from)), form: 'chat' };
};

/** The spans of a chat, in the words of a hole. */
function partsOf(span: Span, parts: readonly string[], from: Provenance): Span[] {
  if (span.kind === 'final') return [{ ...span, kind: 'middle', from }];
  if (span.kind === 'reasoning') return [{ start: span.start, end: span.end, kind: 'markup', weight: 0 }];
  if (span.kind !== 'user') return [span];
  const kinds = ['user', 'prefix', 'user', 'suffix'] as const;
  let start = span.start;
  return parts.flatMap((part, at): Span[] => {
    const end = start + part.length;
    const kind = kinds[at] ?? 'user';
    const own = { start, end, kind, weight: 0, from };
    start = end;
    return part === '' ? [] : [own];
  });
}
