import type { ObservationResult, Step, ToolCall } from '../../core/trajectory/atif.ts';
import { fieldsOf, textOf } from '../../core/trajectory/importing/fields.ts';
import { plainContent } from '../../core/trajectory/viewing/shownText.ts';
import { durationOf, failed, groundOf, resultsOf, useOf } from '../../core/trajectory/viewing/stepFields.ts';
import { trajectoryRow } from '../../core/trajectory/viewing/trajectoryRow.ts';
import type { StepState } from '../../node/timetravel/openStates.ts';
import type { Facts, Value } from './evaluate.ts';

/** What a step is asked about with; nothing of it is made up, and what is not known is null. */
export interface KnownStep {
  readonly thread: number;
  readonly agent: string;
  readonly step: Step;
  /** Index of the call, from 0; -1 in a step without calls. */
  readonly call: number;
  readonly state: StepState;
  /** Paths of the files that differ after the step. */
  readonly changed: readonly string[];
  readonly loop: boolean;
}

/** Every name that an expression may ask for. */
export const factNames = [
  'step',
  'source',
  'agent',
  'thread',
  'title',
  'message',
  'reasoning',
  'time',
  'model',
  'tokens',
  'promptTokens',
  'completionTokens',
  'cachedTokens',
  'cost',
  'duration',
  'tool',
  'tools',
  'args',
  'call',
  'calls',
  'observation',
  'exit',
  'error',
  'cwd',
  'changed',
  'treeBefore',
  'treeAfter',
  'verdict',
  'reason',
  'cause',
  'loop',
  'labels',
] as const;

/** The facts of one place, by the names that expressions and variables have for them. */
export function stepFacts(known: KnownStep): Facts & Readonly<Record<(typeof factNames)[number], Value>> {
  const { step, state } = known;
  const calls = step.tool_calls ?? [];
  const call = calls[known.call];
  const results = call === undefined ? resultsOf(step) : resultsOfCall(step, call);
  const use = useOf(step);
  const tokens = (use.prompt ?? 0) + (use.completion ?? 0);
  return {
    step: step.step_id,
    source: step.source,
    agent: known.agent,
    thread: known.thread,
    title: titleOf(step),
    message: plainContent(step.message),
    reasoning: step.reasoning_content ?? null,
    time: step.timestamp ?? null,
    model: step.model_name ?? null,
    tokens: tokens === 0 ? null : tokens,
    promptTokens: use.prompt ?? null,
    completionTokens: use.completion ?? null,
    cachedTokens: use.cached ?? null,
    cost: use.cost ?? null,
    duration: durationOf(step) ?? null,
    tool: call?.function_name ?? null,
    tools: calls.map(({ function_name: name }) => name),
    args: (call?.arguments ?? null) as Value,
    call: call === undefined ? null : known.call + 1,
    calls: calls.length,
    observation: results.length === 0 ? null : results.map(({ content }) => plainContent(content)).join('\n'),
    exit: exitOf(call, results),
    error: failedCall(step, call, results),
    cwd: cwdOf(call, results),
    changed: known.changed,
    treeBefore: state.treeBefore,
    treeAfter: state.treeAfter,
    verdict: state.verdict ?? null,
    reason: state.reason ?? null,
    cause: state.cause ?? null,
    loop: known.loop,
    labels: labelsOf(step),
  };
}

/** One line that says what a step is: its words, else what the operation amounts to, else its first call. */
export function titleOf(step: Step): string {
  const told = textOf(fieldsOf(step.extra?.tracewright).title);
  return plainContent(step.message).trim() === '' && told !== undefined ? told : trajectoryRow(step, 0).title;
}

/** The results that answer a call; all of the step's where nothing says which is whose and there is one call. */
export function resultsOfCall(step: Step, call: ToolCall): readonly ObservationResult[] {
  const results = resultsOf(step);
  const own = results.filter(({ source_call_id: id }) => id === call.tool_call_id);
  if (own.length > 0 || (step.tool_calls?.length ?? 0) > 1) return own;
  return results.filter(({ source_call_id: id }) => id === undefined || id === null);
}

function exitOf(call: ToolCall | undefined, results: readonly ObservationResult[]): number | null {
  const codes = [...(call === undefined ? [] : [call]), ...results].map((holder) => groundOf(holder).exitCode);
  return codes.find((code) => typeof code === 'number') ?? null;
}

function cwdOf(call: ToolCall | undefined, results: readonly ObservationResult[]): string | null {
  const told = [...(call === undefined ? [] : [call]), ...results].map((holder) => groundOf(holder).cwd);
  return told.find((cwd) => typeof cwd === 'string') ?? null;
}

/** A result that is marked as a failure, a command that ended badly, or words that agents' tools have for failures. */
function failedCall(step: Step, call: ToolCall | undefined, results: readonly ObservationResult[]): boolean {
  const holders = call === undefined ? [...(step.tool_calls ?? []), ...results] : [call, ...results];
  if (holders.some(failed)) return true;
  return results.some(
    ({ content, extra }) =>
      extra?.is_error === true ||
      extra?.isError === true ||
      /^\s*(<tool_use_error>|error\b|no replacement was performed|failed to |invalid `|file not found|string to replace not found|traceback \(most recent call last\))/i.test(
        plainContent(content).slice(0, 200),
      ),
  );
}

/** Whatever checks and labels were stored with the step. */
function labelsOf(step: Step): Value {
  const { labels, checks, findings } = fieldsOf(step.extra?.tracewright);
  const found = Object.fromEntries(
    Object.entries({ labels, checks, findings }).filter(([, value]) => value !== undefined),
  );
  return Object.keys(found).length === 0 ? null : (found as Value);
}
