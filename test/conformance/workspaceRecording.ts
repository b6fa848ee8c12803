import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { SessionDraft } from '../../src/core/formats/sessionDraft.ts';
import { workspaceRecording } from '../../src/core/formats/workspaceRecording.ts';
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
  readonly content?: string;
  readonly contentId?: string;
  readonly edit?: readonly (readonly [start: number, endExclusive: number, text: string])[];
}

export interface Recording {
  readonly events: readonly SessionEvent[];
  /** The text of a document right after an event, as the recording itself gives it. */
  readonly checks: ReadonlyMap<number, { readonly doc: number; readonly text: string }>;
  /** Plain texts of all documents at the end, made without any of our folding. */
  readonly finalTexts: ReadonlyMap<number, string>;
}

/** A `workspaceRecording@1.0` log as the importer reads it, with what the recording itself says of the texts. */
export function readRecording(file: string): Recording {
  const { log } = JSON.parse(readFileSync(file, 'utf8')) as { log: readonly Entry[] };
  const news: { event: NewEvent; time: number }[] = [];
  const draft = new SessionDraft({
    base: () => undefined,
    event: (event, time) => news.push({ event, time: time ?? 0 }),
  });
  const reader = workspaceRecording.reader(draft);
  const texts = new Map<number, string>();
  const stored = new Map<string, string>();
  const checks = new Map<number, { doc: number; text: string }>();
  log.forEach((entry, index) => {
    reader.take(entry, index + 1);
    const { kind, id = -1, content, contentId = '', edit = [] } = entry;
    if (kind === 'storeContent') stored.set(contentId, texts.get(id) ?? '');
    const text = kind === 'setContent' ? content : kind === 'restoreContent' ? stored.get(contentId) : undefined;
    if (text !== undefined) {
      texts.set(id, text);
      checks.set(news.length - 1, { doc: id, text });
    }
    if (kind === 'changed') texts.set(id, replaced(texts.get(id) ?? '', edit));
  });
  reader.end();
  const start = news.reduce((least, { time }) => Math.min(least, time || least), Number.POSITIVE_INFINITY);
  let t = 0;
  const events = news.map(({ event, time }, seq) => {
    t = Math.max(t, time - start);
    return { seq, t, ...event } as SessionEvent;
  });
  return { events, checks, finalTexts: texts };
}

/** Replacements that are all meant for the same text, put in from the last to the first. */
function replaced(text: string, edit: NonNullable<Entry['edit']>): string {
  return [...edit].reverse().reduce((now, [start, end, put]) => now.slice(0, start) + put + now.slice(end), text);
}
