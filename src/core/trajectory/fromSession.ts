import type { Digest } from '../ports.ts';
import type { Operation } from '../session/operation.ts';
import type { FileDiff } from '../session/timeline.ts';
import {
  ATIF_VERSION,
  type CallGround,
  type Step,
  type StepGround,
  type Trajectory,
  type TrajectoryGround,
} from './atif.ts';
import { editCalls, type GroundedCall } from './editCalls.ts';
import { notesInOrder, type RecordedNote, stepReasoning } from './noteReasoning.ts';
import { recorderTools } from './tools.ts';

/** One operation with all that its step needs. Texts are exact: UTF-8 with the byte order mark kept as a character. */
export interface RecordedOperation {
  readonly operation: Operation;
  readonly diffs: readonly FileDiff[];
  /** Changed files that `diffs` cannot tell. */
  readonly unexpressed?: readonly string[];
  readonly notes: readonly RecordedNote[];
  /** For `run-command`: the line, where, and how it ended. */
  readonly command?: { readonly line: string; readonly cwd?: string; readonly exitCode: number | null };
  /** Output of the command, free of terminal escapes. */
  readonly output?: string;
  readonly actor?: StepGround['actor'];
  readonly treeBefore: string;
  readonly treeAfter: string;
}

export interface RecordedSession {
  readonly id: string;
  readonly goal: string;
  /** Wall clock, ISO 8601. */
  readonly startedAt: string;
  /** Version of the recorder. */
  readonly version: string;
  readonly baseCommit: string | null;
  readonly baseTree: string;
  readonly finalTree: string;
  readonly operations: readonly RecordedOperation[];
}

/**
 * A session as a trajectory: the goal is the user's message, every operation one step with its notes as reasoning (see
 * noteReasoning.ts) and its changes as tool calls (see tools.ts). Nobody's words are made up: what an operation amounts to is inferred, so it
 * stands as `title` beside the ledger in `extra.tracewright`, and messages stay empty. A last step without calls is
 * there only when the files changed after the last operation, or something is said of it afterwards.
 */
export function fromSession(session: RecordedSession, digest: Digest): Trajectory {
  const ground: TrajectoryGround = {
    baseCommit: session.baseCommit,
    baseTree: session.baseTree,
    finalTree: session.finalTree,
    session: session.id,
  };
  const first: Step = {
    step_id: 1,
    timestamp: session.startedAt,
    source: 'user',
    message: session.goal,
    extra: { tracewright: unchanged(session.baseTree) },
  };
  const notes = notesInOrder(session.operations.map((one) => ({ kind: one.operation.kind, notes: one.notes })));
  const steps = session.operations.map((recorded, index) =>
    operationStep(session, recorded, index, notes[index] ?? [], digest),
  );
  const reached = session.operations.at(-1)?.treeAfter ?? session.baseTree;
  const said = reasonsOf(notes.at(-1) ?? []);
  const isOver = reached === session.finalTree && said.step.reasoning_content === undefined;
  const rest = isOver ? [] : [lastStep(session, steps.length + 2, reached, said)];
  return {
    schema_version: ATIF_VERSION,
    session_id: session.id,
    agent: {
      name: 'tracewright-recorder',
      version: session.version,
      tool_definitions: [...recorderTools],
      extra: { actor: 'human' },
    },
    steps: [first, ...steps, ...rest],
    final_metrics: { total_steps: 1 + steps.length + rest.length },
    extra: { tracewright: ground },
  };
}

function operationStep(
  session: RecordedSession,
  recorded: RecordedOperation,
  index: number,
  notes: readonly RecordedNote[],
  digest: Digest,
): Step {
  const { operation, unexpressed } = recorded;
  const calls = stepCalls(recorded, digest);
  const reasons = reasonsOf(notes);
  const [firstSeq, lastSeq] = [operation.seqs[0] ?? 0, operation.seqs.at(-1) ?? 0];
  const ground: StepGround & ReturnType<typeof reasonsOf>['ground'] = {
    treeBefore: recorded.treeBefore,
    treeAfter: recorded.treeAfter,
    actor: recorded.actor ?? 'human',
    seqs: [firstSeq, lastSeq],
    operation: operation.id,
    title: operation.title,
    ...(unexpressed === undefined || unexpressed.length === 0 ? {} : { unexpressed }),
    ...reasons.ground,
  };
  const identified = calls.map((call, n) => ({ ...call, id: `call_${index + 2}_${n + 1}` }));
  return {
    step_id: index + 2,
    timestamp: timeAt(session.startedAt, operation.t[0]),
    source: 'agent',
    message: '',
    ...reasons.step,
    ...(calls.length === 0 ? {} : withCalls(identified)),
    extra: { tracewright: ground, kind: operation.kind },
  };
}

function withCalls(
  calls: readonly (GroundedCall & { readonly id: string })[],
): Pick<Step, 'tool_calls' | 'observation'> {
  return {
    tool_calls: calls.map(({ id, name, given, ground }) => ({
      tool_call_id: id,
      function_name: name,
      arguments: given,
      extra: { tracewright: ground },
    })),
    observation: {
      results: calls.map(({ id, seen, ground }) => ({
        source_call_id: id,
        content: seen,
        ...(ground.exitCode === undefined ? {} : { extra: { tracewright: { exitCode: ground.exitCode } } }),
      })),
    },
  };
}

function stepCalls(recorded: RecordedOperation, digest: Digest): GroundedCall[] {
  const { command, diffs } = recorded;
  if (command === undefined) return editCalls(diffs, digest);
  const files = editCalls(diffs, digest).flatMap(({ ground }) => ground.files ?? []);
  const ground: CallGround = {
    ...(command.cwd === undefined ? {} : { cwd: command.cwd }),
    exitCode: command.exitCode,
    isError: command.exitCode !== null && command.exitCode !== 0,
    ...(files.length === 0 ? {} : { files }),
  };
  const given = { command: command.line, ...(command.cwd === undefined ? {} : { cwd: command.cwd }) };
  return [{ name: 'run_command', given, seen: recorded.output ?? '', ground }];
}

/** A step's reasoning, and under `extra.tracewright` which notes it is from and what should have been done instead. */
function reasonsOf(notes: readonly RecordedNote[]) {
  const { text, notes: sources, counterfactuals, decisions } = stepReasoning(notes);
  return {
    step: (text === '' ? {} : { reasoning_content: text }) as Pick<Step, 'reasoning_content'>,
    ground: {
      ...(sources.length === 0 ? {} : { notes: sources }),
      ...(counterfactuals.length === 0 ? {} : { counterfactuals }),
      ...(decisions.length === 0 ? {} : { decisions }),
    },
  };
}

function lastStep(
  session: RecordedSession,
  stepId: number,
  reached: string,
  reasons: ReturnType<typeof reasonsOf>,
): Step {
  const last = session.operations.at(-1)?.operation.t[1] ?? 0;
  const ground: StepGround = { treeBefore: reached, treeAfter: session.finalTree, actor: 'unknown' };
  return {
    step_id: stepId,
    timestamp: timeAt(session.startedAt, last),
    source: 'agent',
    message: '',
    ...reasons.step,
    extra: { tracewright: { ...ground, ...reasons.ground } },
  };
}

function unchanged(tree: string): StepGround {
  return { treeBefore: tree, treeAfter: tree, actor: 'human' };
}

function timeAt(start: string, milliseconds: number): string {
  const begin = Date.parse(start);
  return Number.isNaN(begin) ? start : new Date(begin + Math.round(milliseconds)).toISOString();
}
