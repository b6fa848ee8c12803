import { randomUUID } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { TracewrightError } from '../../core/errors.ts';
import { inferOperations } from '../../core/session/operations.ts';
import { Redactor } from '../../core/session/redaction/redactor.ts';
import type { Trajectory } from '../../core/trajectory/atif.ts';
import { readTrajectory } from '../formats/readTrajectory.ts';
import { PrivateFiles } from '../recording/privateFiles.ts';
import { nodeDigest } from '../store/digest.ts';
import { readSessionFile } from '../store/sessionFile.ts';
import { readSession } from '../store/sessionReader.ts';
import { lockHolder } from '../store/writerLock.ts';
import { AGENT_NOTE_VERSION, type AgentNote, fileInside } from './agentNote.ts';
import { LooseNotes } from './looseNotes.ts';
import { NoteInbox } from './noteInbox.ts';
import { type Hit, rank } from './ranking.ts';
import type { Remembered, RememberedText } from './remembered.ts';
import { sessionStamp, sessionTexts } from './sessionTexts.ts';
import { trajectoryTexts, trajectoryTitle } from './trajectoryTexts.ts';

export interface MemoryOptions {
  /** The workspace folder: what notes are about is inside of it. */
  readonly root: string;
  /** Its `.tracewright`. */
  readonly storage: string;
  /** So long a note waits for the session that is recorded to take it. Milliseconds. */
  readonly patienceMs?: number;
  /** So long one search works out what sessions amount to that it has not seen before. Milliseconds. */
  readonly budgetMs?: number;
}

/** Where a note went. */
export interface KeptNote {
  readonly id: string;
  readonly kept: 'session' | 'memory';
}

/** The notes that no session took are recalled by this id. */
export const LOOSE_NOTES = 'notes';
const LARGEST_TRAJECTORY = 64 * 1024 * 1024;
/** Longer logs are not folded for a search. Bytes. */
const LARGEST_LOG = 2 * 1024 * 1024;

interface Known {
  readonly stamp: string;
  readonly remembered: Remembered;
  operations: readonly RememberedText[] | undefined;
}

/** What was recorded in a workspace, for agents to search and to add notes to. It changes nothing but notes. */
export class Memory {
  readonly #options: MemoryOptions;
  readonly #known = new Map<string, Known>();
  readonly #redactor = new Redactor();
  readonly #inbox: NoteInbox;
  readonly #loose: LooseNotes;

  constructor(options: MemoryOptions) {
    this.#options = options;
    this.#inbox = new NoteInbox(options.storage);
    this.#loose = new LooseNotes(options.storage);
  }

  /** Everything that can be recalled, the newest first. */
  async list(): Promise<Remembered[]> {
    const sessions = this.#names('sessions', true).map((id) => this.#session(id));
    const files = this.#names('trajectories', false).filter((name) => name.endsWith('.json'));
    const trajectories: Remembered[] = [];
    for (const name of files) trajectories.push(await this.#trajectory(name.slice(0, -'.json'.length)));
    const notes = this.#looseNotes();
    return [...sessions, ...trajectories, ...(notes === undefined ? [] : [notes])].sort((one, other) =>
      one.startedAt < other.startedAt ? 1 : -1,
    );
  }

  /** The sessions and trajectories that fit a query best. */
  async search(query: string, most: number): Promise<Hit[]> {
    const all = await this.list();
    const until = performance.now() + (this.#options.budgetMs ?? 300);
    const whole = all.map((one) => {
      const known = one.kind === 'session' ? this.#known.get(keyOf('sessions', one.id)) : undefined;
      if (known === undefined) return one;
      if (known.operations === undefined && performance.now() < until) known.operations = this.#operations(one.id);
      return { ...one, texts: [...one.texts, ...(known.operations ?? [])] };
    });
    return rank(query, whole, most);
  }

  /** Throws `not-remembered`. */
  async recall(id: string): Promise<Remembered> {
    const found = (await this.list()).find((one) => one.id === id);
    if (found === undefined) throw notRemembered(id);
    const key = keyOf('sessions', id);
    const known = found.kind === 'session' ? this.#known.get(key) : undefined;
    if (known === undefined) return found;
    known.operations ??= this.#operations(id);
    return { ...found, texts: [...found.texts, ...known.operations].sort((one, other) => one.at - other.at) };
  }

  /** Throws `not-remembered`, and what reading a trajectory throws. */
  async trajectory(id: string): Promise<Trajectory> {
    if (!this.#names('trajectories', false).includes(`${id}.json`)) throw notRemembered(id);
    return (await readTrajectory(this.#path('trajectories', `${id}.json`))).trajectory;
  }

  /** A text as it may leave: what looks like a secret is masked. */
  shown(text: string): string {
    return this.#redactor.redact(text).text;
  }

  /**
   * Hands a note to the session that is recorded in the workspace, or keeps it where none takes it.
   * Throws `path-outside`, `no-such-file` and `private-file`.
   */
  async addNote(given: Pick<AgentNote, 'type' | 'text' | 'path' | 'lines'>): Promise<KeptNote> {
    const { root, patienceMs = 3_000 } = this.#options;
    const name = given.path === undefined ? undefined : fileInside(root, given.path);
    if (name !== undefined && new PrivateFiles(root).hides(name)) {
      throw new TracewrightError('private-file', `the file ${name} is kept out of recordings`, {
        remedy: 'add the note without a path',
      });
    }
    const note: AgentNote = {
      version: AGENT_NOTE_VERSION,
      id: randomUUID(),
      at: new Date().toISOString(),
      type: given.type,
      text: this.shown(given.text),
      ...(name === undefined ? {} : { path: name }),
      ...(name === undefined || given.lines === undefined ? {} : { lines: given.lines }),
    };
    if (this.#isRecording()) {
      this.#inbox.put(note);
      for (let waited = 0; waited < patienceMs; waited += 50) {
        if (this.#inbox.isGone(note.id)) return { id: note.id, kept: 'session' };
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      // Whoever claimed it in the last moment has it.
      if (!this.#inbox.withdraw(note.id)) return { id: note.id, kept: 'session' };
    }
    this.#loose.add(note);
    return { id: note.id, kept: 'memory' };
  }

  #isRecording(): boolean {
    return this.#names('sessions', true).some((id) => lockHolder(this.#path('sessions', id)) !== null);
  }

  #session(id: string): Remembered {
    const folder = this.#path('sessions', id);
    return this.#remember(keyOf('sessions', id), id, 'session', () => {
      const stamp = sessionStamp(folder);
      const isLive = lockHolder(folder) !== null;
      return {
        stamp: `${stamp}\n${isLive}`,
        read: () => {
          const meta = readSessionFile(folder) ?? readSession(folder).meta;
          const goal = { kind: 'goal' as const, at: 0, text: meta.goal };
          return {
            title: meta.goal,
            startedAt: meta.startedAt,
            state: isLive ? 'recording' : meta.stoppedAt === null ? 'died' : 'stopped',
            texts: [...(meta.goal === '' ? [] : [goal]), ...sessionTexts(folder)],
          };
        },
      };
    });
  }

  async #trajectory(id: string): Promise<Remembered> {
    const file = this.#path('trajectories', `${id}.json`);
    const key = keyOf('trajectories', id);
    const stats = statSync(file, { throwIfNoEntry: false });
    const stamp = `${stats?.size} ${stats?.mtimeMs}`;
    const known = this.#known.get(key);
    if (known?.stamp === stamp) return known.remembered;
    const read = await this.#readTrajectory(file, stats?.size ?? 0);
    return this.#remember(key, id, 'trajectory', () => ({ stamp, read }));
  }

  async #readTrajectory(file: string, size: number): Promise<() => Details> {
    try {
      if (size > LARGEST_TRAJECTORY) throw new Error('it is too large to be searched');
      const { trajectory } = await readTrajectory(file);
      const startedAt = trajectory.steps.find(({ timestamp }) => typeof timestamp === 'string')?.timestamp ?? '';
      const details: Details = {
        title: trajectoryTitle(trajectory),
        startedAt,
        state: 'read',
        texts: trajectoryTexts(trajectory),
      };
      return () => details;
    } catch (error) {
      return () => {
        throw error;
      };
    }
  }

  #remember(
    key: string,
    id: string,
    kind: Remembered['kind'],
    look: () => { readonly stamp: string; readonly read: () => Details },
  ): Remembered {
    try {
      const { stamp, read } = look();
      const known = this.#known.get(key);
      if (known?.stamp === stamp) return known.remembered;
      const remembered = { id, kind, ...read() };
      this.#known.set(key, { stamp, remembered, operations: undefined });
      return remembered;
    } catch (error) {
      const problem = error instanceof TracewrightError ? error.sentence : String(error);
      return { id, kind, title: '', startedAt: '', state: 'unreadable', problem, texts: [] };
    }
  }

  /** What the events amount to, without the syntax of the languages and the files at the start: a title is enough. */
  #operations(id: string): RememberedText[] {
    const folder = this.#path('sessions', id);
    try {
      const size = readdirSync(folder).reduce((sum, name) => sum + statSync(path.join(folder, name)).size, 0);
      if (size > LARGEST_LOG) return [];
      const { events } = readSession(folder);
      return inferOperations(events, [], () => undefined, nodeDigest)
        .filter(({ kind }) => kind !== 'note')
        .map(({ title, seqs }) => ({ kind: 'operation', at: seqs[0] ?? 0, text: title }));
    } catch {
      return [];
    }
  }

  #looseNotes(): Remembered | undefined {
    const notes = this.#loose.all();
    if (notes.length === 0) return undefined;
    const texts = notes.map(({ type, text, path: name }, index): RememberedText => {
      return { kind: 'note', at: index + 1, text: `${type}: ${text}${name === undefined ? '' : ` (${name})`}` };
    });
    const startedAt = notes.at(-1)?.at ?? '';
    return { id: LOOSE_NOTES, kind: 'notes', title: 'Notes without a session', startedAt, state: 'read', texts };
  }

  #names(folder: string, folders: boolean): string[] {
    try {
      return readdirSync(this.#path(folder), { withFileTypes: true })
        .filter((entry) => (folders ? entry.isDirectory() : entry.isFile()))
        .map(({ name }) => name);
    } catch {
      return [];
    }
  }

  #path(...names: readonly string[]): string {
    return path.join(this.#options.storage, ...names);
  }
}

type Details = Pick<Remembered, 'title' | 'startedAt' | 'state' | 'texts'>;

function keyOf(folder: string, id: string): string {
  return `${folder}/${id}`;
}

function notRemembered(id: string): TracewrightError {
  return new TracewrightError('not-remembered', `nothing is remembered by the id ${id.slice(0, 100)}`, {
    remedy: 'list_sessions and search_sessions give the ids',
  });
}
