import { ATIF_VERSION, type ImportGround, type Step, type Trajectory } from '../atif.ts';
import {
  finishedStep,
  type MessageContent,
  type NewCall,
  type NewResult,
  type OpenStep,
  observation,
  type StepFacts,
  withExtra,
} from './openStep.ts';
import { parsedArguments } from './parsedArguments.ts';
import type { Place } from './place.ts';

export interface ImportWarning {
  readonly code: string;
  readonly message: string;
  readonly line: number | null;
  readonly file?: string;
}

/** What the agent of a trajectory is known by. */
export interface AgentFacts {
  name: string;
  version: string;
  model?: string;
  tools?: readonly Record<string, unknown>[];
}

type KeptRecord = ImportGround['unknown'][number];

export interface BuilderOptions {
  /** Hears of every finished step in order. Without it the steps are collected. */
  readonly onStep?: (step: Step) => void;
  /** Most steps that wait for results of their calls before they are handed on all the same. Default 256. */
  readonly window?: number;
}

/** Records that are no steps are kept raw up to this many, and this much JSON text together; the rest is counted. */
const MOST_KEPT = 1000;
const MOST_KEPT_LENGTH = 2 * 1024 * 1024;

/**
 * Puts together an ATIF trajectory from the records of a foreign log, step by step: results find their calls by id or,
 * where the source has none, by order; arguments keep the string that was written; what is not understood is kept raw
 * and counted. Steps are handed on as soon as they are complete, so that a log of any length needs little memory.
 */
export class TrajectoryBuilder {
  readonly warnings: ImportWarning[] = [];
  readonly #options: BuilderOptions;
  readonly #agent: AgentFacts = { name: 'unknown', version: 'unknown' };
  readonly #ground: Partial<ImportGround> = {};
  readonly #steps: Step[] = [];
  readonly #open: OpenStep[] = [];
  readonly #openCalls = new Map<string, OpenStep>();
  readonly #answered = new Set<string>();
  /** Steps that left, and the step that goes on with what came for them afterwards. */
  readonly #left = new WeakMap<OpenStep, OpenStep | null>();
  readonly #subagents = new Map<string, TrajectoryBuilder>();
  #sessionId: string | undefined;
  #rootExtra: Record<string, unknown> = {};
  #notes: string | undefined;
  #finalMetrics: Record<string, unknown> = {};
  #count = 0;
  #calls = 0;
  #madeIds = 0;
  #unknown = 0;
  #asideRecords = 0;
  readonly #unknownKept: KeptRecord[] = [];
  readonly #asideKept: KeptRecord[] = [];
  #keptLength = 0;

  constructor(options: BuilderOptions = {}) {
    this.#options = options;
  }

  /** Steps so far, open ones included. */
  get steps(): number {
    return this.#count + this.#open.length;
  }

  get toolCalls(): number {
    return this.#calls;
  }

  get unknownRecords(): number {
    return this.#unknown + [...this.#subagents.values()].reduce((sum, child) => sum + child.unknownRecords, 0);
  }

  /** What is said later wins; undefined members say nothing. */
  agent(facts: { readonly [K in keyof AgentFacts]?: AgentFacts[K] | undefined }): void {
    for (const [key, value] of Object.entries(facts))
      if (value !== undefined) Object.assign(this.#agent, { [key]: value });
  }

  session(id: string | undefined): void {
    this.#sessionId ??= id;
  }

  ground(facts: { readonly [K in keyof ImportGround]?: ImportGround[K] | undefined }): void {
    for (const [key, value] of Object.entries(facts))
      if (value !== undefined) Object.assign(this.#ground, { [key]: value });
  }

  /** Members of the root's `extra` that are the source's own. */
  extra(members: Readonly<Record<string, unknown>>): void {
    this.#rootExtra = { ...this.#rootExtra, ...members };
  }

  notes(text: string): void {
    this.#notes = this.#notes === undefined ? text : `${this.#notes}\n${text}`;
  }

  finalMetrics(members: Readonly<Record<string, unknown>>): void {
    this.#finalMetrics = { ...this.#finalMetrics, ...members };
  }

  /** A message of the user or the system. */
  say(source: 'user' | 'system', message: MessageContent, facts: StepFacts): OpenStep {
    return this.#begin({ source, message, reasoning: [], calls: [], results: [], facts });
  }

  /** A step of the agent; more may be added to it until `finish`, as long as it has not been handed on. */
  act(message: MessageContent, facts: StepFacts): OpenStep {
    return this.#begin({ source: 'agent', message, reasoning: [], calls: [], results: [], facts });
  }

  /** The step that began last, if it is still open. */
  get last(): OpenStep | undefined {
    return this.#open.at(-1);
  }

  /** The last step of this source that is still open. */
  lastBy(source: Step['source']): OpenStep | undefined {
    return this.#open.findLast((step) => step.source === source);
  }

  /** Adds a tool call to a step and returns its id. An id that was used before in this log gets a suffix. */
  call(of: OpenStep, { id, name, arguments: given, ground, extra }: NewCall): string {
    const step = this.#stillOpen(of);
    const parsed = parsedArguments(given);
    const unique = this.#uniqueId(id, step.facts.place);
    if (parsed.problem !== undefined) this.warn('arguments', `${name}: ${parsed.problem}`, step.facts.place);
    const told = { ...ground, ...(parsed.text === undefined ? {} : { argumentsText: parsed.text }) };
    step.calls.push({
      tool_call_id: unique,
      function_name: name,
      arguments: parsed.value,
      ...withExtra(extra, told),
    });
    this.#openCalls.set(unique, step);
    this.#calls++;
    return unique;
  }

  /** The result of a call by its id; of the oldest call without one when `callId` is null. */
  result(callId: string | null, result: NewResult, place: Place): void {
    const id = callId ?? this.#oldestCall();
    const step = id === undefined ? undefined : this.#openCalls.get(id);
    if (step === undefined || id === undefined) {
      this.#orphan(callId, result, place);
      return;
    }
    step.results.push(observation(id, result));
    this.#answered.add(id);
    this.#handOn(false);
  }

  /** An observation that belongs to a step but to none of its calls. */
  observe(step: OpenStep, result: NewResult): void {
    this.#stillOpen(step).results.push(observation(undefined, result));
  }

  /** A record of a kind that is not known: kept and counted. */
  unknown(record: unknown, place: Place): void {
    this.#unknown++;
    this.#keep(this.#unknownKept, record, place);
  }

  /** A record that is known but is no part of the work's steps (progress, snapshots, bookkeeping): kept raw. */
  aside(record: unknown, place: Place): void {
    this.#asideRecords++;
    this.#keep(this.#asideKept, record, place);
  }

  warn(code: string, message: string, place: Place | null): void {
    this.warnings.push({
      code,
      message,
      line: place?.line ?? null,
      ...(place?.file === undefined ? {} : { file: place.file }),
    });
  }

  /** The builder of a subagent's own trajectory, made when it is asked for first. */
  subagent(named: string): TrajectoryBuilder {
    const id = named === '' ? 'unnamed' : named;
    const known = this.#subagents.get(id);
    if (known !== undefined) return known;
    const child = new TrajectoryBuilder();
    this.#subagents.set(id, child);
    return child;
  }

  hasSubagent(id: string): boolean {
    return this.#subagents.has(id);
  }

  /** The trajectory; its `steps` are empty when they were handed on one by one. `id` is for embedded ones. */
  finish(id?: string): Trajectory {
    this.#handOn(true);
    const children = [...this.#subagents].map(([childId, child]) => {
      const trajectory = child.finish(childId);
      this.warnings.push(...child.warnings);
      return trajectory;
    });
    const { name, version, model, tools } = this.#agent;
    return {
      schema_version: ATIF_VERSION,
      ...(this.#sessionId === undefined ? {} : { session_id: this.#sessionId }),
      ...(id === undefined ? {} : { trajectory_id: id }),
      agent: {
        name,
        version,
        ...(model === undefined ? {} : { model_name: model }),
        ...(tools === undefined ? {} : { tool_definitions: [...tools] }),
      },
      steps: this.#steps,
      ...(this.#notes === undefined ? {} : { notes: this.#notes }),
      final_metrics: { ...this.#finalMetrics, total_steps: this.#count },
      ...(children.length === 0 ? {} : { subagent_trajectories: children }),
      extra: { ...this.#rootExtra, tracewright: this.#wholeGround() },
    };
  }

  #wholeGround(): Partial<ImportGround> {
    return {
      ...this.#ground,
      ...(this.#unknownKept.length === 0 ? {} : { unknown: this.#unknownKept }),
      unknownRecords: this.#unknown,
      ...(this.#asideKept.length === 0 ? {} : { aside: this.#asideKept }),
      ...(this.#asideRecords === 0 ? {} : { asideRecords: this.#asideRecords }),
    };
  }

  #keep(kept: KeptRecord[], record: unknown, place: Place): void {
    if (kept.length >= MOST_KEPT || this.#keptLength >= MOST_KEPT_LENGTH) return;
    const length = JSON.stringify(record)?.length ?? 0;
    if (this.#keptLength + length > MOST_KEPT_LENGTH) return;
    this.#keptLength += length;
    kept.push({ ...place, record });
  }

  #begin(step: OpenStep): OpenStep {
    this.#open.push(step);
    this.#handOn(false);
    return step;
  }

  /** Steps leave from the front, complete ones at once, the last one never before the end. */
  #handOn(all: boolean): void {
    const window = this.#options.window ?? 256;
    while (this.#open.length > (all ? 0 : 1)) {
      const [first] = this.#open;
      if (first === undefined) return;
      const waits = first.calls.some(({ tool_call_id }) => !this.#answered.has(tool_call_id));
      if (waits && !all && this.#open.length <= window) return;
      this.#open.shift();
      this.#left.set(first, null);
      for (const { tool_call_id } of first.calls) {
        this.#openCalls.delete(tool_call_id);
        this.#answered.delete(tool_call_id);
      }
      const step = finishedStep(first, ++this.#count);
      if (this.#options.onStep === undefined) this.#steps.push(step);
      else this.#options.onStep(step);
    }
  }

  /** A step that was handed on takes nothing more: what still comes for it goes into a step of its own. */
  #stillOpen(step: OpenStep): OpenStep {
    const after = this.#left.get(step);
    if (after === undefined) return step;
    if (after !== null) return this.#stillOpen(after);
    const { place, timestamp } = step.facts;
    this.warn('late-call', 'this belongs to a step before, which was long over: it is a step of its own', place);
    const next = this.#begin({
      source: step.source,
      message: '',
      reasoning: [],
      calls: [],
      results: [],
      facts: { place, ...(timestamp === undefined ? {} : { timestamp }), extra: { continues: step.facts.id ?? true } },
    });
    this.#left.set(step, next);
    return next;
  }

  #oldestCall(): string | undefined {
    for (const id of this.#openCalls.keys()) if (!this.#answered.has(id)) return id;
    return undefined;
  }

  #orphan(callId: string | null, result: NewResult, place: Place): void {
    const named = callId === null ? 'a result without a call' : `a result for the call ${callId}, which is not there`;
    this.warn('orphan-result', named, place);
    const step = this.say('system', '', { place, extra: { orphan: true } });
    step.results.push(observation(callId ?? undefined, result));
  }

  #uniqueId(id: string | undefined, place: Place): string {
    if (id === undefined || id === '') return `call_${++this.#madeIds}`;
    if (!this.#openCalls.has(id)) return id;
    let suffix = 2;
    while (this.#openCalls.has(`${id}#${suffix}`)) suffix++;
    this.warn('duplicate-call', `two calls have the id ${id}`, place);
    return `${id}#${suffix}`;
  }
}
