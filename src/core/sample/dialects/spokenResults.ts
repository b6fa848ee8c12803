import type { ObservationResult, ToolCall } from '../../trajectory/atif.ts';
import type { RecordedCall } from '../../trajectory/tools/callOutcome.ts';

/** What takes the place of one call. */
export interface SpokenCall {
  readonly calls: readonly ToolCall[];
  readonly results: readonly ObservationResult[];
  readonly proved: number;
  readonly unproved: number;
  readonly reworded: number;
  readonly words?: string;
  readonly thought?: string;
}

/**
 * Calls that take one call's place, with what is shown for each; null: nobody knows what several of them print.
 * @param told what the executors of the new tools print, where they know it
 */
export function spokenResults(
  call: ToolCall,
  parts: readonly RecordedCall[],
  result: ObservationResult | undefined,
  told: readonly (string | undefined)[],
  failed: boolean,
  recorded: string | undefined,
): Pick<SpokenCall, 'calls' | 'results' | 'reworded'> | null {
  const ids = parts.map((_, at) => (parts.length === 1 ? call.tool_call_id : `${call.tool_call_id}_${at + 1}`));
  const calls = parts.map((part, at) => ({
    ...part,
    arguments: { ...part.arguments },
    tool_call_id: ids[at] ?? '',
    extra: { tracewright: { isError: failed } },
  }));
  if (result === undefined) return { calls, results: [], reworded: 0 };
  const extra = { tracewright: { isError: failed } };
  const [only] = told;
  if (parts.length === 1) {
    const text = failed || only === undefined || recorded === undefined ? undefined : only;
    const content = text ?? result.content ?? '';
    return {
      calls,
      results: [{ source_call_id: ids[0] ?? '', content, extra }],
      reworded: text === undefined ? 0 : 1,
    };
  }
  if (told.length !== parts.length || told.some((text) => text === undefined)) return null;
  const results = told.map((text, at) => ({ source_call_id: ids[at] ?? '', content: text ?? '', extra }));
  return { calls, results, reworded: results.length };
}

/** What came back for a call: a single result without an id belongs to a single call. */
export function resultOf(
  call: ToolCall,
  calls: readonly ToolCall[],
  results: readonly ObservationResult[],
): ObservationResult | undefined {
  const named = results.find(({ source_call_id: id }) => id === call.tool_call_id);
  if (named !== undefined || calls.length > 1 || results.length !== 1) return named;
  return (results[0]?.source_call_id ?? null) === null ? results[0] : undefined;
}
