import { existsSync } from 'node:fs';
import path from 'node:path';
import { requireSession } from '../node/formats/sessionFolder.ts';
import { pathOf } from './arguments.ts';
import type { Invocation } from './command.ts';

/** A source: the path that was typed, or a session of that id below the current folder's `.tracewright`. */
export function sourceArgument(invocation: Invocation, typed: string): string {
  const direct = pathOf(invocation, typed);
  if (existsSync(direct)) return direct;
  const byId = path.join(invocation.cwd, '.tracewright', 'sessions', typed);
  return existsSync(byId) ? byId : direct;
}

/** The same for commands that take nothing but a session. Throws `session-missing`. */
export function sessionFolder(invocation: Invocation, typed: string): string {
  const folder = sourceArgument(invocation, typed);
  requireSession(folder);
  return folder;
}
