import type { RecordedThread } from '../../node/timetravel/recordedThreads.ts';

/** Where a debug session can stand. Indices, from 0; `call` is -1 in a step without tool calls. */
export interface Place {
  readonly thread: number;
  readonly step: number;
  readonly call: number;
}

export type Move = 'next' | 'in' | 'out' | 'back';

/**
 * All places of a trajectory in the order in which things happened: step by step, in a step call by call, and after a
 * call that started a subagent that subagent's own. A place is named by its index in this order.
 */
export class Places {
  readonly all: readonly Place[];
  readonly #threads: readonly RecordedThread[];
  readonly #first = new Map<string, number>();

  constructor(threads: readonly RecordedThread[]) {
    this.#threads = threads;
    const all: Place[] = [];
    const children = new Map<string, number[]>();
    threads.forEach(({ parent }, thread) => {
      if (parent !== null) push(children, `${parent.thread}.${parent.step}.${parent.call}`, thread);
    });
    const visit = (thread: number) => {
      threads[thread]?.steps.forEach((step, index) => {
        const calls = step.tool_calls?.length ?? 0;
        this.#first.set(`${thread}.${index}`, all.length);
        for (let call = 0; call < Math.max(calls, 1); call++) {
          all.push({ thread, step: index, call: calls === 0 ? -1 : call });
          for (const child of children.get(`${thread}.${index}.${call}`) ?? []) visit(child);
        }
      });
    };
    threads.forEach(({ parent }, thread) => {
      if (parent === null) visit(thread);
    });
    this.all = all;
  }

  get last(): number {
    return this.all.length - 1;
  }

  /** Throws a RangeError for an index that names no place. */
  at(index: number): Place {
    const place = this.all[index];
    if (place === undefined) throw new RangeError(`there is no place ${index}`);
    return place;
  }

  /** Index of a step's first place; undefined for a step that is not there. */
  ofStep(thread: number, step: number): number | undefined {
    return this.#first.get(`${thread}.${step}`);
  }

  /** Index of a call's place, else of its step's first; undefined for a step that is not there. */
  ofCall(thread: number, step: number, call: number): number | undefined {
    const first = this.ofStep(thread, step);
    if (first === undefined) return undefined;
    for (let index = first; index <= this.last; index++) {
      const place = this.at(index);
      if (place.thread === thread && place.step !== step) break;
      if (place.thread === thread && place.call === call) return index;
    }
    return first;
  }

  /** The place whose call started the thread of a place; undefined in the trajectory's own thread. */
  parentOf(index: number): number | undefined {
    const parent = this.#threads[this.at(index).thread]?.parent ?? null;
    return parent === null ? undefined : this.ofCall(parent.thread, parent.step, parent.call);
  }

  /**
   * Where a move leads. `next`: the next step of the thread, behind the last one what its caller does next. `in`: the
   * next place of all: the next call, or into a subagent. `out`: behind the subagent; in the trajectory itself the next
   * message of the user. `back`: the call before, or the step before. Stays where there is nothing further.
   */
  move(index: number, move: Move): number {
    switch (move) {
      case 'in':
        return Math.min(index + 1, this.last);
      case 'next':
        return this.#nextStep(index);
      case 'out':
        return this.#out(index);
      case 'back':
        return this.#back(index);
    }
  }

  #nextStep(index: number): number {
    const { thread, step } = this.at(index);
    return this.ofStep(thread, step + 1) ?? this.#behindThread(index);
  }

  #behindThread(index: number): number {
    const parent = this.parentOf(index);
    if (parent === undefined) {
      const { thread } = this.at(index);
      const other = this.all.findIndex(
        (place, at) => at > index && place.thread !== thread && this.parentOf(at) === undefined,
      );
      return other < 0 ? this.last : other;
    }
    const caller = this.at(parent).thread;
    const behind = this.all.findIndex((place, at) => at > index && place.thread === caller);
    return behind < 0 ? this.#behindThread(parent) : behind;
  }

  #out(index: number): number {
    if (this.parentOf(index) !== undefined) return this.#behindThread(index);
    const { thread, step } = this.at(index);
    const steps = this.#threads[thread]?.steps ?? [];
    const user = steps.findIndex(({ source }, at) => at > step && source === 'user');
    return user < 0 ? this.last : (this.ofStep(thread, user) ?? this.last);
  }

  #back(index: number): number {
    const { thread, step, call } = this.at(index);
    if (call > 0) return this.ofCall(thread, step, call - 1) ?? index;
    const before = step === 0 ? undefined : this.ofStep(thread, step - 1);
    return before ?? this.parentOf(index) ?? Math.max(index - 1, 0);
  }
}

function push(map: Map<string, number[]>, key: string, value: number): void {
  map.set(key, [...(map.get(key) ?? []), value]);
}
