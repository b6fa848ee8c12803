import type { CallOutcome, FileChange, FileView } from './callOutcome.ts';
import { refused, type ToolDesk } from './toolDesk.ts';

/** Files that one call changes in several steps: each step sees what those before it did. */
export class PatchedFiles {
  readonly #desk: ToolDesk;
  readonly #before = new Map<string, FileView>();
  readonly #after = new Map<string, FileView>();
  readonly #from = new Map<string, string>();

  constructor(desk: ToolDesk) {
    this.#desk = desk;
  }

  look(path: string): FileView {
    return this.#after.get(path) ?? this.#desk.world.look(path);
  }

  write(path: string, text: string): void {
    this.#keep(path);
    this.#after.set(path, { kind: 'text', text });
  }

  remove(path: string): void {
    this.#keep(path);
    this.#after.set(path, { kind: 'absent' });
  }

  /** The file's bytes go as they are. */
  move(path: string, to: string): void {
    const now = this.look(path);
    this.#keep(path);
    this.#keep(to);
    this.#after.set(to, now);
    this.#after.set(path, { kind: 'absent' });
    this.#from.set(to, path);
  }

  outcome(observation?: string): CallOutcome {
    const changes: FileChange[] = [];
    for (const [path, after] of this.#after) {
      const before = this.#before.get(path) ?? { kind: 'absent' };
      if (before.kind === 'absent' && after.kind === 'absent') continue;
      const from = this.#from.get(path);
      changes.push({
        path,
        before: before.kind === 'text' ? before.text : null,
        after: after.kind === 'text' ? after.text : null,
        ...(from === undefined ? {} : { from }),
      });
    }
    if (changes.length === 0) return refused('empty', 'the patch changes no file');
    return { kind: 'files', changes, ...(observation === undefined ? {} : { observation }) };
  }

  #keep(path: string): void {
    if (!this.#before.has(path)) this.#before.set(path, this.#desk.world.look(path));
  }
}
