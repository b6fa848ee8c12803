import { createHash } from 'node:crypto';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import * as vscode from 'vscode';
import { TracewrightError } from '../../core/errors.ts';
import type { StateRef } from './stateAddress.ts';
import type {
  AboutTrajectory,
  Standpoint,
  StateChange,
  StateEntry,
  TravelOptions,
  TravelQuestion,
  TravelReply,
  TravelRequest,
} from './timeTravelMessages.ts';
import { mustBeTrusted } from './trust.ts';

/** Where the debug session that is in front stands. */
export interface CurrentPlace extends Standpoint {
  readonly travel: TimeTravel;
}

interface Parts {
  readonly extensionUri: vscode.Uri;
  readonly version: string;
  /** The extension's own storage for this workspace. */
  readonly storageUri: vscode.Uri | undefined;
}

/** The trajectories that are, or were, debugged in this window, and where the debug session in front stands. */
export class TimeTravels {
  readonly #parts: Parts;
  readonly #known = new Map<string, TimeTravel>();
  readonly #moved = new vscode.EventEmitter<CurrentPlace | undefined>();
  /** The debug session in front moved, another one is in front, or the last one ended (undefined). */
  readonly onDidMove = this.#moved.event;
  readonly #standing = new Map<string, CurrentPlace>();
  #front: string | undefined;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  get current(): CurrentPlace | undefined {
    return this.#front === undefined ? undefined : this.#standing.get(this.#front);
  }

  /** The trajectory with these options; the same one for the same options. */
  open(options: Omit<TravelOptions, 'id'>): TimeTravel {
    const id = createHash('sha1').update(JSON.stringify(options)).digest('hex').slice(0, 12);
    const known = this.#known.get(id);
    if (known !== undefined) return known;
    const made = new TimeTravel({ id, ...options }, this.#parts, (session, state) => {
      this.#standing.set(session, { ...state, travel: made });
      this.#front ??= session;
      if (this.#front === session) this.#moved.fire(this.current);
    });
    this.#known.set(id, made);
    return made;
  }

  /** Throws `not-open` for a trajectory that was not debugged in this window. */
  of(id: string): TimeTravel {
    const known = this.#known.get(id);
    if (known !== undefined) return known;
    throw new TracewrightError('not-open', vscode.l10n.t('This trajectory is not being debugged any more'), {
      kind: 'usage',
      remedy: vscode.l10n.t('debug it again to see its files'),
    });
  }

  /** Another debug session is in front. */
  bringToFront(session: string | undefined): void {
    if (session === undefined || session === this.#front) return;
    this.#front = session;
    if (this.#standing.has(session)) this.#moved.fire(this.current);
  }

  ended(session: string): void {
    this.#standing.delete(session);
    if (this.#front !== session) return;
    this.#front = [...this.#standing.keys()].at(-1);
    this.#moved.fire(this.current);
  }

  dispose(): void {
    this.#moved.dispose();
    for (const travel of this.#known.values()) travel.dispose();
  }
}

interface Waiting {
  resolve(result: unknown): void;
  reject(error: Error): void;
}

/** A worker that nobody debugs with and that was asked nothing for so long is ended. Milliseconds. */
const IDLE_MS = 120_000;

/**
 * One trajectory and the worker that knows its states. The worker is started by the first question or message, and again
 * after its end. Everything rejects with `untrusted` in a folder that is not trusted: the worker runs git.
 */
export class TimeTravel {
  readonly options: TravelOptions;
  readonly #parts: Parts;
  readonly #moved: (session: string, state: Standpoint) => void;
  readonly #waiting = new Map<number, Waiting>();
  readonly #sessions = new Map<string, (message: unknown) => void>();
  readonly #changes = new Map<string, Promise<readonly StateChange[]>>();
  #worker: Worker | undefined;
  #asked = 0;
  #idle: NodeJS.Timeout | undefined;
  /** When its files were opened, for editors that ask for a time. Milliseconds since 1970. */
  #since = 0;

  constructor(options: TravelOptions, parts: Parts, moved: (session: string, state: Standpoint) => void) {
    this.options = options;
    this.#parts = parts;
    this.#moved = moved;
  }

  get id(): string {
    return this.options.id;
  }

  get since(): number {
    return this.#since;
  }

  /** Begins a debug session; `listen` is told what the adapter sends. Throws `untrusted`. */
  debug(session: string, listen: (message: unknown) => void): void {
    this.#started();
    this.#changes.clear();
    this.#sessions.set(session, listen);
  }

  /** Gives the adapter a message of the protocol. */
  send(session: string, message: vscode.DebugProtocolMessage): void {
    this.#post({ kind: 'dap', session, message: message as never });
  }

  endDebug(session: string): void {
    this.#sessions.delete(session);
    if (this.#worker !== undefined) this.#post({ kind: 'end', session });
    this.#rest();
  }

  about(): Promise<AboutTrajectory> {
    return this.#ask({ kind: 'about' }) as Promise<AboutTrajectory>;
  }

  /** All steps as a text. */
  document(): Promise<string> {
    return this.#ask({ kind: 'document' }) as Promise<string>;
  }

  /** What stands at a path ('' is the root); null where there is nothing. */
  entry(state: StateRef, path: string): Promise<StateEntry | null> {
    return this.#ask({ kind: 'entry', state, path }) as Promise<StateEntry | null>;
  }

  /** Null where there is no folder. */
  folder(state: StateRef, path: string): Promise<readonly StateEntry[] | null> {
    return this.#ask({ kind: 'folder', state, path }) as Promise<readonly StateEntry[] | null>;
  }

  /** Bytes of a file, or where a link points to; null where there is neither. */
  bytes(state: StateRef, path: string): Promise<Uint8Array | null> {
    return this.#ask({ kind: 'bytes', state, path }) as Promise<Uint8Array | null>;
  }

  /** What differs between two states. */
  changes(before: StateRef, after: StateRef): Promise<readonly StateChange[]> {
    const key = [before, after].map(({ thread, step, side }) => `${thread}.${step}.${side}`).join(' ');
    const known = this.#changes.get(key);
    if (known !== undefined) return known;
    const made = this.#ask({ kind: 'changes', before, after }) as Promise<readonly StateChange[]>;
    if (this.#changes.size > 200) this.#changes.clear();
    this.#changes.set(key, made);
    made.catch(() => this.#changes.delete(key));
    return made;
  }

  /** Clones the repository into a new folder, with the files of a state. */
  keep(state: StateRef, folder: string): Promise<string> {
    return this.#ask({ kind: 'keep', state, folder }) as Promise<string>;
  }

  dispose(): void {
    clearTimeout(this.#idle);
    const worker = this.#worker;
    if (worker === undefined) return;
    this.#ended(worker, ended());
    void worker.terminate();
  }

  async #ask(question: TravelQuestion): Promise<unknown> {
    this.#started();
    const id = ++this.#asked;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#post({ kind: 'ask', id, question });
    });
  }

  #post(request: TravelRequest): void {
    this.#worker?.postMessage(request);
  }

  #started(): void {
    mustBeTrusted(vscode.l10n.t('Debugging a trajectory runs git in this folder, which is not trusted'));
    clearTimeout(this.#idle);
    if (this.#worker !== undefined) return;
    const { extensionUri, version, storageUri } = this.#parts;
    const strings = vscode.l10n.bundle;
    const worker = new Worker(path.join(extensionUri.fsPath, 'dist', 'workers', 'timeTravel.cjs'), {
      workerData: {
        options: this.options,
        version,
        ...(storageUri === undefined ? {} : { cache: path.join(storageUri.fsPath, 'states') }),
        ...(strings === undefined ? {} : { strings }),
      },
    });
    worker.on('message', (message: TravelReply) => this.#told(message));
    worker.on('error', (error) => this.#ended(worker, error));
    worker.on('exit', () => this.#ended(worker, ended()));
    this.#worker = worker;
    this.#since = Date.now();
  }

  #told(reply: TravelReply): void {
    if (reply.kind === 'dap') this.#sessions.get(reply.session)?.(reply.message);
    else if (reply.kind === 'moved') this.#moved(reply.session, reply.state);
    else {
      const waiting = this.#waiting.get(reply.id);
      this.#waiting.delete(reply.id);
      if (reply.ok) waiting?.resolve(reply.result);
      else waiting?.reject(new Error(reply.sentence));
      this.#rest();
    }
  }

  #rest(): void {
    clearTimeout(this.#idle);
    if (this.#waiting.size === 0 && this.#sessions.size === 0) {
      this.#idle = setTimeout(() => this.dispose(), IDLE_MS);
    }
  }

  #ended(worker: Worker, error: Error): void {
    if (this.#worker !== worker) return;
    this.#worker = undefined;
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
    for (const listen of this.#sessions.values()) listen({ type: 'event', seq: 0, event: 'terminated' });
    this.#sessions.clear();
  }
}

function ended(): TracewrightError {
  return new TracewrightError('worker-ended', vscode.l10n.t('Reading the trajectory ended without an answer'), {
    kind: 'environment',
    remedy: vscode.l10n.t('try again; the log says more'),
  });
}
