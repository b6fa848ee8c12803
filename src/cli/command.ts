import type { ParseArgsConfig } from 'node:util';
import type { Progress } from '../core/ports.ts';

export type OptionTable = NonNullable<ParseArgsConfig['options']>;

/** What a command was given, already parsed. */
export interface Invocation {
  readonly positionals: readonly string[];
  readonly values: Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>;
  readonly cwd: string;
  readonly progress: Progress;
}

/** What a command has to say: one JSON document for scripts, the same for people. Exit code 1 means findings. */
export interface Answer {
  readonly json: unknown;
  readonly text: string;
  readonly exitCode?: 0 | 1;
}

/** One command of the command line. `usage` and `example` are printed by `--help`. */
export interface Command {
  readonly usage: string;
  readonly example: string;
  readonly options: OptionTable;
  /** How many positional arguments it takes. */
  readonly mostArguments: number;
  run(invocation: Invocation): Promise<Answer>;
}
