import type { TracewrightError } from '../../core/errors.ts';
import type { TreeEntry } from '../../core/ports.ts';
import type { Divergence } from '../../core/session/divergence.ts';
import type { SessionEvent } from '../../core/session/event.ts';
import type { LogEnd } from '../../core/session/readLog.ts';
import { type Verification, Verifier, verifyEvents } from '../../core/session/verify.ts';
import { nodeDigest } from './digest.ts';
import type { LoadedSession, StoredObjects } from './loadSession.ts';
import { withShadow } from './openSession.ts';
import { readPieces, type SessionFiles, sessionFiles } from './sessionReader.ts';

export interface SessionVerification extends Verification {
  /** What is wrong with the files of the log, each with file and line. */
  readonly errors: readonly TracewrightError[];
  /** What is odd but harms nothing, for example a file that does not belong there. */
  readonly warnings: readonly TracewrightError[];
  /** Where the last record was not written to its end; line from 1. */
  readonly torn: { readonly file: string; readonly line: number } | null;
}

/**
 * Checks a session as a whole: the hash chain and shape of every record, every saved blob and every checkpoint's tree
 * when the log is folded over its base.
 */
export function verifySession(session: LoadedSession): SessionVerification {
  return judged(verifyEvents(session.events, session.base, session.blobs, nodeDigest), session);
}

/**
 * The same for a session on disk of whatever size: a few megabytes of its log at a time, and only the contents that
 * those name. Errors as `loadSession` and `withShadow`.
 */
export function verifySessionFolder(folder: string): Promise<SessionVerification> {
  return withShadow(folder, (shadow) => verifyStored(folder, shadow));
}

/** {@link verifySessionFolder} over any store of objects. `size`: bytes that are read at a time. */
export async function verifyStored(folder: string, git: StoredObjects, size?: number): Promise<SessionVerification> {
  const files = sessionFiles(folder);
  let events: SessionEvent[] = [];
  let contents: ReadonlyMap<string, Uint8Array> = new Map();
  let verifier: Verifier | undefined;
  const fold = async () => {
    verifier ??= new Verifier(await baseOf(files, events, git), (oid) => contents.get(oid), nodeDigest);
    contents = await contentsOf(events, git);
    for (const event of events) verifier.take(event);
    events = [];
  };
  const reading = readPieces(files, { event: (event) => events.push(event), unknown: () => undefined }, size);
  let step = reading.next();
  for (; step.done !== true; step = reading.next()) if (events.length > 0) await fold();
  await fold();
  const verification = verifier?.result();
  if (verification === undefined) throw new Error('a verifier is made with the first events');
  return judged(verification, step.value);
}

/** The files of every root at the start. */
async function baseOf(
  { meta }: SessionFiles,
  events: readonly SessionEvent[],
  git: StoredObjects,
): Promise<readonly (readonly TreeEntry[])[]> {
  const start = events.find((event) => event.kind === 'session-start');
  const roots = start?.roots ?? meta?.roots ?? [];
  return Promise.all(roots.map(({ tree }) => git.listTree(tree)));
}

/** Of all contents that events name, only texts are looked at; files are known by their ids. */
async function contentsOf(events: readonly SessionEvent[], git: StoredObjects): Promise<Map<string, Uint8Array>> {
  const wanted = new Set<string>();
  for (const event of events) {
    if ((event.kind === 'document-open' || event.kind === 'resync') && 'blob' in event.content) {
      wanted.add(event.content.blob);
    }
  }
  const oids = [...wanted];
  const found = oids.length === 0 ? [] : await git.readBlobs(oids);
  return new Map(oids.flatMap((oid, index) => (found[index] == null ? [] : [[oid, found[index]]])));
}

function judged(folded: Verification, { problems, torn }: Pick<LogEnd, 'problems' | 'torn'>): SessionVerification {
  const errors = problems.filter(({ severity }) => severity === 'error');
  return {
    ...folded,
    ok: folded.ok && errors.length === 0 && torn === null,
    firstDivergence: earliest(folded.firstDivergence, errors),
    errors: errors.map(({ error }) => error),
    warnings: problems.filter(({ severity }) => severity === 'warning').map(({ error }) => error),
    torn: torn === null ? null : { file: torn.file, line: torn.line },
  };
}

/** Folding says where texts part ways; a broken record may stand before that. */
function earliest(
  divergence: Divergence | null,
  errors: readonly { readonly seq: number | null; readonly error: TracewrightError }[],
): Divergence | null {
  const broken = errors[0];
  if (broken === undefined || (divergence !== null && divergence.seq <= (broken.seq ?? 0))) return divergence;
  return { seq: broken.seq ?? 0, kind: 'record', path: broken.error.place.file ?? '', why: broken.error.message };
}
