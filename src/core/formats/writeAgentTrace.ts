import { diff } from 'fast-myers-diff';
import type { Digest } from '../ports.ts';
import { splitLines } from '../sample/editHunks.ts';
import type { Actor, Operation } from '../session/operation.ts';
import type { FileDiff } from '../session/timeline.ts';
import { type Exported, Losses } from './exported.ts';

export interface TraceSource {
  /** A UUID. */
  readonly id: string;
  /** ISO 8601 in UTC. */
  readonly timestamp: string;
  readonly version: string;
  readonly commit: string | null;
  readonly operations: readonly Operation[];
  /** What each operation did to its files. */
  readonly diffs: readonly (readonly FileDiff[])[];
}

/** Version of the Agent Trace specification that is written. */
export const AGENT_TRACE_VERSION = '0.1.0';

/** Agent Trace knows people and models; what a formatter or git did is neither. */
const contributors: Readonly<Record<Actor, 'human' | 'ai' | 'unknown'>> = {
  human: 'human',
  agent: 'ai',
  tool: 'unknown',
  vcs: 'unknown',
  unknown: 'unknown',
};

interface TracedLine {
  readonly text: string;
  /** Null: it was there before the session. */
  readonly by: 'human' | 'ai' | 'unknown' | null;
}

/**
 * Who wrote the lines that are there at the end, as one Agent Trace record: every operation marks the lines that it put
 * in, and later ones over them. Lines from before the session are in no range. `content_hash` is the SHA-256 of the
 * range's text. Reasons, deletions and the order of things have no place there.
 */
export function writeAgentTrace(source: TraceSource, digest: Digest): Exported {
  const losses = new Losses();
  const files = new Map<string, TracedLine[]>();
  source.operations.forEach((operation, index) => {
    const diffs = source.diffs[index] ?? [];
    if (diffs.length === 0) losses.add(`operation without text: ${operation.kind}`);
    if (operation.actor === 'tool' || operation.actor === 'vcs') losses.add(`actor ${operation.actor}`);
    for (const file of diffs) trace(files, file, contributors[operation.actor], losses);
  });
  const record = {
    version: AGENT_TRACE_VERSION,
    id: source.id,
    timestamp: source.timestamp,
    ...(source.commit === null ? {} : { vcs: { type: 'git', revision: source.commit } }),
    tool: { name: 'tracewright', version: source.version },
    files: [...files].flatMap(([path, lines]) => {
      const conversations = conversationsOf(lines, digest);
      return conversations.length === 0 ? [] : [{ path, conversations }];
    }),
  };
  return { content: `${JSON.stringify(record, null, 2)}\n`, losses: losses.list() };
}

function trace(
  files: Map<string, TracedLine[]>,
  { path, from, before, after }: FileDiff,
  by: 'human' | 'ai' | 'unknown',
  losses: Losses,
): void {
  const was = from ?? path;
  const known = files.get(was);
  if (after === null) {
    losses.add('deleted file');
    files.delete(was);
    return;
  }
  const old = before ?? '';
  const lines = known?.map(({ text }) => text).join('') === old ? (known ?? []) : untouched(old);
  if (from !== undefined) files.delete(from);
  files.set(path, marked(lines, splitLines(after), by));
}

function untouched(text: string): TracedLine[] {
  return splitLines(text).map((line) => ({ text: line, by: null }));
}

function marked(before: readonly TracedLine[], after: readonly string[], by: 'human' | 'ai' | 'unknown'): TracedLine[] {
  const texts = before.map(({ text }) => text);
  const result: TracedLine[] = [];
  let at = 0;
  for (const [start, end, freshStart, freshEnd] of diff(texts, [...after])) {
    result.push(...before.slice(at, start), ...after.slice(freshStart, freshEnd).map((text) => ({ text, by })));
    at = end;
  }
  return [...result, ...before.slice(at)];
}

function conversationsOf(lines: readonly TracedLine[], digest: Digest) {
  return (['human', 'ai', 'unknown'] as const).flatMap((type) => {
    const ranges = rangesOf(lines, type, digest);
    return ranges.length === 0 ? [] : [{ contributor: { type }, ranges }];
  });
}

/** Runs of lines, counted from 1, both ends included. */
function rangesOf(lines: readonly TracedLine[], by: TracedLine['by'], digest: Digest) {
  const ranges: { start_line: number; end_line: number; content_hash: string }[] = [];
  for (let start = 0; start < lines.length; start++) {
    if (lines[start]?.by !== by) continue;
    let end = start;
    while (lines[end + 1]?.by === by) end++;
    const text = lines
      .slice(start, end + 1)
      .map((line) => line.text)
      .join('');
    ranges.push({ start_line: start + 1, end_line: end + 1, content_hash: `sha256:${digest('sha256', text)}` });
    start = end;
  }
  return ranges;
}
