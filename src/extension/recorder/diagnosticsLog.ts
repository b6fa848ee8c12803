import type { Journal } from '../../node/recording/journal.ts';
import { located, type Place } from '../../node/recording/place.ts';
import { type Diagnostic, diagnosticsDelta, type Numbered } from './diagnosticsDelta.ts';

/** Of one file, and of one look at all files that changed. */
const MOST_IN_FILE = 200;
const MOST_AT_ONCE = 2_000;

/** What the editor says of one file now. */
export interface FileDiagnostics {
  readonly uri: string;
  readonly place: Place;
  /** Its document's number, when it is open. */
  readonly doc: number | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/** The diagnostics of every file, written down as they come and go. Knows nothing of VS Code. */
export class DiagnosticsLog {
  readonly #journal: Journal;
  readonly #known = new Map<string, readonly Numbered[]>();
  readonly #dropped = new Map<string, number>();
  #diagnostics = 0;

  constructor(journal: Journal) {
    this.#journal = journal;
  }

  /** Addresses of the files that have diagnostics. */
  uris(): string[] {
    return [...this.#known.keys()];
  }

  /** Takes what the editor says now of these files, and writes what changed, one event a file. */
  look(files: readonly FileDiagnostics[]): void {
    let room = MOST_AT_ONCE;
    for (const file of files) room -= this.#lookAt(file, room);
  }

  #lookAt({ uri, place, doc, diagnostics }: FileDiagnostics, room: number): number {
    const known = this.#known.get(uri) ?? [];
    const most = Math.min(MOST_IN_FILE, known.length + room);
    const { now, added, removed, dropped } = diagnosticsDelta(known, diagnostics, most, () => this.#diagnostics++);
    if (now.length === 0) this.#known.delete(uri);
    else this.#known.set(uri, now);
    const before = this.#dropped.get(uri) ?? 0;
    if (dropped === 0) this.#dropped.delete(uri);
    else this.#dropped.set(uri, dropped);
    if (added.length === 0 && removed.length === 0 && dropped === before) return 0;
    this.#journal.append({
      kind: 'diagnostics',
      ...located(place),
      ...(doc === undefined ? {} : { doc }),
      added: [...added],
      removed: [...removed],
      ...(dropped === before ? {} : { dropped }),
    });
    return added.length;
  }
}
