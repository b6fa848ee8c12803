import { mkdirSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Log } from '../../core/ports.ts';
import { Redactor } from '../../core/session/redaction/redactor.ts';
import { jsonLines } from '../formats/jsonLines.ts';
import { CaptureFiles } from './captureFiles.ts';
import { type CapturedTrajectory, captureTrajectory } from './captureTrajectory.ts';
import { redactedRecord } from './redactedRecord.ts';
import { spanBatches } from './spanBatches.ts';

export interface CaptureOptions {
  /** A workspace's `.tracewright`: spans go to its `captures`, what is made of them to its `trajectories`. */
  readonly folder: string;
  readonly log: Log;
  /** Hides secrets before anything is written; one of its own when not given. */
  readonly redactor?: Redactor;
  /** Hears of every trajectory that was written, anew when spans came later. */
  readonly onTrajectory?: (trajectory: CapturedTrajectory) => void;
  /** So long after the end of a trace its trajectory is made: what comes together is read once. Milliseconds. */
  readonly settleMs?: number;
}

interface Trace {
  readonly order: number;
  conversation: string | undefined;
  /** Spans came since its trajectory was written. */
  dirty: boolean;
}

/** Captures of an earlier day's run are asked for their conversation up to this size and number. */
const MOST_READ = 64 * 1024 * 1024;
const MOST_EARLIER = 200;

/** Writes down the spans that agents send, and makes trajectories of them: one a conversation, or else one a trace. */
export class Capture {
  readonly #options: CaptureOptions;
  readonly #files: CaptureFiles;
  readonly #redactor: Redactor;
  readonly #traces = new Map<string, Trace>();
  readonly #timers = new Set<NodeJS.Timeout>();
  #work: Promise<unknown> = Promise.resolve();
  #spans = 0;

  /** Makes the folders and looks at what was captured before. Throws what making folders throws. */
  static async open(options: CaptureOptions): Promise<Capture> {
    const capture = new Capture(options);
    await capture.#readEarlier();
    return capture;
  }

  private constructor(options: CaptureOptions) {
    this.#options = options;
    this.#files = new CaptureFiles(path.join(options.folder, 'captures'));
    this.#redactor = options.redactor ?? new Redactor();
  }

  /** Spans that were written. */
  get spans(): number {
    return this.#spans;
  }

  /** Writes an export's spans down; they are on the disk when this resolves. Throws `bad-otlp` and `too-deep`. */
  take(body: unknown): Promise<void> {
    const now = new Date();
    const batches = spanBatches(body).map((batch) => ({
      ...batch,
      record: redactedRecord(batch.record, this.#redactor),
    }));
    return this.#inOrder(async () => {
      for (const { trace: id, conversation, ended, spans, record } of batches) {
        await this.#files.append(id, record, now);
        this.#spans += spans;
        const trace = this.#traceOf(id);
        trace.conversation ??= conversation;
        trace.dirty = true;
        if (ended) this.#convertSoon(id);
      }
    });
  }

  /** Makes the trajectories of everything that came since they were made last, ended or not. */
  convert(): Promise<void> {
    return this.#inOrder(async () => {
      for (const [id, { dirty }] of this.#traces) if (dirty) await this.#convert(id);
    });
  }

  /** Waits for what is under way, and converts the rest. */
  async close(): Promise<void> {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    await this.convert();
  }

  #inOrder<Result>(run: () => Promise<Result>): Promise<Result> {
    const result = this.#work.then(run);
    this.#work = result.catch(() => undefined);
    return result;
  }

  #convertSoon(id: string): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      void this.#inOrder(async () => {
        if (this.#traces.get(id)?.dirty === true) await this.#convert(id);
      });
    }, this.#options.settleMs ?? 500);
    this.#timers.add(timer);
  }

  async #convert(id: string): Promise<void> {
    const { log, onTrajectory } = this.#options;
    const together = this.#together(id);
    const [first = id] = together;
    for (const trace of together) this.#traceOf(trace).dirty = false;
    const now = new Date();
    try {
      const out = this.#trajectoryFile(first, now);
      mkdirSync(path.dirname(out), { recursive: true });
      const files = together.map((trace) => this.#files.fileOf(trace, now));
      const made = await captureTrajectory(files, out);
      if (made === null) log.info(`the trace ${id} has no GenAI span: no trajectory was made of it`);
      else onTrajectory?.(made);
    } catch (error) {
      log.error(`No trajectory could be made of the trace ${id}; its spans are safe`, error);
    }
  }

  #traceOf(id: string): Trace {
    const known = this.#traces.get(id);
    if (known !== undefined) return known;
    const trace: Trace = { order: this.#traces.size, conversation: undefined, dirty: false };
    this.#traces.set(id, trace);
    return trace;
  }

  /** A conversation may go on after the receiver was started again: what it said before belongs to it. */
  async #readEarlier(): Promise<void> {
    for (const id of this.#files.traces.slice(-MOST_EARLIER)) {
      const file = this.#files.fileOf(id, new Date());
      const trace = this.#traceOf(id);
      if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > MOST_READ) continue;
      for await (const lines of jsonLines(file)) {
        for (const { value } of lines) trace.conversation ??= conversationIn(value);
      }
    }
    for (const [id, trace] of this.#traces) trace.dirty = this.#isNewer(id);
  }

  /** Spans of a trace came after its trajectory was made, if it ever was: whoever received them died before. */
  #isNewer(id: string): boolean {
    const now = new Date();
    const [first = id] = this.#together(id);
    const made = statSync(this.#trajectoryFile(first, now), { throwIfNoEntry: false });
    const captured = statSync(this.#files.fileOf(id, now), { throwIfNoEntry: false });
    return (captured?.mtimeMs ?? 0) > (made?.mtimeMs ?? 0);
  }

  /** The traces of the conversation that a trace belongs to, the first one first. */
  #together(id: string): string[] {
    const { conversation } = this.#traceOf(id);
    return [...this.#traces]
      .filter(([other, trace]) => other === id || (conversation !== undefined && trace.conversation === conversation))
      .sort(([, one], [, other]) => one.order - other.order)
      .map(([trace]) => trace);
  }

  #trajectoryFile(trace: string, now: Date): string {
    return path.join(this.#options.folder, 'trajectories', this.#files.trajectoryName(trace, now));
  }
}

function conversationIn(record: unknown): string | undefined {
  try {
    return spanBatches(record).find(({ conversation }) => conversation !== undefined)?.conversation;
  } catch {
    return undefined;
  }
}
