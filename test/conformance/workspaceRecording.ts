import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { apply } from '../../src/core/edit/apply.ts';
import type { TextChange } from '../../src/core/edit/change.ts';
import type { NewEvent, SessionEvent } from '../../src/core/session/event.ts';

/** Published recordings stand beside the checkout; they are not part of it. */
export const RECORDINGS = path.resolve(import.meta.dirname, '../../../shared/data/recordings');

/** Whether the published data is there. In CI it has to be. */
export function haveRecordings(): boolean {
  const there = existsSync(RECORDINGS);
  if (!there && process.env.CI !== undefined) throw new Error(`no recordings in ${RECORDINGS}, and CI needs them`);
  if (!there) console.warn(`skipped: no recordings in ${RECORDINGS}`);
  return there;
}

interface Entry {
  readonly kind: string;
  readonly id?: number;
  readonly time?: number;
  readonly content?: string;
  readonly contentId?: string;
  readonly relativePath?: string;
  readonly v?: number;
  readonly edit?: readonly (readonly [start: number, endExclusive: number, text: string])[];
  readonly selection?: readonly (readonly [number, number])[];
}

export interface Recording {
  readonly events: readonly SessionEvent[];
  /** The text of a document right after an event, as the recording itself gives it. */
  readonly checks: ReadonlyMap<number, { readonly doc: number; readonly text: string }>;
  /** Plain texts of all documents at the end, made without any of our folding. */
  readonly finalTexts: ReadonlyMap<number, string>;
}

/**
 * A `workspaceRecording@1.0` log as our events. Its edits are given against the text before all of them, ascending;
 * ours one after another. A second content for a known document is a check, and a resync only where it differs.
 */
export function readRecording(file: string): Recording {
  const { log } = JSON.parse(readFileSync(file, 'utf8')) as { log: readonly Entry[] };
  const news: NewEvent[] = [];
  const times: number[] = [];
  const texts = new Map<number, string>();
  const paths = new Map<number, string>();
  const stored = new Map<string, string>();
  const checks = new Map<number, { doc: number; text: string }>();
  const add = (event: NewEvent, time = 0) => {
    news.push(event);
    times.push(time);
  };
  for (const { kind, id = -1, time, content, contentId = '', relativePath, v = 1, edit = [], selection = [] } of log) {
    if (kind === 'documentEncountered') paths.set(id, relativePath ?? `document-${id}`);
    if (kind === 'storeContent') stored.set(contentId, texts.get(id) ?? '');
    if (kind === 'setContent' || kind === 'restoreContent') {
      const text = kind === 'setContent' ? (content ?? '') : (stored.get(contentId) ?? '');
      const known = texts.get(id);
      if (known === undefined) {
        const eol = text.includes('\r\n') ? '\r\n' : '\n';
        add(
          {
            kind: 'document-open',
            doc: id,
            path: paths.get(id) ?? '',
            v,
            content: { text },
            eol,
            encoding: 'utf8',
            language: '',
          },
          time,
        );
      } else if (known !== text) {
        add({ kind: 'resync', doc: id, v, content: { text }, why: 'the recording sets the content anew' }, time);
      }
      texts.set(id, text);
      checks.set(news.length - 1, { doc: id, text });
    }
    if (kind === 'changed') {
      const changes = edit.map(([start, end, text]): TextChange => [start, end - start, text]).reverse();
      add({ kind: 'edit', doc: id, v, changes }, time);
      texts.set(id, apply(texts.get(id) ?? '', changes));
    }
    if (kind === 'selectionChanged') {
      add({ kind: 'selection', doc: id, ranges: selection.map(([a, b]): [number, number] => [a, b]) }, time);
    }
  }
  const start = times[0] ?? 0;
  let t = 0;
  const events = news.map((event, seq) => {
    t = Math.max(t, (times[seq] ?? 0) - start);
    return { seq, t, ...event } as SessionEvent;
  });
  return { events, checks, finalTexts: texts };
}
