import type { CallGround, ObservationResult, ToolCall } from '../../trajectory/atif.ts';
import { fieldsOf } from '../../trajectory/importing/fields.ts';
import type { CallOutcome, FileView, ToolWorld } from '../../trajectory/tools/callOutcome.ts';

/** A file at the start: its text, null where it was not there, undefined where nobody knows. */
export type StartFiles = (path: string) => string | null | undefined;

interface Known {
  /** Null: not there. */
  readonly text: string | null;
  /** All of it is known, and nothing since can have changed it. */
  readonly sure: boolean;
}

/** The files of a trajectory as far as it tells them, or as its start and its edits do. */
export class ShadowFiles {
  readonly #start: StartFiles;
  readonly #known = new Map<string, Known | null>();
  #asked: string[] = [];

  constructor(start: StartFiles = () => undefined) {
    this.#start = start;
  }

  /** The files now, with changes that are tried on top of them. Files that nobody knows are told as absent. */
  world(over: ReadonlyMap<string, string | null> = new Map()): ToolWorld {
    return {
      look: (path): FileView => {
        this.#asked.push(path);
        const text = over.has(path) ? over.get(path) : this.of(path)?.text;
        return text === undefined || text === null ? { kind: 'absent' } : { kind: 'text', text };
      },
    };
  }

  /** What was looked up since the last time this was asked. */
  asked(): readonly string[] {
    const asked = this.#asked;
    this.#asked = [];
    return asked;
  }

  /** Null: nothing is known of this file. */
  of(path: string): Known | null {
    const now = this.#known.get(path);
    if (now !== undefined) return now;
    const text = this.#start(path);
    return text === undefined ? null : { text, sure: true };
  }

  set(path: string, text: string | null, sure: boolean): void {
    this.#known.set(path, { text, sure });
  }

  forget(path: string): void {
    this.#known.set(path, null);
  }

  /** A command may have changed what it names or all of a repository: that is not known any more. */
  afterCommand(command: string, call: ToolCall, result: ObservationResult | undefined, all: Iterable<string>): void {
    const told = [call.extra, result?.extra].flatMap((extra) => {
      const { files }: CallGround = fieldsOf(fieldsOf(extra).tracewright);
      return files ?? [];
    });
    for (const { path } of told) this.forget(path);
    const sweeping =
      /(?:^|[;&|(\n]\s*)(?:rm|mv|git\s+(?!status|diff|log|show)|sed\s+-i|patch|prettier|black|npm run)\b/;
    for (const path of new Set([...this.#known.keys(), ...all])) {
      const name = path.slice(path.lastIndexOf('/') + 1);
      const written = command.includes(name) && /[>]|\b(?:tee|cp|perl|python\d?\s+-c)\b/.test(command);
      if (sweeping.test(command) || written) this.forget(path);
    }
  }

  apply(outcome: CallOutcome, sure: boolean): void {
    if (outcome.kind !== 'files') return;
    for (const { path, after } of outcome.changes) this.set(path, after, sure);
  }
}
