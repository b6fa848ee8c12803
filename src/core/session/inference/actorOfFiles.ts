import { counted } from '../../counted.ts';
import type { Actor } from '../operation.ts';
import type { ActorContext, RunningCommand } from './actorContext.ts';
import { type Draft, distinct, shown } from './draft.ts';
import { isAgentTerminal, programsOf } from './programs.ts';
import { isReload } from './typingRuns.ts';
import type { Verdict } from './verdict.ts';

/** A file is told of up to this many ms after the command that wrote it ended. */
const SLACK = 2000;
/** An agent that was at work within this many ms may have used the editor's own file operations. */
const AGENT = 60_000;

/**
 * Who changed files without the editor's documents: the save that a watcher only echoes, the commands that ran at that
 * time, where they all point to one; for the editor's own file operations a person, where no agent was at work. Null for
 * operations without files.
 */
export function verdictOfFiles({ seqs }: Draft, context: ActorContext): Verdict | null {
  const events = seqs.flatMap((seq) => context.event(seq) ?? []);
  const files = events.filter((event) => event.kind === 'file' || event.kind === 'bulk');
  const reloads = seqs.flatMap((seq) => context.edit(seq) ?? []).filter(isReload);
  if (files.length + reloads.length === 0) return null;
  const own = files.filter((event) => event.kind === 'file' && event.source === 'editor');
  const times = events.map(({ t }) => t);
  const from = Math.min(...times);
  const to = Math.max(...times);
  if (own.length === files.length && own.length > 0) {
    if (context.agentNear(from, AGENT))
      return { actor: 'unknown', why: 'the editor’s file operation, but an agent was at work and may have called it' };
    return { actor: 'human', why: 'the editor’s own file operation, and no agent was at work' };
  }
  if (files.length > 0 && files.every(({ seq }) => context.facts.disk.saveOf(seq) !== null))
    return { actor: 'human', why: 'the watcher only told again what was saved just before' };
  return byCommands(context.running(from, to, SLACK));
}

function byCommands(commands: readonly RunningCommand[]): Verdict | null {
  const meant = commands.flatMap((command) => {
    const actor = actorOf(command);
    return actor === null ? [] : [{ actor, command }];
  });
  const actors = distinct(meant.map(({ actor }) => actor));
  const [actor] = actors;
  const [first] = meant;
  if (actor === undefined || first === undefined) {
    const [other] = commands;
    return other === undefined
      ? null
      : { actor: 'unknown', why: `\`${shown(other.line)}\` ran at that time, which does not tell who wrote` };
  }
  if (actors.length > 1)
    return {
      actor: 'unknown',
      why: `${counted(meant.length, 'command')} ran at that time that point to different ones`,
    };
  const via = actor === 'human' ? ', which somebody typed' : '';
  return { actor, why: `written on disk while \`${shown(first.command.line)}\` ran${via}` };
}

const ACTORS = { agent: 'agent', vcs: 'vcs', formatter: 'tool', 'by-hand': 'human' } as const;

function actorOf({ line, terminal }: RunningCommand): Actor | null {
  if (isAgentTerminal(terminal)) return 'agent';
  const kinds = distinct(programsOf(line).map(({ kind }) => ACTORS[kind]));
  return kinds.length === 1 ? (kinds[0] ?? null) : null;
}
