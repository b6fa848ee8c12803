import type { RecordedCall } from '../../trajectory/tools/callOutcome.ts';

/** What a call does, whatever tool it is done with. Lines count from 1, the last one too. */
export type Meaning =
  | { readonly what: 'read'; readonly path: string; readonly first?: number; readonly last?: number }
  | { readonly what: 'create'; readonly path: string; readonly text: string }
  | { readonly what: 'write'; readonly path: string; readonly text: string }
  | {
      readonly what: 'replace';
      readonly path: string;
      readonly before: string;
      readonly after: string;
      readonly all: boolean;
    }
  | { readonly what: 'insert'; readonly path: string; readonly line: number; readonly text: string }
  | { readonly what: 'delete'; readonly path: string }
  | { readonly what: 'move'; readonly path: string; readonly to: string }
  | {
      readonly what: 'run';
      readonly command: string;
      readonly cwd?: string;
      /** Milliseconds. */
      readonly timeout?: number;
      /** The next command begins where this one leaves the shell. */
      readonly lasting: boolean;
    }
  | { readonly what: 'search'; readonly pattern: string; readonly path?: string; readonly files?: string }
  | { readonly what: 'find'; readonly pattern: string; readonly path?: string }
  | { readonly what: 'list'; readonly path: string }
  | { readonly what: 'think'; readonly text: string }
  | { readonly what: 'finish'; readonly text: string };

export type MeaningOf<W extends Meaning['what']> = Extract<Meaning, { what: W }>;

/** What is known of a file: its text before the call; null: unknown. */
export type KnownText = (path: string) => string | null;

/** How one kind of thing is said; null: it cannot be said exactly. None at all: it becomes words of the turn. */
export type Sayings = {
  readonly [W in Meaning['what']]?: (meaning: MeaningOf<W>, known: KnownText) => readonly RecordedCall[] | null;
};

/** A set of tools and how work is done with them. */
export interface Dialect {
  readonly id: string;
  /** The agent whose executors know these tools; see ToolSession. */
  readonly agent: string;
  /** As `agent.tool_definitions` has them: OpenAI's form of functions. */
  readonly tools: readonly Record<string, unknown>[];
  readonly say: Sayings;
  /** The call in the words of tools that executors know; absent: they know these. */
  readonly unsay?: (call: RecordedCall) => RecordedCall;
}

export const call = (name: string, given: Record<string, unknown>): RecordedCall => ({
  function_name: name,
  arguments: Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
});

type Parameter = readonly [type: 'string' | 'integer' | 'boolean' | 'array', description: string, more?: object];

/** A tool's definition. Parameters whose names end in `?` may be left out. */
export function definition(name: string, description: string, parameters: Readonly<Record<string, Parameter>>) {
  const entries = Object.entries(parameters);
  const plain = (key: string) => key.replace(/\?$/, '');
  return {
    type: 'function',
    function: {
      name,
      description,
      parameters: {
        type: 'object',
        properties: Object.fromEntries(
          entries.map(([key, [type, said, more]]) => [plain(key), { type, description: said, ...more }]),
        ),
        required: entries.map(([key]) => key).filter((key) => !key.endsWith('?')),
      },
    },
  };
}
