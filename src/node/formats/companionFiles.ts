import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';

/** A file that belongs to a trajectory beside its main one; `name` is what its records are placed in. */
export interface CompanionFile {
  readonly file: string;
  readonly name: string;
}

/**
 * The files beside `file` that are part of the same session: the subagents of a Claude Code session
 * (`<session>/subagents/agent-*.jsonl`), the messages that a Cline session's manifest is about.
 */
export function companionFiles(format: string, file: string): CompanionFile[] {
  const folder = path.dirname(file);
  const stem = path.basename(file).replace(/\.[^.]+$/, '');
  if (format === 'claude-code') {
    const subagents = path.join(folder, stem, 'subagents');
    if (!existsSync(subagents)) return [];
    return readdirSync(subagents)
      .filter((name) => /^agent-[\w-]+\.jsonl$/.test(name))
      .sort()
      .map((name) => ({ file: path.join(subagents, name), name: `subagents/${name}` }));
  }
  if (format === 'cline' && !file.endsWith('.messages.json')) {
    const messages = path.join(folder, `${stem}.messages.json`);
    return existsSync(messages) ? [{ file: messages, name: path.basename(messages) }] : [];
  }
  return [];
}
