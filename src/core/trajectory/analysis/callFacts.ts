import type { ObservationResult, Step, ToolCall } from '../atif.ts';
import { isVerifyingCommand, isVerifyingTool } from '../verification.ts';
import { groundOf, resultsOf } from '../viewing/stepFields.ts';
import { type CallKind, commandOf, kindOf } from './callKind.ts';
import { hasFailed } from './failedCall.ts';
import { pathsIn, testsIn } from './mentionedPaths.ts';

/** One tool call with its results, as far as analysis looks at it. */
export interface CallFacts {
  readonly call: ToolCall;
  readonly name: string;
  readonly kind: CallKind;
  /** The name and the arguments, with the keys of objects in order: equal for equal calls. */
  readonly key: string;
  /** The command line, of calls that run one. */
  readonly command: string | null;
  /** Paths as recorded, each once. */
  readonly paths: readonly string[];
  /** Ids of tests that a command names (`a.py::test_x`, `-k name`, `--grep name`). */
  readonly tests: readonly string[];
  readonly verifies: boolean;
  readonly failed: boolean;
  readonly results: readonly ObservationResult[];
  /** What came back, as text. */
  readonly seen: string;
  readonly durationMs: number | null;
}

/** Reads the calls of one step with what came back for each. */
export function callFacts(step: Step): CallFacts[] {
  const calls = step.tool_calls ?? [];
  const results = resultsOf(step);
  return calls.map((call) => {
    const mine = results.filter(
      ({ source_call_id: id }) => id === call.tool_call_id || (calls.length === 1 && (id === undefined || id === null)),
    );
    const command = commandOf(call);
    const kind = kindOf(call, command);
    const seen = mine.map(({ content }) => textOfContent(content)).join('\n');
    const verifies =
      isVerifyingTool(call.function_name) || (command !== null && kind !== 'submit' && isVerifyingCommand(command));
    const ground = [call, ...mine].map((holder) => groundOf(holder));
    const durations = ground.flatMap(({ durationMs }) => (typeof durationMs === 'number' ? [durationMs] : []));
    return {
      call,
      name: call.function_name,
      kind,
      key: `${call.function_name}:${stableJson(call.arguments)}`,
      command,
      paths: pathsIn(call.arguments, command, kind),
      tests: command === null ? [] : testsIn(command),
      verifies,
      failed: hasFailed({ kind, command, seen, ground }),
      results: mine,
      seen,
      durationMs: durations.length === 0 ? null : Math.max(...durations),
    };
  });
}

function textOfContent(content: ObservationResult['content']): string {
  if (typeof content === 'string') return content;
  return (content ?? []).map((part) => part.text ?? '').join('\n');
}

/** JSON with the keys of objects in order. */
export function stableJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
