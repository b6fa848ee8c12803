import { existsSync } from 'node:fs';
import path from 'node:path';
import { WorkspaceFold } from '../../core/session/fold.ts';
import { isSessionFolder } from '../formats/sessionFolder.ts';
import { nodeDigest } from '../store/digest.ts';
import type { LoadedSession } from '../store/loadSession.ts';
import { openSession } from '../store/openSession.ts';

/** The texts of one recorded session's documents, as they were at its events. */
export class SessionTexts {
  readonly #session: LoadedSession;
  #fold: WorkspaceFold;
  /** Events that are folded already. */
  #at = 0;
  readonly #kept = new Map<string, readonly string[]>();

  constructor(session: LoadedSession) {
    this.#session = session;
    this.#fold = this.#newFold();
  }

  /** Every text that a path had from one event to another (both inclusive), the last one last. Empty: no such document. */
  texts(file: string, [first, last]: readonly [number, number]): readonly string[] {
    const key = `${first}:${last}:${file}`;
    const kept = this.#kept.get(key);
    if (kept !== undefined) return kept;
    const { events } = this.#session;
    if ((events[this.#at - 1]?.seq ?? -1) > first) {
      this.#fold = this.#newFold();
      this.#at = 0;
    }
    const found = new Set<string>();
    const look = () => {
      const text = this.#textOf(file);
      if (text === undefined) return;
      found.delete(text);
      found.add(text);
    };
    for (let event = events[this.#at]; event !== undefined && event.seq <= last; event = events[this.#at]) {
      this.#fold.apply(event);
      this.#at++;
      if (event.seq >= first) look();
    }
    look();
    if (this.#kept.size > 64) this.#kept.clear();
    this.#kept.set(key, [...found]);
    return [...found];
  }

  #newFold(): WorkspaceFold {
    return new WorkspaceFold(this.#session.base, this.#session.blobs, nodeDigest);
  }

  #textOf(file: string): string | undefined {
    const document = this.#fold.documents().findLast((one) => one.path === file);
    return document?.text.toString();
  }
}

/** The session of an id below a folder: the session's own, its parent, a `.tracewright` folder or what holds one. */
export async function sessionTextsIn(folder: string, id: string): Promise<SessionTexts | null> {
  if (!/^[\w.-]{1,200}$/.test(id) || id.startsWith('.')) return null;
  const places = [
    ...(path.basename(path.resolve(folder)) === id ? [folder] : []),
    path.join(folder, id),
    path.join(folder, 'sessions', id),
    path.join(folder, '.tracewright', 'sessions', id),
  ];
  const place = places.find((one) => existsSync(one) && isSessionFolder(one));
  return place === undefined ? null : new SessionTexts(await openSession(place));
}
