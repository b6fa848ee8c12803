import type { Losses } from '../../formats/exported.ts';
import type { ObservationResult, Step, ToolCall, Trajectory } from '../atif.ts';

/** What a target may have a place for. `agent times` are those of the agent's own steps. */
export type Kept =
  | 'agent'
  | 'agent times'
  | 'copied'
  | 'empty results'
  | 'errors'
  | 'ids'
  | 'metrics'
  | 'model'
  | 'models'
  | 'parallel calls'
  | 'reasoning'
  | 'session'
  | 'several results'
  | 'times'
  | 'tools'
  | 'unanswered calls'
  | 'wording';

/** Counts what a target that keeps no more than `keeps` cannot hold of a trajectory. */
export function countLosses(trajectory: Trajectory, keeps: readonly Kept[], losses: Losses): void {
  const kept = new Set(keeps);
  countWhole(trajectory, kept, losses);
  const seen = new Set<string>();
  for (const step of trajectory.steps) {
    countStep(step, trajectory, kept, losses);
    countCalls(step, kept, losses);
    if (!kept.has('ids')) continue;
    for (const { tool_call_id: id } of step.tool_calls ?? []) {
      if (id === '' || seen.has(id)) losses.add('ids of calls that are empty or stand twice');
      seen.add(id);
    }
  }
}

function countWhole(trajectory: Trajectory, kept: ReadonlySet<Kept>, losses: Losses): void {
  const { agent, notes, extra, final_metrics: sums } = trajectory;
  const count = (what: string, lost: boolean) => losses.add(what, lost ? 1 : 0);
  losses.add('trajectories of subagents', subagentsOf(trajectory).length);
  if (!kept.has('tools')) losses.add('definitions of tools', agent.tool_definitions?.length ?? 0);
  count('notes on the whole', isGiven(notes));
  count('facts about the workspace and the source', extra?.tracewright !== undefined);
  count('further facts about the whole', hasOthers(extra) || hasOthers(agent.extra));
  count(
    'sums of tokens and costs',
    Object.keys(sums ?? {}).some((name) => name !== 'total_steps'),
  );
  count('trajectory that this one is continued in', isGiven(trajectory.continued_trajectory_ref));
  count('id of the session', !kept.has('session') && isGiven(trajectory.session_id));
  count('name and version of the agent', !kept.has('agent'));
  count('name of the model', !kept.has('model') && isGiven(agent.model_name));
}

function countStep(step: Step, { agent }: Trajectory, kept: ReadonlySet<Kept>, losses: Losses): void {
  const isAgent = step.source === 'agent';
  const count = (what: string, lost: boolean) => losses.add(what, lost ? 1 : 0);
  const keepsTime = kept.has('times') || (isAgent && kept.has('agent times'));
  if (typeof step.timestamp === 'string') {
    if (!keepsTime) losses.add('times');
    else if (!kept.has('times') && !isPlainTime(step.timestamp)) losses.add('times as they were written');
  }
  count('tokens and costs', !kept.has('metrics') && isGiven(step.metrics));
  count('reasoning', !kept.has('reasoning') && isGiven(step.reasoning_content));
  count('reasoning effort', isGiven(step.reasoning_effort));
  const ownModel = isGiven(step.model_name) && step.model_name !== agent.model_name;
  count('models of single steps', !kept.has('models') && ownModel);
  count('marks of copied context', !kept.has('copied') && step.is_copied_context === true);
  const calls = step.llm_call_count;
  const usual = isAgent ? (step.is_copied_context === true ? 0 : 1) : undefined;
  count('numbers of calls of the model', typeof calls === 'number' && calls !== usual);
  const { origin: _origin, ...ledger } = groundOf(step.extra);
  count('ledger of the workspace', Object.keys(ledger).length > 0);
  count('further facts about steps', hasOthers(step.extra));
  losses.add('parts that mean something else there', partsOf(step.message).filter(isMistaken).length);
}

function countCalls(step: Step, kept: ReadonlySet<Kept>, losses: Losses): void {
  const calls = step.tool_calls ?? [];
  const results = resultsOf(step);
  const answered = new Map(calls.map(({ tool_call_id: id }) => [id, 0]));
  for (const { source_call_id: id, content, extra, subagent_trajectory_ref: refs } of results) {
    const before = typeof id === 'string' ? answered.get(id) : undefined;
    if (typeof id === 'string' && before !== undefined) answered.set(id, before + 1);
    losses.add('observations that no call asked for', before === undefined ? 1 : 0);
    losses.add('references to subagents', Array.isArray(refs) ? refs.length : 0);
    losses.add('marks of failed calls', !kept.has('errors') && failed(extra) ? 1 : 0);
    const says = content !== null && content !== undefined;
    losses.add('difference of no result and an empty one', says || kept.has('empty results') ? 0 : 1);
    losses.add('parts that mean something else there', partsOf(content).filter(isMistaken).length);
  }
  const times = [...answered.values()];
  if (!kept.has('several results')) losses.add('further results of a call', times.filter((n) => n > 1).length);
  if (!kept.has('unanswered calls')) losses.add('calls without a result', times.filter((n) => n === 0).length);
  if (!kept.has('parallel calls')) losses.add('calls that were made at once', calls.length > 1 ? calls.length : 0);
  if (!kept.has('ids')) losses.add('ids of calls', calls.length);
  if (!kept.has('wording')) losses.add('wording of arguments', calls.filter(isWordedOtherwise).length);
  losses.add('further facts about calls', calls.filter(({ extra }) => hasMore(extra)).length);
  losses.add('further facts about results', results.filter(({ extra }) => hasMore(extra)).length);
}

export function resultsOf(step: Step): readonly ObservationResult[] {
  return step.observation?.results ?? [];
}

/** The embedded trajectories. */
function subagentsOf(trajectory: Trajectory): readonly unknown[] {
  const embedded = trajectory.subagent_trajectories;
  return Array.isArray(embedded) ? embedded : [];
}

/** Our ground on a step, a call or a result, whatever its shape. */
export function groundOf(extra: ToolCall['extra']): Readonly<Record<string, unknown>> {
  const ground = extra?.tracewright;
  return typeof ground === 'object' && ground !== null ? (ground as Record<string, unknown>) : {};
}

export function failed(extra: ToolCall['extra']): boolean {
  return groundOf(extra).isError === true;
}

/** The arguments as the model wrote them; JSON of them where that is not known. */
export function argumentsText({ arguments: given, extra }: ToolCall): string {
  const { argumentsText: text } = groundOf(extra);
  return typeof text === 'string' ? text : JSON.stringify(given);
}

/** A content as one text; `complete` is false when parts were joined or left out. */
export function plainText(content: Step['message'] | null | undefined): {
  readonly text: string;
  readonly complete: boolean;
} {
  if (content === null || content === undefined) return { text: '', complete: true };
  if (typeof content === 'string') return { text: content, complete: true };
  return {
    text: content.map(({ text }) => text ?? '').join('\n'),
    complete: content.length === 0 || (content.length === 1 && content.every(isPlainPart)),
  };
}

/** A time that is ISO 8601 in UTC with milliseconds: other formats give it back letter by letter. */
export function isPlainTime(time: string): boolean {
  const at = Date.parse(time);
  return !Number.isNaN(at) && new Date(at).toISOString() === time;
}

type Part = Exclude<Step['message'], string>[number];

function partsOf(content: Step['message'] | null | undefined): readonly Part[] {
  return typeof content === 'string' ? [] : (content ?? []);
}

function isPlainPart(part: Part): boolean {
  return part.type === 'text' && Object.keys(part).every((key) => key === 'type' || key === 'text');
}

/** Types of parts that message formats have for what ATIF keeps elsewhere. */
const MISTAKEN: ReadonlySet<string> = new Set([
  'reasoning',
  'redacted_thinking',
  'server_tool_use',
  'thinking',
  'toolCall',
  'tool_call',
  'tool_call_response',
  'tool_result',
  'tool_use',
]);

function isMistaken(part: Part): boolean {
  return MISTAKEN.has(part.type);
}

function isWordedOtherwise(call: ToolCall): boolean {
  return argumentsText(call) !== JSON.stringify(call.arguments);
}

function hasOthers(extra: ToolCall['extra']): boolean {
  return Object.keys(extra ?? {}).some((key) => key !== 'tracewright');
}

function hasMore(extra: ToolCall['extra']): boolean {
  const { isError: _isError, argumentsText: _text, ...others } = groundOf(extra);
  return hasOthers(extra) || Object.keys(others).length > 0;
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '';
}
