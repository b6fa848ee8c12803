import { TracewrightError } from '../../errors.ts';
import type { Digest, Tokenizer } from '../../ports.ts';
import {
  contextSegments,
  conversationTurns,
  type ErrorPolicy,
  type ImagePolicy,
  type Turn,
  untrainedTurn,
} from '../../render/conversation.ts';
import { type RenderedConversation, renderConversation } from '../../render/renderToolUse.ts';
import type { Step } from '../../trajectory/atif.ts';
import { estimatedTokens } from '../estimatedTokens.ts';
import { SAMPLE_VERSION, type Sample } from '../sample.ts';
import { type Episode, episodesOf } from './episodes.ts';
import { type PreferencePair, preferencePairs } from './preferencePairs.ts';
import { eventsBySteps, originOf, proofOf } from './rowFacts.ts';
import { stepMasks } from './stepMasks.ts';
import { threadsOf } from './threads.ts';
import type { TrajectoryInput } from './trajectoryInput.ts';

export interface ReasoningOptions {
  readonly family: string;
  readonly errors: ErrorPolicy;
  readonly keepUndone: boolean;
  /** Longest row. What came before is left out step by step, from the beginning, and told (`omittedTurns`). */
  readonly maxTokens: number;
  readonly tokenizer?: Tokenizer;
  readonly recoveryWeight?: number;
  readonly images?: ImagePolicy;
}

type Drop = (reason: string, example?: string) => void;

/**
 * What people thought, before what they did: for each stretch of work with notes the reasoning, the calls and the check
 * are trained, and what came before is context. Decisions with alternatives and marks of what should have been done
 * instead are pairs: chosen in `text`, the other in `rejected`. A step without a note has no reasoning. Reasons for a
 * drop: `no-notes`, `too-long`, `nothing-trained`, `lone-surrogate`, `mark-elsewhere`, `sentinel-forgery`,
 * `content-not-text`.
 * @throws TracewrightError `no-chat-format` when the family has no form for conversations with tools.
 */
export function reasoningSamples(
  input: TrajectoryInput,
  options: ReasoningOptions,
  digest: Digest,
  drop: Drop,
): Sample[] {
  return threadsOf(input).flatMap((thread) => {
    const maker = new ReasoningMaker(thread, options, digest, drop);
    const rows = contextSegments(thread.trajectory).flatMap((steps) => maker.segment(steps));
    if (!maker.hasNotes) drop('no-notes', thread.source);
    return rows;
  });
}

const droppable = new Set(['sentinel-forgery', 'content-not-text']);

class ReasoningMaker {
  hasNotes = false;
  readonly #input: TrajectoryInput;
  readonly #options: ReasoningOptions;
  readonly #digest: Digest;
  readonly #drop: Drop;
  readonly #masks: ReturnType<typeof stepMasks>;
  readonly #events: ReturnType<typeof eventsBySteps>;

  constructor(input: TrajectoryInput, options: ReasoningOptions, digest: Digest, drop: Drop) {
    this.#input = input;
    this.#options = options;
    this.#digest = digest;
    this.#drop = drop;
    this.#masks = stepMasks(input.trajectory, { ...options, verdicts: input.verdicts });
    this.#events = eventsBySteps(input);
  }

  segment(steps: readonly Step[]): Sample[] {
    try {
      const turns = conversationTurns(steps, { ...this.#options, weights: this.#masks.weights });
      const episodes = episodesOf(steps).flatMap((episode) => this.#episode(episode, steps, turns));
      return [...episodes, ...steps.flatMap((step) => this.#pairs(step, turns))];
    } catch (error) {
      if (!(error instanceof TracewrightError) || !droppable.has(error.code)) throw error;
      this.#drop(error.code, `${this.#input.source}: ${error.message}`);
      return [];
    }
  }

  #episode({ first, last, notes }: Episode, steps: readonly Step[], turns: readonly Turn[]): Sample[] {
    this.hasNotes = true;
    const part = steps.slice(first, last + 1);
    const own = new Set(part.map(({ step_id: id }) => id));
    const start = turns.findIndex(({ step }) => own.has(step));
    const end = turns.findLastIndex(({ step }) => own.has(step));
    if (start < 0) return [];
    const trained = turns.slice(start, end + 1);
    const fitted = this.#fitted(turns.slice(0, start), trained, part);
    if (fitted === null) return [];
    const acts = trained.some((turn) => turn.role === 'assistant' && turn.calls.length > 0);
    const checked = notes.includes('verification');
    const thought = notes.some((type) => type !== 'verification');
    const phases = [thought ? 'plan' : '', acts ? 'act' : '', checked ? 'verify' : ''].filter((name) => name !== '');
    return this.#row(fitted.rendered, part, {
      form: 'episode',
      phases: phases.join(','),
      notes: notes.length,
      omittedTurns: fitted.omitted,
    });
  }

  #pairs(step: Step, turns: readonly Turn[]): Sample[] {
    const at = turns.findIndex((turn) => turn.step === step.step_id);
    const done = turns.find((turn) => turn.step === step.step_id && turn.role === 'assistant');
    const { pairs, elsewhere } = preferencePairs(step, done?.role === 'assistant' ? done : undefined);
    if (pairs.length > 0 || elsewhere > 0) this.hasNotes = true;
    for (let n = 0; n < elsewhere; n++) this.#drop('mark-elsewhere', `${this.#input.source}: step ${step.step_id}`);
    return pairs.flatMap((pair) => this.#pair(pair, step, turns.slice(0, Math.max(at, 0))));
  }

  #pair({ about, note, chosen, rejected }: PreferencePair, step: Step, before: readonly Turn[]): Sample[] {
    const longer = this.#size([chosen]) >= this.#size([rejected]) ? chosen : rejected;
    const fitted = this.#fitted(before, [longer], [step]);
    if (fitted === null) return [];
    const context = fitted.turns.slice(0, -1);
    const other = this.#render([...context, rejected]);
    const labels = { form: 'pair', about, note, omittedTurns: fitted.omitted };
    const { text, spans } = other;
    const pair = { text, spans: [...spans] };
    return this.#row(this.#render([...context, chosen]), [step], labels, pair);
  }

  /** What is trained, behind as much of what came before as there is room for; null: it does not fit by itself. */
  #fitted(before: readonly Turn[], trained: readonly Turn[], steps: readonly Step[]) {
    const begin = Math.max(
      before.findIndex(({ role }) => role === 'assistant'),
      0,
    );
    const head = before.slice(0, begin);
    let rest = before.slice(begin).map(untrainedTurn);
    const count = rest.length;
    for (;;) {
      const turns = [...head, ...rest, ...trained];
      const rendered = this.#render(turns);
      const tokens = this.#count(rendered.text);
      if (tokens <= this.#options.maxTokens) return { rendered, turns, omitted: count - rest.length };
      if (rest.length === 0) {
        this.#drop('too-long', `${this.#input.source}: step ${steps[0]?.step_id ?? 0}`);
        return null;
      }
      const over = Math.ceil(rest.length * Math.min(1, 1 - this.#options.maxTokens / tokens));
      const next = rest.findIndex(({ role }, at) => at >= over && role !== 'tool');
      rest = next < 0 ? [] : rest.slice(next);
    }
  }

  #render(turns: readonly Turn[]): RenderedConversation {
    const { family } = this.#options;
    const events = this.#events === undefined ? {} : { events: this.#events };
    const tools = this.#input.trajectory.agent.tool_definitions ?? [];
    return renderConversation(turns, tools, { family, source: this.#input.source, ...events });
  }

  #count(text: string): number {
    return (this.#options.tokenizer ?? estimatedTokens).count(text);
  }

  #size(turns: readonly Turn[]): number {
    return this.#count(this.#render(turns).text);
  }

  #row(
    rendered: RenderedConversation,
    steps: readonly Step[],
    labels: Sample['labels'],
    rejected?: Sample['rejected'],
  ): Sample[] {
    const { text, spans, trainedCalls, maskedCalls } = rendered;
    const input = this.#input;
    const where = `${input.source}: step ${steps[0]?.step_id ?? 0}`;
    if (!spans.some(({ weight }) => weight > 0)) {
      this.#drop('nothing-trained', where);
      return [];
    }
    if (!text.isWellFormed() || rejected?.text.isWellFormed() === false) {
      this.#drop('lone-surrogate', where);
      return [];
    }
    const { family, errors } = this.#options;
    const [firstStep, lastStep] = [steps[0]?.step_id ?? 0, steps.at(-1)?.step_id ?? 0];
    const other = rejected === undefined ? null : this.#digest('sha256', rejected.text);
    const name = [input.sha256, input.source, firstStep, lastStep, family, errors, labels, other];
    return [
      {
        version: SAMPLE_VERSION,
        id: this.#digest('sha256', JSON.stringify(name)).slice(0, 16),
        kind: 'reasoning',
        family,
        language: 'conversation',
        text,
        spans: [...spans],
        proof: proofOf(input, steps),
        origin: originOf(input),
        ...(rejected === undefined ? {} : { rejected }),
        labels: {
          ...labels,
          firstStep,
          lastStep,
          errors,
          trainedCalls: trainedCalls.length,
          trainedCallsSha256: this.#digest('sha256', trainedCalls.join('\n')),
          maskedCalls,
        },
      },
    ];
  }
}
