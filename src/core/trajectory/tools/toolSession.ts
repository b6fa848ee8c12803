import { folderInside, type PathAnswer, type PathRule, pathInside } from '../pathInside.ts';
import { callArguments } from './callArguments.ts';
import type { CallOutcome, RecordedCall, ToolWorld } from './callOutcome.ts';
import { knownTool } from './knownTools.ts';
import { type ObservationFrame, observationFrame } from './observationFrame.ts';
import type { ToolDesk, ToolMemory } from './toolDesk.ts';

/**
 * The tools of one agent's session, with what they remember from call to call: what `undo_edit` brings back, SWE-agent's
 * open file, the shell's folder. Pure: nothing is written and nothing is run. Whoever calls makes the changes that come
 * out, so that `world` shows them to the next call; a call that is left out has to be left out here too.
 */
export class ToolSession {
  readonly #world: ToolWorld;
  readonly #rules: readonly PathRule[];
  readonly #memory: ToolMemory;

  /** `cwd`: the folder, as recorded, that relative paths start from. `agent`: its name, as the trajectory has it. */
  constructor(
    world: ToolWorld,
    options: { readonly rules: readonly PathRule[]; readonly cwd?: string; readonly agent?: string },
  ) {
    this.#world = world;
    this.#rules = options.rules;
    this.#memory = {
      cwd: options.cwd,
      cwdUnsure: false,
      undo: new Map(),
      window: null,
      skillWindow: null,
      dialect: /^swe-?agent$/i.test(options.agent ?? '') ? 'swe-agent' : null,
    };
  }

  /**
   * What a call does to the files and, where it can be told, what it prints. `recorded`: the observation that was
   * recorded for it; versions of tools are told apart by it, what only it can know (a linter's errors, that a tool
   * thought a file unread) is taken from it, and the printed text gets what the agent had put around it.
   * A call that cannot do what it says is `refused` and changes nothing; reading is never refused.
   */
  perform(call: RecordedCall, recorded?: string): CallOutcome {
    const frame = recorded === undefined ? null : observationFrame(recorded);
    if (frame?.kind === 'swe-agent') this.#memory.dialect = 'swe-agent';
    const given = callArguments(call);
    const desk = this.#desk(this.#memory.cwd ?? frame?.cwd, frame?.body);
    const tool = knownTool(call.function_name, given, desk);
    const outcome: CallOutcome = tool === null ? { kind: 'none', what: 'unknown' } : tool.perform(given, desk);
    this.#standsNow(frame);
    if (outcome.observation === undefined || frame === null) return outcome;
    return { ...outcome, observation: frame.wrap(outcome.observation, this.#memory.window?.shown ?? null) };
  }

  #standsNow(frame: ObservationFrame | null): void {
    if (frame?.cwd !== undefined) {
      this.#memory.cwd = frame.cwd;
      this.#memory.cwdUnsure = false;
    } else if (frame?.kind === 'mini-swe-agent' || frame?.kind === 'codex') {
      this.#memory.cwdUnsure = false;
    }
  }

  #desk(cwd: string | undefined, recorded: string | undefined): ToolDesk {
    return {
      world: this.#world,
      memory: this.#memory,
      recorded,
      place: (path) => placed(path, cwd, this.#rules, pathInside),
      folder: (path) => placed(path, cwd, this.#rules, folderInside),
      shown: (path) => absolute(path, cwd),
      at: (folder) => this.#desk(absolute(folder, cwd) ?? folder, recorded),
    };
  }
}

const isAbsolute = (path: string) => /^(?:[\\/]|[A-Za-z]:[\\/]|file:\/\/)/.test(path);

type Inside = (recorded: string, rules?: readonly PathRule[]) => PathAnswer;

/** Relative paths start in the shell's folder where that lies in the repository, else at its root. */
function placed(path: string, cwd: string | undefined, rules: readonly PathRule[], inside: Inside): PathAnswer {
  if (/^~(?:[\\/]|$)/.test(path)) {
    return { ok: false, code: 'absolute-path', why: `"${path}" lies in somebody's home folder` };
  }
  if (isAbsolute(path) || cwd === undefined || cwd === '') return inside(path, rules);
  const base = folderInside(cwd, rules);
  if (!base.ok || base.path === '') return inside(path, rules);
  return inside(`${base.path}/${path}`, rules);
}

function absolute(path: string, cwd: string | undefined): string | undefined {
  if (isAbsolute(path)) return path;
  if (cwd === undefined || !isAbsolute(cwd)) return undefined;
  const parts: string[] = [];
  for (const part of `${cwd}/${path}`.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return cwd.startsWith('/') ? `/${parts.join('/')}` : parts.join('/');
}
