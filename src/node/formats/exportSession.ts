import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { TracewrightError } from '../../core/errors.ts';
import type { Exported } from '../../core/formats/exported.ts';
import { writeAgentTrace } from '../../core/formats/writeAgentTrace.ts';
import { writeWorkspaceRecording } from '../../core/formats/writeWorkspaceRecording.ts';
import { writeZedExample, type ZedSource } from '../../core/formats/writeZedExample.ts';
import { buildTimeline } from '../../core/session/buildTimeline.ts';
import type { SessionEvent } from '../../core/session/event.ts';
import { diffsOfOperations } from '../../core/session/operationDiffs.ts';
import type { TimelineOperation } from '../../core/session/timeline.ts';
import { gitText } from '../git/gitProcess.ts';
import { nodeDigest } from '../store/digest.ts';
import type { LoadedSession } from '../store/loadSession.ts';
import { dataFolderOf, openSession } from '../store/openSession.ts';
import { requireWhole } from './sessionFolder.ts';

/** A session as a workspace recording. Throws what loading throws, and what is wrong with a damaged log. */
export async function exportWorkspaceRecording(folder: string): Promise<Exported> {
  const { events, base, blobs } = await whole(folder);
  return writeWorkspaceRecording(events, base, blobs, nodeDigest);
}

/** Who wrote which lines, as an Agent Trace record. */
export async function exportAgentTrace(folder: string): Promise<Exported> {
  const session = await whole(folder);
  const { meta, events, base, blobs } = session;
  const { operations } = buildTimeline(meta, events, base, blobs, nodeDigest);
  const exported = writeAgentTrace(
    {
      id: randomUUID(),
      timestamp: meta.stoppedAt ?? meta.startedAt,
      version: meta.tool.version,
      commit: lastCommit(session),
      operations,
      diffs: diffsOfOperations(operations, events, base, blobs, nodeDigest),
    },
    nodeDigest,
  );
  const notes = events.filter(({ kind }) => kind === 'note').length;
  const losses = notes === 0 ? exported.losses : [...exported.losses, { what: 'note', count: notes }];
  return { ...exported, losses };
}

/**
 * The moment before an operation as a Zed example: the one that has the event `at`, or the last one that changed a file.
 * Throws `no-such-operation` where there is none.
 */
export async function exportZedExample(
  folder: string,
  at: number | null,
  form: 'markdown' | 'json',
): Promise<Exported> {
  const session = await whole(folder);
  const { meta, events, base, blobs } = session;
  const { operations } = buildTimeline(meta, events, base, blobs, nodeDigest);
  const diffs = diffsOfOperations(operations, events, base, blobs, nodeDigest);
  const changing = operations.map((operation, index) => ({ operation, diffs: diffs[index] ?? [] }));
  const withFiles = changing.filter(({ diffs: own }) => own.length > 0);
  const chosen = at === null ? withFiles.at(-1) : withFiles.find(({ operation }) => operation.seqs.includes(at));
  if (chosen === undefined) {
    throw new TracewrightError(
      'no-such-operation',
      at === null
        ? 'no operation of this session changed a file'
        : `event ${at} belongs to no operation that changed a file`,
      {
        place: { file: folder },
        remedy: 'tracewright sessions operations lists them with --json, seqs and files',
      },
    );
  }
  const source: ZedSource = {
    name: chosen.operation.title,
    ...(await groundOf(session, dataFolderOf(folder))),
    reasoning: chosen.operation.notes.map(({ text }) => text).join('\n\n'),
    history: withFiles.slice(0, withFiles.indexOf(chosen)).map(({ diffs: own }) => own),
    next: chosen.diffs,
    cursor: cursorBefore(chosen.operation, session),
    leftOut: leftOut(events, withFiles.slice(withFiles.indexOf(chosen) + 1).length),
  };
  return writeZedExample(source, form);
}

async function whole(folder: string): Promise<LoadedSession> {
  const session = await openSession(folder);
  requireWhole(session);
  return session;
}

function lastCommit({ events, meta }: LoadedSession): string | null {
  const moved = events.findLast((event) => event.kind === 'git' && (event.root ?? 0) === 0);
  return moved?.kind === 'git' ? moved.commit : (meta.roots[0]?.commit ?? null);
}

/** What the work stood on. The repository itself is asked, where it is still there. */
async function groundOf(
  { meta }: LoadedSession,
  dataFolder: string,
): Promise<Pick<ZedSource, 'repositoryUrl' | 'revision' | 'uncommittedDiff'>> {
  const root = meta.roots[0];
  if (root === undefined || root.commit === null) {
    return { repositoryUrl: '', revision: root?.tree ?? '', uncommittedDiff: '' };
  }
  const env = { GIT_ALTERNATE_OBJECT_DIRECTORIES: path.join(dataFolder, 'shadow.git', 'objects') };
  const ask = async (args: readonly string[], answers: readonly number[]) => {
    try {
      return await gitText(args, { cwd: root.path, env, answers });
    } catch (error) {
      if (error instanceof TracewrightError) return null;
      throw error;
    }
  };
  const url = await ask(['config', '--get', 'remote.origin.url'], [0, 1]);
  const plain = ['--no-ext-diff', '--no-textconv', '--no-color', '--src-prefix=a/', '--dst-prefix=b/'];
  const diff = await ask(['diff', ...plain, root.commit, root.tree, '--'], [0]);
  return {
    repositoryUrl: url?.trim() ?? '',
    revision: root.commit,
    uncommittedDiff: diff === null || diff === '' ? diff : `${diff}\n`,
  };
}

/** Where the cursor was last before an operation. */
function cursorBefore({ seqs }: TimelineOperation, { events }: LoadedSession): ZedSource['cursor'] {
  const first = seqs[0] ?? 0;
  const selection = events.findLast((event) => event.kind === 'selection' && event.seq < first);
  if (selection?.kind !== 'selection') return null;
  const opened = events.find((event) => event.kind === 'document-open' && event.doc === selection.doc);
  const edited = events.some(
    (event) => event.kind === 'edit' && event.doc === selection.doc && event.seq > selection.seq && event.seq < first,
  );
  const offset = selection.ranges[0]?.[1];
  return opened?.kind !== 'document-open' || edited || offset === undefined ? null : { path: opened.path, offset };
}

/** An example is one moment: the rest of the session is not in it. */
function leftOut(events: readonly SessionEvent[], later: number): Record<string, number> {
  const commands = events.filter(({ kind }) => kind === 'command-start').length;
  return { 'later operation': later, 'terminal command': commands };
}
