import type { TreeEntry } from '../../../src/core/ports.ts';
import type { BlobLookup } from '../../../src/core/session/content.ts';
import type { NewEvent, SessionEvent } from '../../../src/core/session/event.ts';
import { blobId } from '../../../src/core/session/gitObject.ts';
import { nodeDigest } from '../../../src/node/store/digest.ts';

/** Events with their places, `step` ms apart; an event may bring its own time. */
export function placed(events: readonly (NewEvent & { t?: number })[], step = 10): SessionEvent[] {
  let t = 0;
  return events.map((event, seq) => {
    t = event.t ?? t + step;
    return { ...event, seq, t } as SessionEvent;
  });
}

export function open(
  doc: number,
  path: string,
  text: string,
  more: Partial<Extract<NewEvent, { kind: 'document-open' }>> = {},
): NewEvent {
  return {
    kind: 'document-open',
    doc,
    path,
    v: 1,
    content: { text },
    eol: '\n',
    encoding: 'utf8',
    language: 'typescript',
    ...more,
  };
}

export function edit(
  doc: number,
  v: number,
  ...changes: [number, number, string][]
): Extract<NewEvent, { kind: 'edit' }> {
  return { kind: 'edit', doc, v, changes };
}

export function save(doc: number, v: number, text: string | Uint8Array): NewEvent {
  const bytes = Buffer.from(text);
  return { kind: 'save', doc, v, blob: blobId(bytes, nodeDigest), bytes: bytes.length };
}

/** A base state with the contents of its files. */
export function baseOf(files: Readonly<Record<string, string>>): { base: TreeEntry[][]; blobs: BlobLookup } {
  const contents = new Map<string, Uint8Array>();
  const entries = Object.entries(files).map(([path, text]) => {
    const bytes = Buffer.from(text);
    const oid = blobId(bytes, nodeDigest);
    contents.set(oid, bytes);
    return { path, mode: '100644', oid };
  });
  return { base: [entries], blobs: (oid) => contents.get(oid) };
}
