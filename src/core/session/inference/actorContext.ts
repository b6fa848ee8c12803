import type { SessionEvent } from '../event.ts';
import { saysAgent } from './agentEdits.ts';
import type { EditFact, Facts } from './facts.ts';
import { isAgentTerminal, programsOf } from './programs.ts';
import { Requests } from './requests.ts';

/** A command in a terminal with the time, in ms, during which it ran; one that did not end ran on. */
export interface RunningCommand {
  readonly line: string;
  readonly terminal: string;
  readonly from: number;
  readonly to: number;
}

/** What lies around an operation and may tell who did it. */
export class ActorContext {
  readonly facts: Facts;
  readonly requests: Requests;
  readonly commands: readonly RunningCommand[];
  /** Edits that the editor names as typed. */
  readonly typed: readonly EditFact['event'][];
  readonly #events: ReadonlyMap<number, SessionEvent>;
  readonly #edits: ReadonlyMap<number, EditFact>;
  readonly #places: ReadonlyMap<number, number>;
  readonly #agentTimes: readonly number[];

  constructor(facts: Facts) {
    this.facts = facts;
    this.requests = new Requests(facts.events);
    this.typed = facts.edits.flatMap(({ event, words }) => (words.source === 'cursor' ? [event] : []));
    this.commands = runningCommands(facts.events);
    this.#events = new Map(facts.events.map((event) => [event.seq, event]));
    this.#edits = new Map(facts.edits.map((edit) => [edit.event.seq, edit]));
    this.#places = new Map(facts.edits.map(({ event }, index) => [event.seq, index]));
    this.#agentTimes = facts.edits.filter(saysAgent).map(({ event }) => event.t);
  }

  event(seq: number): SessionEvent | undefined {
    return this.#events.get(seq);
  }

  edit(seq: number): EditFact | undefined {
    return this.#edits.get(seq);
  }

  /** The edits before and after an edit, in whichever document. */
  neighbours({ event }: EditFact): EditFact[] {
    const index = this.#places.get(event.seq) ?? -1;
    return [this.facts.edits[index - 1], this.facts.edits[index + 1]].flatMap((edit) => edit ?? []);
  }

  /** The commands that ran at some time from `from` to `to`, or had ended up to `slack` ms before. */
  running(from: number, to: number, slack: number): RunningCommand[] {
    return this.commands.filter((command) => command.from <= to && command.to + slack >= from);
  }

  /** Whether an agent was at work within `window` ms of `t`, through the editor or in a terminal. */
  agentNear(t: number, window: number): boolean {
    return (
      this.#agentTimes.some((time) => Math.abs(time - t) <= window) ||
      this.running(t - window, t + window, 0).some(
        ({ line, terminal }) => isAgentTerminal(terminal) || programsOf(line).some(({ kind }) => kind === 'agent'),
      )
    );
  }
}

function runningCommands(events: readonly SessionEvent[]): RunningCommand[] {
  const commands = new Map<number, { line: string; terminal: string; from: number; to: number }>();
  for (const event of events) {
    if (event.kind === 'command-start') {
      const { line, terminal, t } = event;
      commands.set(event.command, { line, terminal, from: t, to: Number.POSITIVE_INFINITY });
    } else if (event.kind === 'command-end') {
      const command = commands.get(event.command);
      if (command !== undefined) command.to = event.t;
    }
  }
  return [...commands.values()];
}
