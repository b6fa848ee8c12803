import type { SessionEventOf } from '../../core/session/event.ts';

/** A step as the adapter tells it: `file` is its own path, and `line` counts from 0. */
export interface DebugStep {
  readonly what: SessionEventOf<'debug-step'>['what'];
  readonly reason?: string;
  readonly file?: string;
  readonly line?: number;
  readonly text?: string;
  readonly exitCode?: number | null;
}

/** How long a stop waits for the editor to ask where it is. Milliseconds. */
const PLACE_MS = 1000;
/** Longer expressions are cut. UTF-16 code units. */
const LONGEST_TEXT = 4096;
const GOING_ON = new Set([
  'continue',
  'next',
  'stepIn',
  'stepOut',
  'stepBack',
  'reverseContinue',
  'restartFrame',
  'goto',
]);

type Json = Readonly<Record<string, unknown>>;

/**
 * Reads along with the messages between the editor and a debug adapter (Debug Adapter Protocol 1.x) and says what the
 * program does. It asks nothing: where a stop is, is known once the editor has asked for the stack trace itself.
 */
export class DebugTrace {
  readonly #write: (step: DebugStep) => void;
  readonly #asked = new Map<number, { readonly command: string; readonly thread: unknown }>();
  #firstLine = 1;
  #stopped:
    | { readonly reason: string | undefined; readonly thread: unknown; readonly timer: NodeJS.Timeout }
    | undefined;
  /** The editor made it go on, so that the adapter's own word of it says nothing new. */
  #goesOn = false;

  constructor(write: (step: DebugStep) => void) {
    this.#write = write;
  }

  /** A message from the editor to the adapter. Never throws. */
  toAdapter(message: unknown): void {
    if (!isJson(message) || message.type !== 'request' || typeof message.command !== 'string') return;
    const asks = isJson(message.arguments) ? message.arguments : {};
    if (message.command === 'initialize' && asks.linesStartAt1 === false) this.#firstLine = 0;
    if (message.command === 'evaluate' && asks.context === 'repl' && typeof asks.expression === 'string') {
      this.#write({ what: 'evaluated', text: asks.expression.slice(0, LONGEST_TEXT) });
    }
    if (typeof message.seq !== 'number') return;
    if (message.command === 'stackTrace' || GOING_ON.has(message.command)) {
      this.#asked.set(message.seq, { command: message.command, thread: asks.threadId });
    }
  }

  /** A message from the adapter to the editor. Never throws. */
  fromAdapter(message: unknown): void {
    if (!isJson(message)) return;
    if (message.type === 'response') this.#response(message);
    else if (message.type === 'event') this.#event(message);
  }

  /** No more messages: what waits is told. */
  end(): void {
    this.#tellStop({});
    this.#asked.clear();
  }

  #response(message: Json): void {
    const asked = typeof message.request_seq === 'number' ? this.#asked.get(message.request_seq) : undefined;
    if (asked === undefined) return;
    this.#asked.delete(message.request_seq as number);
    if (message.success !== true) return;
    if (asked.command !== 'stackTrace') {
      this.#goOn(asked.command);
      return;
    }
    const stopped = this.#stopped;
    if (stopped === undefined || (stopped.thread !== undefined && stopped.thread !== asked.thread)) return;
    const [top] = isJson(message.body) && Array.isArray(message.body.stackFrames) ? message.body.stackFrames : [];
    this.#tellStop(isJson(top) ? top : {});
  }

  #event(message: Json): void {
    const body = isJson(message.body) ? message.body : {};
    const reason = typeof body.reason === 'string' ? body.reason : undefined;
    if (message.event === 'stopped') {
      this.#tellStop({});
      this.#goesOn = false;
      this.#stopped = { reason, thread: body.threadId, timer: setTimeout(() => this.#tellStop({}), PLACE_MS) };
    } else if (message.event === 'continued') {
      this.#goOn(undefined);
    } else if (message.event === 'exited') {
      this.#tellStop({});
      this.#write({ what: 'exited', exitCode: typeof body.exitCode === 'number' ? body.exitCode : null });
    } else if (message.event === 'terminated') {
      this.#tellStop({});
    }
  }

  #goOn(reason: string | undefined): void {
    this.#tellStop({});
    if (!this.#goesOn) this.#write({ what: 'continued', ...(reason === undefined ? {} : { reason }) });
    this.#goesOn = true;
  }

  #tellStop(frame: Json): void {
    const stopped = this.#stopped;
    if (stopped === undefined) return;
    clearTimeout(stopped.timer);
    this.#stopped = undefined;
    const file = isJson(frame.source) ? frame.source.path : undefined;
    this.#write({
      what: 'stopped',
      ...(stopped.reason === undefined ? {} : { reason: stopped.reason }),
      ...(typeof file === 'string' ? { file } : {}),
      ...(typeof frame.line === 'number' ? { line: Math.max(0, frame.line - this.#firstLine) } : {}),
    });
  }
}

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null;
}
