import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, unlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type AgentNote, agentNoteSchema } from './agentNote.ts';

/** What became of a note that was offered. */
export type Taken = 'taken' | 'later';

/**
 * `inbox/` beside the sessions: notes for whoever records, one file each. Every move is a rename, so that a note has one
 * owner at a time: `<id>.json` waits, `<id>.<pid>.claimed` is being taken, `<id>.bad` could not be understood.
 */
export class NoteInbox {
  readonly folder: string;

  /** @param storage a workspace's `.tracewright` */
  constructor(storage: string) {
    this.folder = path.join(storage, 'inbox');
  }

  put(note: AgentNote): void {
    mkdirSync(this.folder, { recursive: true });
    const part = this.#file(`${note.id}.part`);
    writeFileSync(part, JSON.stringify(note));
    renameSync(part, this.#file(`${note.id}.json`));
  }

  /** Takes a note back that nobody claimed. False: somebody has it. */
  withdraw(id: string): boolean {
    const mine = this.#file(`${id}.${process.pid}.withdrawn`);
    if (!moved(this.#file(`${id}.json`), mine)) return false;
    unlinkSync(mine);
    return true;
  }

  /** Whether a note is neither waiting nor being taken any more. */
  isGone(id: string): boolean {
    return existsSync(this.folder) && !readdirSync(this.folder).some((name) => name.startsWith(`${id}.`));
  }

  /** Offers every waiting note to `use`; one that is not taken goes on waiting. Never throws for what a file holds. */
  offer(use: (note: AgentNote) => Taken, onBad: (file: string) => void): number {
    let taken = 0;
    for (const name of this.#names()) {
      const id = /^([0-9a-f-]{36})\.json$/.exec(name)?.[1];
      if (id === undefined) {
        this.#release(name);
        continue;
      }
      const claimed = this.#file(`${id}.${process.pid}.claimed`);
      if (!moved(this.#file(name), claimed)) continue;
      const note = noteIn(claimed);
      if (note === undefined || note.id !== id) {
        renameSync(claimed, this.#file(`${id}.bad`));
        onBad(this.#file(`${id}.bad`));
      } else if (this.#use(use, note, claimed) === 'taken') {
        unlinkSync(claimed);
        taken++;
      } else renameSync(claimed, this.#file(name));
    }
    return taken;
  }

  #use(use: (note: AgentNote) => Taken, note: AgentNote, claimed: string): Taken {
    try {
      return use(note);
    } catch (error) {
      renameSync(claimed, this.#file(`${note.id}.json`));
      throw error;
    }
  }

  /** What a process claimed that is gone is to be taken by another one. */
  #release(name: string): void {
    const [, id, pid] = /^([0-9a-f-]{36})\.(\d+)\.claimed$/.exec(name) ?? [];
    if (id !== undefined && !isAlive(Number(pid))) moved(this.#file(name), this.#file(`${id}.json`));
  }

  #names(): string[] {
    return existsSync(this.folder) ? readdirSync(this.folder).sort() : [];
  }

  #file(name: string): string {
    return path.join(this.folder, name);
  }
}

function noteIn(file: string): AgentNote | undefined {
  try {
    return agentNoteSchema.safeParse(JSON.parse(readFileSync(file, 'utf8'))).data;
  } catch {
    return undefined;
  }
}

function moved(from: string, to: string): boolean {
  try {
    renameSync(from, to);
    return true;
  } catch {
    return false;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
