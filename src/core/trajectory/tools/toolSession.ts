import { applyCall } from '../applyCall.ts';
import type { PathRule } from '../pathInside.ts';
import type { CallOutcome, RecordedCall, ShellCall, ToolWorld } from './callOutcome.ts';

/**
 * The tools of one agent's session, with what they remember from call to call. Pure: nothing is written and nothing
 * is run; whoever calls makes the changes, so that `world` shows them to the next call.
 */
export class ToolSession {
  readonly #world: ToolWorld;
  readonly #rules: readonly PathRule[];

  /** `cwd`: the folder, as recorded, that relative paths start from. */
  constructor(world: ToolWorld, options: { readonly rules: readonly PathRule[]; readonly cwd?: string }) {
    this.#world = world;
    this.#rules = options.rules;
  }

  /** What a call does. `recorded`: the observation that was recorded for it, by which versions of tools are told apart. */
  perform(call: RecordedCall, _recorded?: string): CallOutcome {
    const outcome = applyCall(call, this.#world.look, this.#rules);
    if (outcome.kind !== 'none' || outcome.what !== 'command') return outcome;
    const command = shellCall(call.arguments);
    return command === null ? outcome : { ...outcome, command };
  }
}

function shellCall(given: Readonly<Record<string, unknown>>): ShellCall | null {
  const said = given.command ?? given.cmd ?? given.code;
  const words = Array.isArray(said) ? said.filter((word) => typeof word === 'string') : [];
  const wrapped = /^(?:\/bin\/)?(?:ba|z)?sh$/.test(words[0] ?? '') && /^-l?c$/.test(words[1] ?? '');
  const command = typeof said === 'string' ? said : wrapped ? words[2] : words.join(' ');
  if (command === undefined || (command === '' && typeof said !== 'string')) return null;
  const cwd = given.cwd ?? given.workdir ?? given.dir_path ?? given.directory;
  return { command, ...(typeof cwd === 'string' && cwd !== '' ? { cwd } : {}) };
}
