import { TracewrightError } from '../errors.ts';
import type { Digest, Tokenizer } from '../ports.ts';
import {
  contextSegments,
  conversationTurns,
  type ErrorPolicy,
  type ImagePolicy,
  type Turn,
} from '../render/conversation.ts';
import { maskedShare, type RenderedConversation, renderConversation } from '../render/renderToolUse.ts';
import type { Step } from '../trajectory/atif.ts';
import type { Dialect } from './dialects/dialect.ts';
import { inDialect, type SpokenTrajectory } from './dialects/inDialect.ts';
import type { StartFiles } from './dialects/shadowFiles.ts';
import { estimatedTokens } from './estimatedTokens.ts';
import { SAMPLE_VERSION, type Sample } from './sample.ts';
import { eventsBySteps, originOf, proofOf } from './toolUse/rowFacts.ts';
import { type StepMasks, stepMasks } from './toolUse/stepMasks.ts';
import { threadsOf } from './toolUse/threads.ts';
import type { TrajectoryInput } from './toolUse/trajectoryInput.ts';
import { conversationWindows } from './toolUse/windows.ts';

export interface ToolUseSampleOptions {
  readonly family: string;
  readonly errors: ErrorPolicy;
  /** Train also the steps whose changes were undone later, and the undoing. */
  readonly keepUndone: boolean;
  /** Longer rows are dropped (`too-long`), unless `segments`: a conversation is never cut without a word. */
  readonly maxTokens: number;
  readonly tokenizer?: Tokenizer;
  /** Make rows of windows of a conversation that is too long; see conversationWindows. */
  readonly segments?: boolean;
  /** Loss weight of steps that overcame an error. */
  readonly recoveryWeight?: number;
  readonly images?: ImagePolicy;
  /** Tools to write the work with; absent: those that it was done with. */
  readonly dialect?: Dialect;
  /** Files as they were at the start, where they are known. */
  readonly startFiles?: StartFiles;
}

/** Counts what is left out; `example` names a place. */
type Drop = (reason: string, example?: string) => void;

/**
 * A trajectory's samples, and those of the subagents inside it: one for each context that the model had. Reasons for a
 * drop: `too-long`, `nothing-trained`, `lone-surrogate`, `sentinel-forgery`, `content-not-text`, and for a dialect
 * `dialect-cannot-say` and `dialect-differs`.
 * @throws TracewrightError `no-chat-format` when the family has no form for conversations with tools.
 */
export function toolUseSamples(
  input: TrajectoryInput,
  options: ToolUseSampleOptions,
  digest: Digest,
  drop: Drop,
): Sample[] {
  return threadsOf(input).flatMap((thread) => threadSamples(thread, options, digest, drop));
}

/** What the rows of one thread share. */
interface Making {
  readonly input: TrajectoryInput;
  readonly options: ToolUseSampleOptions;
  readonly digest: Digest;
  readonly drop: Drop;
  readonly masks: StepMasks;
  readonly spoken: SpokenTrajectory;
  readonly tools: readonly object[];
  render(turns: readonly Turn[], tools: readonly object[]): RenderedConversation;
  count(text: string): number;
}

function threadSamples(input: TrajectoryInput, options: ToolUseSampleOptions, digest: Digest, drop: Drop): Sample[] {
  const masks = stepMasks(input.trajectory, { ...options, verdicts: input.verdicts });
  const spoken = inDialect(input.trajectory, options.dialect, options.startFiles);
  const events = eventsBySteps(input);
  const { family } = options;
  const making: Making = {
    input,
    options,
    digest,
    drop,
    masks,
    spoken,
    tools: spoken.trajectory.agent.tool_definitions ?? [],
    render: (turns, tools) =>
      renderConversation(turns, tools, { family, source: input.source, ...(events === undefined ? {} : { events }) }),
    count: (text) => (options.tokenizer ?? estimatedTokens).count(text),
  };
  return contextSegments(spoken.trajectory).flatMap((steps) => {
    const cannot = steps.flatMap(({ step_id: id }) => spoken.unsayable.get(id) ?? [])[0];
    if (cannot !== undefined) {
      drop(cannot.reason, `${input.source}: ${cannot.example}`);
      return [];
    }
    try {
      return segmentSamples(steps, making);
    } catch (error) {
      if (!(error instanceof TracewrightError) || !droppable.has(error.code)) throw error;
      drop(error.code, `${input.source}: ${error.message}`);
      return [];
    }
  });
}

const droppable = new Set(['sentinel-forgery', 'content-not-text']);

function segmentSamples(steps: readonly Step[], making: Making): Sample[] {
  const { options, masks, tools, drop, input, count } = making;
  const turns = conversationTurns(steps, { ...options, weights: masks.weights });
  if (turns.length === 0) return [];
  const whole = making.render(turns, tools);
  if (count(whole.text) <= options.maxTokens) return row(whole, steps, making, {});
  if (options.segments !== true) {
    drop('too-long', `${input.source}: steps ${whole.steps.join(' to ')}`);
    return [];
  }
  const bare = count(making.render([], tools).text);
  const size = (some: readonly Turn[]) => count(making.render(some, []).text);
  const { windows, tooLong } = conversationWindows(turns, size, options.maxTokens - bare);
  for (const step of tooLong) drop('too-long', `${input.source}: step ${step}`);
  return windows.flatMap((window, at) => {
    const rendered = making.render(window.turns, tools);
    const place = { segment: at + 1, segments: windows.length, omittedTurns: window.omitted };
    if (count(rendered.text) <= options.maxTokens) return row(rendered, steps, making, place);
    drop('too-long', `${input.source}: steps ${rendered.steps.join(' to ')}`);
    return [];
  });
}

function row(
  rendered: RenderedConversation,
  steps: readonly Step[],
  { input, options, digest, drop, masks, spoken, count }: Making,
  place: Sample['labels'],
): Sample[] {
  const { text, spans, steps: reach, trainedCalls, maskedCalls } = rendered;
  if (!spans.some((span) => span.weight > 0)) {
    drop('nothing-trained', input.source);
    return [];
  }
  if (!text.isWellFormed()) {
    drop('lone-surrogate', input.source);
    return [];
  }
  const { family, errors, keepUndone, dialect, recoveryWeight = 1 } = options;
  const name = [input.sha256, input.source, reach, family, errors, keepUndone, dialect?.id, recoveryWeight, place];
  const shown = steps.filter(({ step_id: id }) => id >= reach[0] && id <= reach[1]);
  const { written, masked } = maskedShare(rendered, count);
  const spokenAs = spoken.facts(shown.map(({ step_id: id }) => id));
  const proof = proofOf(input, shown);
  return [
    {
      version: SAMPLE_VERSION,
      id: digest('sha256', JSON.stringify(name)).slice(0, 16),
      kind: 'tool-use',
      family,
      language: 'conversation',
      text,
      spans: [...spans],
      proof: spokenAs?.replayed === true ? { ...proof, level: 'replayed' } : proof,
      origin: originOf(input),
      labels: {
        firstStep: reach[0],
        lastStep: reach[1],
        errors,
        trainedCalls: trainedCalls.length,
        trainedCallsSha256: digest('sha256', trainedCalls.join('\n')),
        maskedCalls,
        writtenTokens: written,
        maskedTokens: masked,
        maskedShare: written === 0 ? 0 : Math.round((masked / written) * 1000) / 1000,
        recoveries: shown.filter(({ step_id: id }) => masks.recoveries.has(id)).length,
        ...maskCounts(shown, masks),
        ...(spokenAs ?? {}),
        ...place,
      },
    },
  ];
}

/** How many steps are context only, by reason. */
function maskCounts(steps: readonly Step[], masks: StepMasks): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { step_id: id } of steps) {
    const reason = masks.reasons.get(id);
    if (reason !== undefined) counts[`masked:${reason}`] = (counts[`masked:${reason}`] ?? 0) + 1;
  }
  return counts;
}
