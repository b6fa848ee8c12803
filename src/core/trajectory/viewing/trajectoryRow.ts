import type { Step } from '../atif.ts';
import { cutAt, plainContent } from './shownText.ts';
import { durationOf, failed, isContextBoundary, resultsOf, type StepUse, subagentsOf, useOf } from './stepFields.ts';

/** A step as a line of the list. */
export interface TrajectoryRow {
  /** `THREAD.NUMBER`: unique within the file. */
  readonly key: string;
  /** 0 is the trajectory itself; the others are its subagents' in the order in which the file holds them. */
  readonly thread: number;
  /** The step's number in its thread. */
  readonly number: number;
  readonly source: Step['source'];
  /** One line; empty where the step has neither text nor call. */
  readonly title: string;
  /** Names of the tools that it calls, in order, each once. */
  readonly tools: readonly string[];
  readonly calls: number;
  readonly error: boolean;
  /** ISO 8601, as the file has it. */
  readonly time?: string;
  /** Milliseconds that the calls took. */
  readonly duration?: number;
  readonly use: StepUse;
  /** Set apart: taken over from another context, or where the context was cut. */
  readonly copied?: true;
  readonly boundary?: true;
  /** Names of the subagents' trajectories that it started. */
  readonly subagents?: readonly string[];
}

const LONGEST_TITLE = 160;

/** The line of one step. */
export function trajectoryRow(step: Step, thread: number): TrajectoryRow {
  const calls = step.tool_calls ?? [];
  const results = resultsOf(step);
  const duration = durationOf(step);
  const subagents = results.flatMap(subagentsOf);
  return {
    key: `${thread}.${step.step_id}`,
    thread,
    number: step.step_id,
    source: step.source,
    title: titleOf(step),
    tools: [...new Set(calls.map(({ function_name: name }) => name))],
    calls: calls.length,
    error: [...calls, ...results].some(failed),
    ...(typeof step.timestamp === 'string' ? { time: step.timestamp } : {}),
    ...(duration === undefined ? {} : { duration }),
    use: useOf(step),
    ...(step.is_copied_context === true ? { copied: true } : {}),
    ...(isContextBoundary(step) ? { boundary: true } : {}),
    ...(subagents.length === 0 ? {} : { subagents }),
  };
}

/** What the step says in its first line; where it says nothing, what its first call is about; else what it saw. */
function titleOf(step: Step): string {
  const [call] = step.tool_calls ?? [];
  const said = firstLine(plainContent(step.message));
  if (said !== '') return said;
  if (call !== undefined) return callTitle(call.arguments);
  const [result] = resultsOf(step);
  const thought = firstLine(step.reasoning_content ?? '');
  return thought || (result === undefined ? '' : firstLine(plainContent(result.content)));
}

/** The argument that says most: a command, a path, a pattern; else the first text. */
export function callTitle(given: Readonly<Record<string, unknown>>): string {
  const telling = ['command', 'cmd', 'file_path', 'filePath', 'path', 'pattern', 'query', 'url', 'description'];
  const texts = [...telling.map((name) => given[name]), ...Object.values(given)].map((value) =>
    Array.isArray(value) && value.every((part) => typeof part === 'string') ? value.join(' ') : value,
  );
  return firstLine(texts.find((value) => typeof value === 'string' && value.trim() !== '') ?? deepText(given));
}

/** The first text in a value, however deep. */
function deepText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) return '';
  for (const inner of Object.values(value)) {
    const text = deepText(inner);
    if (text !== '') return text;
  }
  return '';
}

/** The first line that holds a word, without the marks of headings, lists and fences. */
function firstLine(text: unknown): string {
  if (typeof text !== 'string') return '';
  for (const line of cutAt(text, 4_000).split('\n')) {
    if (/^\s*```/.test(line)) continue;
    const words = line.replace(/^\s*(?:[#>*-]+\s+)?/, '').trim();
    // A tag of its own (`<system-reminder>`) says what comes, not what it is.
    if (/\p{L}|\p{N}/u.test(words) && !/^<\/?[\w-]+>$/.test(words)) {
      const cut = cutAt(words.replaceAll(/\s+/g, ' '), LONGEST_TITLE);
      return cut.length < words.length && cut.length >= LONGEST_TITLE - 1 ? `${cut}…` : cut;
    }
  }
  return '';
}
