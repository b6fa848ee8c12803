import { buildTimeline } from '../../core/session/buildTimeline.ts';
import { type CurrentNote, currentNotes } from '../../core/session/currentNotes.ts';
import type { SessionEvent } from '../../core/session/event.ts';
import { WorkspaceFold } from '../../core/session/fold.ts';
import type { TimelineOperation } from '../../core/session/timeline.ts';
import type { Trajectory } from '../../core/trajectory/atif.ts';
import { fromSession, type RecordedOperation } from '../../core/trajectory/fromSession.ts';
import type { RecordedNote } from '../../core/trajectory/noteReasoning.ts';
import { requireWhole } from '../formats/sessionFolder.ts';
import type { ShadowGit } from '../git/shadowGit.ts';
import { nodeDigest } from '../store/digest.ts';
import { loadSession } from '../store/loadSession.ts';
import { pathsOf, textParser } from '../syntax/textParser.ts';
import { describeChanges } from './describeChanges.ts';
import { Ledger } from './ledger.ts';

/**
 * A recorded session as a trajectory with a ledger: the states between its operations (what is on disk, with unsaved
 * text in its place) are stored in the shadow git directory, and kept there. Only the first workspace root is told.
 * A note is the reasoning of the operation that it is about, and a step of its own only where it is about none.
 * Operations that interleave share the state at the end of the longer one. Throws what loadSession
 * throws, and what is wrong with a damaged log.
 */
export async function sessionTrajectory(folder: string, shadow: ShadowGit): Promise<Trajectory> {
  const session = await loadSession(folder, shadow);
  requireWhole(session);
  const { meta, events, base, blobs } = session;
  const { operations } = buildTimeline(meta, events, base, blobs, nodeDigest, await textParser(pathsOf(events)));
  const start = events.find((event) => event.kind === 'session-start');
  const root = start?.roots[0] ?? meta.roots[0];
  const fold = new WorkspaceFold(base, blobs, nodeDigest);
  const bySeq = new Map(events.map((event) => [event.seq, event]));
  const reasoning = notesByOperation(operations, events);
  const ledger = await Ledger.open(shadow, root?.tree ?? null, fold.effectiveFiles());
  try {
    const recorded: RecordedOperation[] = [];
    let at = 0;
    const advance = async (seq: number) => {
      for (let event = events[at]; event !== undefined && event.seq <= seq; event = events[++at]) fold.apply(event);
      return ledger.advance(fold.effectiveFiles());
    };
    for (const operation of operations) {
      if (operation.kind === 'note' && !reasoning.has(operation.id)) continue;
      const mine = operation.seqs.flatMap((seq) => bySeq.get(seq) ?? []);
      const step = await advance(lastChange(mine));
      const { diffs, unexpressed } = await describeChanges(step.changes, mine, shadow);
      recorded.push({
        operation,
        diffs,
        unexpressed,
        notes: reasoning.get(operation.id) ?? [],
        ...commandOf(mine),
        output: operation.output,
        actor: operation.actor,
        treeBefore: step.treeBefore,
        treeAfter: step.treeAfter,
      });
    }
    const { treeAfter: finalTree } = await advance(Number.POSITIVE_INFINITY);
    await shadow.keepLedger(meta.id, ledger.trees);
    const { id, goal, startedAt, tool } = meta;
    const baseTree = ledger.trees[0] ?? finalTree;
    const baseCommit = root?.commit ?? null;
    const told = {
      id,
      goal,
      startedAt,
      version: tool.version,
      baseCommit,
      baseTree,
      finalTree,
      operations: recorded,
    };
    return fromSession(told, nodeDigest);
  } finally {
    ledger.dispose();
  }
}

/** The last event that can change a file; -1 when there is none. */
function lastChange(events: readonly SessionEvent[]): number {
  const idle = [
    'note',
    'note-removed',
    'question',
    'selection',
    'focus',
    'command-start',
    'command-output',
    'command-end',
    'git',
  ];
  return events.findLast(({ kind }) => !idle.includes(kind))?.seq ?? -1;
}

function commandOf(events: readonly SessionEvent[]): Pick<RecordedOperation, 'command'> {
  const start = events.find((event) => event.kind === 'command-start');
  if (start === undefined) return {};
  const end = events.find((event) => event.kind === 'command-end');
  const cwd = start.cwd === undefined ? {} : { cwd: start.cwd };
  return { command: { line: start.line, ...cwd, exitCode: end?.exitCode ?? null } };
}

/**
 * Every note that there is at the end is the reasoning of one operation: the first of those that it names, else the last
 * one before it that touched a file that it points at, else its own.
 */
function notesByOperation(
  operations: readonly TimelineOperation[],
  events: readonly SessionEvent[],
): Map<string, RecordedNote[]> {
  const notes = new Map<string, RecordedNote[]>();
  const work = operations.filter(({ kind }) => kind !== 'note');
  for (const note of currentNotes(events)) {
    const { about, anchors } = note.event;
    const { seq } = note.first;
    const named =
      about === undefined ? undefined : work.find(({ seqs }) => seqs.some((one) => one >= about[0] && one <= about[1]));
    const touched = work.findLast(
      ({ seqs, files }) => (seqs[0] ?? 0) < seq && anchors.some(({ path }) => files.includes(path)),
    );
    const owner = named ?? touched ?? operations.find(({ seqs }) => seqs.includes(seq));
    if (owner !== undefined) notes.set(owner.id, [...(notes.get(owner.id) ?? []), recordedNote(note)]);
  }
  return notes;
}

function recordedNote({ event, replies }: CurrentNote): RecordedNote {
  const { note: id, type, text, question, alternatives, mark, expected, anchors } = event;
  const [anchor] = anchors;
  return {
    id,
    type,
    text,
    ...(question === undefined ? {} : { question }),
    ...(alternatives === undefined ? {} : { alternatives: withoutAbsent(alternatives) }),
    ...(replies.length === 0 ? {} : { replies: replies.flatMap(inThread) }),
    ...(mark === undefined ? {} : { mark }),
    ...(expected === undefined ? {} : { expected }),
    ...(anchor === undefined ? {} : { path: anchor.path, quote: anchor.quote }),
  };
}

function withoutAbsent(alternatives: readonly { option: string; reason?: string | undefined }[]) {
  return alternatives.map(({ option, reason }) => ({ option, ...(reason === undefined ? {} : { reason }) }));
}

function inThread({ event, replies }: CurrentNote): { readonly id: string; readonly text: string }[] {
  return [{ id: event.note, text: event.text }, ...replies.flatMap(inThread)];
}
