import { randomBytes } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type AgentNote, agentNoteSchema } from './agentNote.ts';

/** `memory/`: the notes that agents left while nothing was recorded. One file a process, so that each has one writer. */
export class LooseNotes {
  readonly #folder: string;
  readonly #file: string;

  /** @param storage a workspace's `.tracewright` */
  constructor(storage: string) {
    this.#folder = path.join(storage, 'memory');
    const day = new Date().toISOString().slice(0, 10);
    this.#file = path.join(this.#folder, `notes-${day}-${randomBytes(4).toString('hex')}.jsonl`);
  }

  /** Appends a note, the newline first; returns the file. */
  add(note: AgentNote): string {
    mkdirSync(this.#folder, { recursive: true });
    appendFileSync(this.#file, `\n${JSON.stringify(note)}`, { flush: true });
    return this.#file;
  }

  /** All notes of all processes, the oldest first; torn lines are left out. */
  all(): AgentNote[] {
    if (!existsSync(this.#folder)) return [];
    return readdirSync(this.#folder, { withFileTypes: true })
      .filter((entry) => entry.isFile() && /^notes-.*\.jsonl$/.test(entry.name))
      .flatMap(({ name }) => readFileSync(path.join(this.#folder, name), 'utf8').split('\n'))
      .flatMap((line) => noteOf(line) ?? [])
      .sort((one, other) => (one.at < other.at ? -1 : 1));
  }
}

function noteOf(line: string): AgentNote | undefined {
  try {
    return agentNoteSchema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}
