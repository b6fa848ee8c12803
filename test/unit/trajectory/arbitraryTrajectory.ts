import fc from 'fast-check';
import type { Step, Trajectory } from '../../../src/core/trajectory/atif.ts';

const text = fc.string({ unit: 'binary', maxLength: 12 });
const word = fc.stringMatching(/^[a-z_]{1,8}$/);
const parts = fc.array(
  fc.oneof(
    fc.record({ type: fc.constant('text'), text }),
    fc.record({ type: fc.constant('image'), source: fc.record({ media_type: fc.constant('image/png'), path: word }) }),
  ),
  { minLength: 2, maxLength: 3 },
);
const time = fc.integer({ min: 1, max: 4e12 }).map((ms) => new Date(ms).toISOString());
const given = fc.dictionary(word, fc.oneof(text, fc.integer(), fc.boolean(), fc.array(text, { maxLength: 2 })), {
  maxKeys: 3,
});
/** Arguments as an object, as the JSON that the model wrote, or as something that is none. */
const wording = fc.oneof(
  given.map((value) => ({ arguments: value })),
  given.map((value) => ({ arguments: value, text: JSON.stringify(value, null, 1) })),
  fc.constantFrom('{"a": ', 'nonsense').map((broken) => ({ arguments: { input: broken }, text: broken })),
);

interface Features {
  /** Everything at its rarest, or only what most formats have. */
  readonly wild: boolean;
}

/** Any trajectory: valid, with steps of every kind, calls at once, results that fail or are missing, times, tokens. */
export function arbitraryTrajectory({ wild }: Features): fc.Arbitrary<Trajectory> {
  const message = wild ? fc.oneof(text, parts) : text;
  const result = fc.record({ content: wild ? fc.oneof(text, parts, fc.constant(null)) : text, failed: fc.boolean() });
  const call = fc.record({ name: word, wording, results: fc.array(result, { maxLength: wild ? 2 : 1 }) });
  const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
  const agent = fc.record({
    source: fc.constant('agent' as const),
    message,
    reasoning: maybe(text),
    calls: fc.array(call, { maxLength: 3 }),
    time: maybe(time),
    model: maybe(fc.constantFrom('m1', 'm2')),
    metrics: maybe(fc.record({ prompt_tokens: fc.nat(), completion_tokens: fc.nat() })),
    copied: wild ? fc.boolean() : fc.constant(false),
  });
  const other = fc.record({ source: fc.constantFrom('user' as const, 'system' as const), message, time: maybe(time) });
  return (
    fc
      .record({
        session: maybe(word),
        model: maybe(fc.constantFrom('m1', 'm2')),
        tools: maybe(fc.array(word.map(toolNamed), { minLength: 1, maxLength: 2 })),
        steps: fc.array(fc.oneof(agent, other), { minLength: 1, maxLength: 8 }),
        timed: fc.boolean(),
      })
      .map(({ session, model, tools, steps, timed }): Trajectory => {
        const times = steps.map((step) => step.time ?? new Date(1).toISOString()).sort();
        return {
          schema_version: 'ATIF-v1.7',
          ...(session === undefined ? {} : { session_id: session }),
          agent: { name: 'somebody', version: '3', ...told({ model_name: model, tool_definitions: tools }) },
          // Most logs have all of their times, in order, or none.
          steps: steps.map((step, index) =>
            stepOf(step, index + 1, wild ? step.time : timed ? times[index] : undefined),
          ),
        };
      })
      // Objects as a file has them.
      .map((trajectory) => JSON.parse(JSON.stringify(trajectory)))
  );
}

type Drawn = {
  readonly source: Step['source'];
  readonly message: Step['message'];
  readonly reasoning?: string | undefined;
  readonly model?: string | undefined;
  readonly metrics?: object | undefined;
  readonly copied?: boolean;
  readonly calls?: readonly {
    readonly name: string;
    readonly wording: { readonly arguments: Record<string, unknown>; readonly text?: string };
    readonly results: readonly { readonly content: Step['message'] | null; readonly failed: boolean }[];
  }[];
};

function stepOf(drawn: Drawn, number: number, timestamp: string | undefined): Step {
  const calls = drawn.calls ?? [];
  const id = (index: number) => `call-${number}-${index}`;
  const results = calls.flatMap((call, index) =>
    call.results.map(({ content, failed }) => ({
      source_call_id: id(index),
      content,
      ...(failed ? { extra: { tracewright: { isError: true } } } : {}),
    })),
  );
  return {
    step_id: number,
    ...told({ timestamp }),
    source: drawn.source,
    message: drawn.message,
    ...told({ model_name: drawn.model, reasoning_content: drawn.reasoning, metrics: drawn.metrics }),
    ...(calls.length === 0
      ? {}
      : {
          tool_calls: calls.map(({ name, wording: { arguments: value, text: written } }, index) => ({
            tool_call_id: id(index),
            function_name: name,
            arguments: value,
            ...(written === undefined ? {} : { extra: { tracewright: { argumentsText: written } } }),
          })),
        }),
    ...(results.length === 0 ? {} : { observation: { results } }),
    ...(drawn.copied === true ? { is_copied_context: true } : {}),
  } as Step;
}

function toolNamed(name: string): Record<string, unknown> {
  return { type: 'function', function: { name, parameters: { type: 'object', properties: {} } } };
}

/** Members that are not undefined. */
function told(members: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}
