import type { Step, Trajectory } from '../../../src/core/trajectory/atif.ts';

export type ForeignCall = readonly [name: string, given: Record<string, unknown>, seen?: string];

/** A trajectory of another agent, one call a step, without a ledger. */
export function foreign(calls: readonly ForeignCall[], extra?: Record<string, unknown>): Trajectory {
  return {
    schema_version: 'ATIF-v1.7',
    agent: { name: 'other', version: '1' },
    steps: calls.map(
      ([name, given, seen], index): Step => ({
        step_id: index + 1,
        source: 'agent',
        message: '',
        tool_calls: [{ tool_call_id: 'c', function_name: name, arguments: given }],
        ...(seen === undefined ? {} : { observation: { results: [{ source_call_id: 'c', content: seen }] } }),
      }),
    ),
    ...(extra === undefined ? {} : { extra }),
  };
}

/** What Claude's and OpenHands' editors print for a whole file: `cat -n`. */
export function numbered(text: string): string {
  return text
    .split('\n')
    .map((line, at) => `${String(at + 1).padStart(6)}\t${line}`)
    .join('\n');
}
