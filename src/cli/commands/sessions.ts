import path from 'node:path';
import type { Operation } from '../../core/session/operation.ts';
import { foldToFolder } from '../../node/store/foldToFolder.ts';
import { openSession } from '../../node/store/openSession.ts';
import { listSessions } from '../../node/store/sessionList.ts';
import { sessionOperations } from '../../node/store/sessionOperations.ts';
import { verifySession } from '../../node/store/verifySession.ts';
import { oneOf, pathOf, positional, requiredText, text, usageError } from '../arguments.ts';
import type { Answer, Command, Invocation } from '../command.ts';
import { sessionFolder } from '../sessionArgument.ts';
import { table } from '../table.ts';

/** The recorded sessions: list them, prove them, fold them, read what was done. */
export const sessions: Command = {
  usage:
    'list [--dir D] | verify SESSION | fold SESSION --at start|end|SEQ --out DIR [--unsaved] | operations SESSION   (SESSION: a folder, or an id below .tracewright/sessions)',
  example: 'tracewright sessions verify .tracewright/sessions/20260302-091500-k3f9',
  mostArguments: 2,
  options: {
    dir: { type: 'string' },
    at: { type: 'string' },
    out: { type: 'string' },
    unsaved: { type: 'boolean' },
  },
  async run(invocation) {
    const actions = { list, verify, fold, operations };
    const action = positional(invocation, 0, 'what to do: list, verify, fold or operations');
    if (action === 'forget')
      throw usageError('sessions forget is not there yet', 'delete the session’s folder to forget all of it');
    return actions[oneOf(action, Object.keys(actions) as (keyof typeof actions)[], 'the action')](invocation);
  },
};

async function list(invocation: Invocation): Promise<Answer> {
  const workspace = pathOf(invocation, text(invocation, 'dir') ?? '.');
  const rows = [];
  for (const { id, folder, meta, state, problem } of listSessions(path.join(workspace, '.tracewright'))) {
    if (problem !== null || meta === null) {
      rows.push({
        id,
        dir: folder,
        state,
        goal: '',
        startedAt: '',
        events: 0,
        operations: 0,
        actors: [],
        problem: problem?.sentence ?? '',
      });
      continue;
    }
    const session = await openSession(folder);
    rows.push({
      id,
      dir: folder,
      state,
      goal: meta.goal,
      startedAt: meta.startedAt,
      events: session.events.length + session.unknown.length,
      operations: sessionOperations(session).length,
      actors: [],
      problem: null,
    });
  }
  const shown = rows.map((row) => [
    row.id,
    row.state,
    `${row.events} events`,
    `${row.operations} operations`,
    row.problem ?? row.goal,
  ]);
  return { json: rows, text: rows.length === 0 ? `There are no sessions below ${workspace}.` : table(shown) };
}

async function verify(invocation: Invocation): Promise<Answer> {
  const session = await openSession(sessionFolder(invocation, positional(invocation, 1, 'SESSION')));
  const { ok, events, documents, checkpoints, recovered, firstDivergence, errors, warnings } = verifySession(session);
  const problems = [...errors, ...warnings].map(({ code, sentence }) => ({ code, message: sentence }));
  const torn = session.torn === null ? null : { file: session.torn.file, line: session.torn.line };
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
  const found: readonly Operation[] = sessionOperations(session);
  const json = found.map(({ id, kind, title, seqs, files, confidence, evidence }) => ({
    id,
    kind,
    title,
    seqs,
    files,
    confidence,
    evidence,
  }));
  return {
    json,
    text: table(found.map(({ id, kind, title, confidence }) => [id, kind, `${Math.round(confidence * 100)} %`, title])),
  };
}
