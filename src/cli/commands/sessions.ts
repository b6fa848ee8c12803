import path from 'node:path';
import { TracewrightError } from '../../core/errors.ts';
import type { Operation } from '../../core/session/operation.ts';
import { foldToFolder } from '../../node/store/foldToFolder.ts';
import { type ForgetRequest, forgetSession } from '../../node/store/forgetSession.ts';
import { restoreAside } from '../../node/store/forgetSwap.ts';
import { openSession } from '../../node/store/openSession.ts';
import { type ListedSession, listSessions } from '../../node/store/sessionList.ts';
import { sessionOperations } from '../../node/store/sessionOperations.ts';
import { verifySessionFolder } from '../../node/store/verifySession.ts';
import { oneOf, pathOf, positional, requiredText, text, usageError } from '../arguments.ts';
import type { Answer, Command, Invocation } from '../command.ts';
import { sessionFolder, sourceArgument } from '../sessionArgument.ts';
import { table } from '../table.ts';

/** The recorded sessions: list them, prove them, fold them, read what was done. */
export const sessions: Command = {
  usage:
    'list [--dir D] | verify SESSION | fold SESSION --at start|end|SEQ --out DIR [--unsaved] | operations SESSION | forget SESSION --last 5m|--path P|--note ID   (SESSION: a folder, or an id below .tracewright/sessions)',
  example: [
    'tracewright sessions verify .tracewright/sessions/20260302-091500-k3f9',
    'tracewright sessions forget .tracewright/sessions/20260302-091500-k3f9 --path config/secret.env',
  ].join('\n  '),
  mostArguments: 2,
  options: {
    dir: { type: 'string' },
    at: { type: 'string' },
    out: { type: 'string' },
    unsaved: { type: 'boolean' },
    last: { type: 'string' },
    path: { type: 'string' },
    note: { type: 'string' },
  },
  async run(invocation) {
    const actions = { list, verify, fold, operations, forget };
    const action = positional(invocation, 0, 'what to do: list, verify, fold, operations or forget');
    restoreAside(path.join(invocation.cwd, '.tracewright', 'sessions'));
    return actions[oneOf(action, Object.keys(actions) as (keyof typeof actions)[], 'the action')](invocation);
  },
};

async function list(invocation: Invocation): Promise<Answer> {
  const workspace = pathOf(invocation, text(invocation, 'dir') ?? '.');
  const rows = [];
  for (const listed of listSessions(path.join(workspace, '.tracewright'))) rows.push(await rowOf(listed));
  const shown = rows.map((row) => [
    row.id,
    row.state,
    `${row.events} events`,
    `${row.operations} operations`,
    row.problem ?? row.goal,
  ]);
  return { json: rows, text: rows.length === 0 ? `There are no sessions below ${workspace}.` : table(shown) };
}

/** One session as a row; what cannot be read says why. Throws only what stands in the way of all of them. */
async function rowOf({ id, folder, meta, state, problem }: ListedSession) {
  const row = { id, dir: folder, state, goal: meta?.goal ?? '', startedAt: meta?.startedAt ?? '' };
  const unread = (why: TracewrightError) => ({ ...row, events: 0, operations: 0, actors: [], problem: why.sentence });
  if (problem !== null) return unread(problem);
  try {
    const session = await openSession(folder);
    const events = session.events.length + session.unknown.length;
    const operations = await sessionOperations(session);
    const actors = [...new Set(operations.map(({ actor }) => actor))].sort();
    return { ...row, events, operations: operations.length, actors, problem: null };
  } catch (error) {
    if (!(error instanceof TracewrightError) || error.kind === 'environment') throw error;
    return unread(error);
  }
}

async function verify(invocation: Invocation): Promise<Answer> {
  const folder = sessionFolder(invocation, positional(invocation, 1, 'SESSION'));
  const { ok, events, documents, checkpoints, recovered, firstDivergence, errors, warnings, torn } =
    await verifySessionFolder(folder);
  const problems = [...errors, ...warnings].map(({ code, sentence }) => ({ code, message: sentence }));
  return {
    json: { ok, events, documents, checkpoints, recovered, firstDivergence, torn, problems },
    text: [
      `${events} events, ${documents} documents, ${checkpoints.matched} of ${checkpoints.checked} checkpoints match${recovered ? ', recovered after a crash' : ''}.`,
      ...(torn === null
        ? []
        : [`${torn.file}:${torn.line}: the last record was not finished; everything before it is whole.`]),
      ...problems.map(({ message }) => message),
      ...(firstDivergence === null
        ? []
        : [
            `First divergence at event ${firstDivergence.seq} (${firstDivergence.kind} ${firstDivergence.path}): ${firstDivergence.why}`,
          ]),
      ok ? 'The session is whole.' : 'The session does not hold.',
    ].join('\n'),
    exitCode: ok ? 0 : 1,
  };
}

async function fold(invocation: Invocation): Promise<Answer> {
  const folder = sessionFolder(invocation, positional(invocation, 1, 'SESSION'));
  const out = pathOf(invocation, requiredText(invocation, 'out'));
  const written = await foldToFolder(folder, {
    at: moment(requiredText(invocation, 'at')),
    out,
    unsaved: invocation.values.unsaved === true,
  });
  return { json: written, text: `${written.files} files after event ${written.seq}, tree ${written.tree}, in ${out}` };
}

function moment(typed: string): number | 'start' | 'end' {
  if (typed === 'start' || typed === 'end') return typed;
  if (/^\d{1,15}$/.test(typed)) return Number(typed);
  throw usageError(`--at is ${typed}`, 'it takes start, end or the number of an event');
}

async function operations(invocation: Invocation): Promise<Answer> {
  const session = await openSession(sessionFolder(invocation, positional(invocation, 1, 'SESSION')));
  const found: readonly Operation[] = await sessionOperations(session);
  const json = found.map(({ id, kind, actor, title, seqs, files, confidence, evidence }) => ({
    id,
    kind,
    actor,
    title,
    seqs,
    files,
    confidence,
    evidence,
  }));
  return {
    json,
    text: table(
      found.map(({ id, kind, actor, title, confidence }) => [
        id,
        kind,
        actor,
        `${Math.round(confidence * 100)} %`,
        title,
      ]),
    ),
  };
}

async function forget(invocation: Invocation): Promise<Answer> {
  const request = forgetRequest(invocation);
  const folder = sourceArgument(invocation, positional(invocation, 1, 'SESSION'));
  const { removedEvents, rewrittenSegments, names } = await forgetSession(folder, request);
  const json = { removedEvents, rewrittenSegments };
  if (rewrittenSegments === 0) return { json, text: 'The session holds nothing of it. Nothing was changed.' };
  const what = names.length === 0 ? '' : ` of ${names.join(', ')}`;
  const left =
    names.length === 0
      ? 'Copies made elsewhere (datasets, reports, exported trajectories) are not touched.'
      : 'Terminal commands and their output stay as they were, and so do text pasted into other files and copies made elsewhere (datasets, reports, exported trajectories).';
  return {
    json,
    text: `Removed ${removedEvents} events${what} for good and wrote ${rewrittenSegments} ${rewrittenSegments === 1 ? 'segment' : 'segments'} of the log again. ${left}`,
  };
}

function forgetRequest(invocation: Invocation): ForgetRequest {
  const last = text(invocation, 'last');
  const name = text(invocation, 'path');
  const note = text(invocation, 'note');
  if ([last, name, note].filter((given) => given !== undefined).length === 1) {
    if (last !== undefined) return { last: duration(last) };
    if (name !== undefined) return { path: name };
    if (note !== undefined) return { note };
  }
  throw usageError('what to forget is not clear', 'give one of --last 5m, --path P and --note ID');
}

const unitMs = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** Milliseconds of a duration such as 90s, 5m or 1h30m. */
function duration(typed: string): number {
  const parts = [...typed.matchAll(/(\d{1,12}(?:\.\d{1,6})?)(ms|s|m|h|d)/g)];
  const ms = parts.reduce((sum, [, count, unit]) => sum + Number(count) * unitMs[unit as keyof typeof unitMs], 0);
  if (ms > 0 && parts.map(([part]) => part).join('') === typed) return ms;
  throw usageError(`--last is ${typed}`, 'it takes a duration such as 90s, 5m or 1h');
}
