import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { buildTimeline } from '../../core/session/buildTimeline.ts';
import { operationDiffs } from '../../core/session/operationDiffs.ts';
import type { FileDiff, Timeline } from '../../core/session/timeline.ts';
import { nodeDigest } from '../../node/store/digest.ts';
import type { LoadedSession } from '../../node/store/loadSession.ts';
import { openSession } from '../../node/store/openSession.ts';
import { pathsOf, textParser } from '../../node/syntax/textParser.ts';

/** A session as it was read, with what was made of it so far. */
interface Reading {
  readonly session: LoadedSession;
  readonly timeline: Timeline;
  readonly diffs: Map<string, readonly FileDiff[]>;
}

/** How many operations' diffs are kept. */
const KEPT = 20;

/** Answers about one session, which is read and folded again only when its files have changed. */
export class SessionAnswers {
  readonly #folder: string;
  #reading: { readonly stamp: string; readonly made: Promise<Reading> } | undefined;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Errors as `openSession`. */
  async timeline(): Promise<Timeline> {
    return (await this.#read()).timeline;
  }

  /** The files that an operation changed; none for an operation that is not there. Errors as `openSession`. */
  async diffs(operation: string): Promise<readonly FileDiff[]> {
    const { session, timeline, diffs } = await this.#read();
    const known = diffs.get(operation);
    if (known !== undefined) return known;
    const wanted = timeline.operations.find(({ id }) => id === operation);
    if (wanted === undefined) return [];
    const made = operationDiffs(wanted, session.events, session.base, session.blobs, nodeDigest);
    diffs.set(operation, made);
    for (const oldest of [...diffs.keys()].slice(0, -KEPT)) diffs.delete(oldest);
    return made;
  }

  #read(): Promise<Reading> {
    // Taken before reading: what is written meanwhile makes the next stamp another one.
    const stamp = stampOf(this.#folder);
    if (this.#reading?.stamp !== stamp) {
      const made = read(this.#folder);
      const reading = { stamp, made };
      this.#reading = reading;
      made.catch(() => {
        if (this.#reading === reading) this.#reading = undefined;
      });
    }
    return this.#reading.made;
  }
}

async function read(folder: string): Promise<Reading> {
  const session = await openSession(folder);
  const { meta, events, base, blobs } = session;
  const parse = await textParser(pathsOf(events));
  return { session, timeline: buildTimeline(meta, events, base, blobs, nodeDigest, parse), diffs: new Map() };
}

/** Another one whenever a file of the session was written, made or removed. */
function stampOf(folder: string): string {
  return readdirSync(folder)
    .sort()
    .map((name) => {
      const { size, mtimeMs } = statSync(path.join(folder, name));
      return `${name}:${size}:${mtimeMs}`;
    })
    .join('\n');
}
