import type { ActorContext } from './inference/actorContext.ts';
import { verdictOfEdits } from './inference/actorOfEdits.ts';
import { verdictOfFiles } from './inference/actorOfFiles.ts';
import type { Draft } from './inference/draft.ts';
import { isAgentTerminal } from './inference/programs.ts';
import type { Verdict } from './inference/verdict.ts';

type ActorRule = (draft: Draft, context: ActorContext) => Verdict | null;

/**
 * In this order; the first that knows decides. A rule that cannot tell leaves it to the next, and where none can, nobody
 * is named.
 */
const RULES: readonly ActorRule[] = [
  noteWriter,
  repository,
  terminal,
  formatter,
  program,
  verdictOfEdits,
  verdictOfFiles,
];

/** Who did an operation, judged from all that was seen around it. What cannot be told stays unknown, and says why. */
export function operationActor(draft: Draft, context: ActorContext): Verdict {
  for (const rule of RULES) {
    const verdict = rule(draft, context);
    if (verdict !== null) return verdict;
  }
  return { actor: 'unknown', why: 'nothing tells who did it' };
}

function noteWriter({ kind, seqs }: Draft, context: ActorContext): Verdict | null {
  if (kind !== 'note') return null;
  const byAgent = seqs.some((seq) => {
    const event = context.event(seq);
    return event?.kind === 'note' && event.via === 'agent';
  });
  return byAgent
    ? { actor: 'agent', why: 'the note came from an agent' }
    : { actor: 'human', why: 'notes are written by people' };
}

function repository({ kind }: Draft): Verdict | null {
  return kind === 'git' ? { actor: 'vcs', why: 'the repository itself tells of it' } : null;
}

function terminal({ kind, seqs }: Draft, context: ActorContext): Verdict | null {
  if (kind !== 'run-command' && kind !== 'run-tests') return null;
  const start = seqs.map((seq) => context.event(seq)).find((event) => event?.kind === 'command-start');
  if (start?.kind === 'command-start' && isAgentTerminal(start.terminal))
    return { actor: 'agent', why: `it ran in the terminal “${start.terminal}”, which is an agent’s` };
  if (start === undefined && !seqs.some((seq) => context.event(seq)?.kind === 'task-start')) return null;
  return {
    actor: 'human',
    why: start === undefined ? 'tasks are started by people' : 'it ran in a terminal that is no agent’s',
  };
}

function program({ streamed }: Draft): Verdict | null {
  return streamed === true ? { actor: 'unknown', why: 'a program put it in, and nothing tells whose' } : null;
}

function formatter({ kind }: Draft): Verdict | null {
  return kind === 'format' ? { actor: 'tool', why: 'a formatter’s work, whoever’s text it is' } : null;
}
