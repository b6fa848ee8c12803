import { counted } from '../../counted.ts';
import type { SessionEvent } from '../event.ts';
import { type Draft, shown, type Unclaimed } from './draft.ts';
import type { Facts } from './facts.ts';

/** Commands in terminals, each from its start to its end, and notes. */
export function commandsAndNotes({ events }: Facts, unclaimed: Unclaimed): Draft[] {
  const commands = new Map<number, SessionEvent[]>();
  const drafts: Draft[] = [];
  for (const event of events) {
    if (event.kind === 'note') drafts.push(noteDraft(event));
    if (event.kind !== 'command-start' && event.kind !== 'command-output' && event.kind !== 'command-end') continue;
    const parts = commands.get(event.command);
    if (parts === undefined) commands.set(event.command, [event]);
    else parts.push(event);
  }
  drafts.push(...[...commands.values()].map(commandDraft));
  for (const { seqs } of drafts) unclaimed.claim(seqs);
  return drafts;
}

function commandDraft(parts: readonly SessionEvent[]): Draft {
  const start = parts.find((event) => event.kind === 'command-start');
  const end = parts.find((event) => event.kind === 'command-end');
  const code = end?.exitCode ?? null;
  const outcome =
    end === undefined ? 'it did not end in this log' : code === null ? 'exit code unknown' : `exit code ${code}`;
  return {
    kind: 'run-command',
    title: `Run \`${shown(start?.line ?? 'a command')}\`${code === null ? '' : `, ${outcome}`}`,
    seqs: parts.map(({ seq }) => seq),
    files: [],
    confidence: start?.confidence === 'low' ? 0.5 : 1,
    evidence: [outcome],
  };
}

function noteDraft(event: Extract<SessionEvent, { kind: 'note' }>): Draft {
  return {
    kind: 'note',
    title: `Note (${event.type}): ${shown(event.text)}`,
    seqs: [event.seq],
    files: [...new Set(event.anchors.map(({ path }) => path))],
    confidence: 1,
    evidence: [`written by a person, on ${counted(event.anchors.length, 'place')}`],
  };
}
