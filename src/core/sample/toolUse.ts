import { TracewrightError } from '../errors.ts';
import type { Digest } from '../ports.ts';
import type { ErrorPolicy } from '../render/conversation.ts';
import { renderToolUse } from '../render/renderToolUse.ts';
import type { StepGround, Trajectory, TrajectoryGround } from '../trajectory/atif.ts';
import { undoneSteps } from '../trajectory/undoneSteps.ts';
import { SAMPLE_VERSION, type Sample } from './sample.ts';

export interface ToolUseSampleOptions {
  readonly family: string;
  readonly errors: ErrorPolicy;
  /** Train also the steps whose changes were undone later, and the undoing. */
  readonly keepUndone: boolean;
  /** Longer rows are dropped: a conversation is never cut. UTF-16 code units. */
  readonly maxChars: number;
}

export interface TrajectoryInput {
  /** Trajectory id, session id, or the file's path. */
  readonly source: string;
  readonly trajectory: Trajectory;
  /** sha256 of the trajectory as it was read. */
  readonly sha256: string;
}

/**
 * A trajectory's samples, one for each context that the model had. Reasons for a drop: `too-long`, `nothing-trained`,
 * `lone-surrogate`, `sentinel-forgery`, `content-not-text`.
 * @throws TracewrightError `no-chat-format` when the family has no form for conversations with tools.
 */
export function toolUseSamples(
  input: TrajectoryInput,
  options: ToolUseSampleOptions,
  digest: Digest,
): { readonly samples: readonly Sample[]; readonly dropped: Readonly<Record<string, number>> } {
  const dropped: Record<string, number> = {};
  const drop = (reason: string) => {
    dropped[reason] = (dropped[reason] ?? 0) + 1;
  };
  let conversations: ReturnType<typeof renderToolUse>;
  try {
    const events = eventsBySteps(input);
    conversations = renderToolUse(input.trajectory, {
      ...options,
      source: input.source,
      ...(options.keepUndone ? {} : { untrained: undoneSteps(input.trajectory) }),
      ...(events === undefined ? {} : { events }),
    });
  } catch (error) {
    if (!(error instanceof TracewrightError) || !droppable.has(error.code)) throw error;
    drop(error.code);
    return { samples: [], dropped };
  }

  const samples: Sample[] = [];
  for (const conversation of conversations) {
    const { text, spans, steps, trainedCalls, maskedCalls } = conversation;
    if (text.length > options.maxChars) drop('too-long');
    else if (!spans.some((span) => span.weight > 0)) drop('nothing-trained');
    else if (!text.isWellFormed()) drop('lone-surrogate');
    else {
      const name = JSON.stringify([
        input.sha256,
        input.source,
        steps,
        options.family,
        options.errors,
        options.keepUndone,
      ]);
      const proof = { source: input.source, sha256: input.sha256 };
      const { baseTree: tree }: Partial<TrajectoryGround> = groundOf(input.trajectory.extra);
      samples.push({
        version: SAMPLE_VERSION,
        id: digest('sha256', name).slice(0, 16),
        kind: 'tool-use',
        family: options.family,
        language: 'conversation',
        text,
        spans: [...spans],
        proof: tree === undefined ? proof : { ...proof, tree },
        labels: {
          firstStep: steps[0],
          lastStep: steps[1],
          errors: options.errors,
          trainedCalls: trainedCalls.length,
          trainedCallsSha256: digest('sha256', trainedCalls.join('\n')),
          maskedCalls,
        },
      });
    }
  }
  return { samples, dropped };
}

const droppable = new Set(['sentinel-forgery', 'content-not-text']);

/** Which events each step tells, when the trajectory was made from the session that is its source. */
function eventsBySteps({ source, trajectory }: TrajectoryInput): Map<number, readonly [number, number]> | undefined {
  const ground: Partial<TrajectoryGround> = groundOf(trajectory.extra);
  if (ground.session !== source) return undefined;
  return new Map(
    trajectory.steps.flatMap((step): [number, readonly [number, number]][] => {
      const { seqs }: Partial<StepGround> = groundOf(step.extra);
      return seqs === undefined ? [] : [[step.step_id, seqs]];
    }),
  );
}

function groundOf(extra: Readonly<Record<string, unknown>> | undefined): object {
  const own = extra?.tracewright;
  return typeof own === 'object' && own !== null ? own : {};
}
