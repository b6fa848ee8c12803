import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileHead } from './fileHead.ts';

/** One file of a trajectory; `name` is what its records are placed in, undefined for the main one. */
export interface TrajectoryFile {
  readonly file: string;
  readonly name?: string;
}

const OPENHANDS_STATE = 'base_state.json';
const CLASSIC_MESSAGES = 'api_conversation_history.json';

/**
 * The file that stands for what was named: of a folder the one that its agent keeps the messages in (an OpenHands
 * conversation, a Cline or Roo task), else the path itself. One event of an OpenHands conversation stands for all.
 */
export function mainFile(named: string): string {
  if (statSync(named, { throwIfNoEntry: false })?.isDirectory() === true) {
    const inside = [CLASSIC_MESSAGES, OPENHANDS_STATE].map((name) => path.join(named, name));
    const events = eventFiles(named);
    return inside.find((file) => existsSync(file)) ?? events[0] ?? named;
  }
  const beside = path.join(path.dirname(named), CLASSIC_MESSAGES);
  return path.basename(named) === 'ui_messages.json' && existsSync(beside) ? beside : named;
}

/**
 * All files of the trajectory that `file` is the main one of, in the order in which they are read: the subagents of a
 * Claude Code session (`<session>/subagents/agent-*.jsonl`, in older versions `agent-*.jsonl` beside it), the messages
 * that a Cline session's manifest is about, what a classic Cline or Roo task keeps beside its messages, the events of
 * an OpenHands conversation.
 */
export async function trajectoryFiles(format: string, file: string): Promise<TrajectoryFile[]> {
  const folder = path.dirname(file);
  switch (format) {
    case 'claude-code':
      return [{ file }, ...(await claudeSubagents(folder, path.basename(file).replace(/\.[^.]+$/, '')))];
    case 'cline':
      return [{ file }, ...clineMessages(file)];
    case 'cline-classic': {
      const beside = ['ui_messages.json', 'task_metadata.json', 'history_item.json'];
      const there = beside.map((name) => ({ file: path.join(folder, name), name }));
      return [...there.filter((one) => existsSync(one.file)), { file }];
    }
    case 'openhands-v1-folder':
      return conversation(path.basename(folder) === 'events' ? path.dirname(folder) : folder);
    default:
      return [{ file }];
  }
}

async function claudeSubagents(folder: string, session: string): Promise<TrajectoryFile[]> {
  const own = path.join(folder, session, 'subagents');
  const isAgent = (name: string) => /^agent-[\w-]+\.jsonl$/.test(name);
  const found = existsSync(own)
    ? agentFiles(own, isAgent).map((name) => ({ file: path.join(own, name), name: `subagents/${name}` }))
    : [];
  if (isAgent(`${session}.jsonl`)) return found;
  // All sessions of a project have theirs in one folder: only the content says whose they are.
  for (const name of agentFiles(folder, isAgent)) {
    const file = path.join(folder, name);
    const { text } = await fileHead(file);
    if (/"sessionId"\s*:\s*"([^"]+)"/.exec(text)?.[1] === session) found.push({ file, name });
  }
  return found;
}

function agentFiles(folder: string, isAgent: (name: string) => boolean): string[] {
  return readdirSync(folder).filter(isAgent).sort();
}

/** The manifest is `<id>/<id>.json` or `session.json`; its messages stand beside it under its own name. */
function clineMessages(file: string): TrajectoryFile[] {
  if (file.endsWith('.messages.json')) return [];
  const messages = file.replace(/\.json$/, '.messages.json');
  return messages !== file && existsSync(messages) ? [{ file: messages, name: path.basename(messages) }] : [];
}

function conversation(folder: string): TrajectoryFile[] {
  const state = path.join(folder, OPENHANDS_STATE);
  const events = eventFiles(folder).map((file) => ({ file, name: `events/${path.basename(file)}` }));
  return [...(existsSync(state) ? [{ file: state, name: OPENHANDS_STATE }] : []), ...events];
}

/** Their names begin with their number. */
function eventFiles(folder: string): string[] {
  const events = path.join(folder, 'events');
  if (!existsSync(events)) return [];
  const names = readdirSync(events).filter((name) => /^event-.*\.json$/.test(name));
  const inOrder = names.sort((one, other) => one.localeCompare(other, 'en', { numeric: true }));
  return inOrder.map((name) => path.join(events, name));
}
