import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { NewEvent } from '../../../src/core/session/event.ts';
import { SessionWriter } from '../../../src/node/store/sessionWriter.ts';

const at = '2026-03-04T05:06:07.000Z';
const tool = { version: '0.1.0' };

/** A workspace folder of its own with `.tracewright` in it. */
export function workspaceFolder(): { readonly root: string; readonly storage: string } {
  const root = mkdtempSync(path.join(os.tmpdir(), 'tracewright-memory-'));
  const storage = path.join(root, '.tracewright');
  mkdirSync(path.join(storage, 'sessions'), { recursive: true });
  return { root, storage };
}

/** Writes a session with a goal and events; the writer of one that is still recorded. */
export function writeSession(
  storage: string,
  id: string,
  goal: string,
  events: readonly NewEvent[],
  stopped = true,
): SessionWriter {
  const head = { id, goal, startedAt: at, roots: [], tool };
  const log = SessionWriter.create(path.join(storage, 'sessions'), head);
  log.append({ kind: 'session-start', at, goal, roots: [], tool });
  for (const event of events) log.append(event);
  if (stopped) {
    log.append({ kind: 'session-stop', at, why: 'asked' });
    log.close(at);
  }
  return log;
}

export function note(id: string, text: string, path?: string): NewEvent {
  const anchors = path === undefined ? [] : [{ path, start: 0, end: 0, quote: '' }];
  return { kind: 'note', note: id, type: 'why', text, anchors };
}

export function command(line: string): NewEvent {
  return { kind: 'command-start', command: 0, terminal: 'bash', line, confidence: 'high' };
}

/** An ATIF file with as many steps as wanted. */
export function writeTrajectory(storage: string, id: string, asked: string, steps: number): void {
  const said = Array.from({ length: steps }, (_, index) => ({
    step_id: index + 1,
    timestamp: at,
    source: index === 0 ? 'user' : 'agent',
    message: index === 0 ? asked : `step ${index + 1}`,
  }));
  const trajectory = { schema_version: 'ATIF-v1.7', agent: { name: 'own agent', version: '1' }, steps: said };
  mkdirSync(path.join(storage, 'trajectories'), { recursive: true });
  writeFileSync(path.join(storage, 'trajectories', `${id}.json`), JSON.stringify(trajectory));
}
