import * as z from 'zod/mini';
import { CrowdCodeFiles } from './crowdCodeFiles.ts';
import type { RecordingFormat, RecordingHead, RecordingReader } from './recordingFormat.ts';
import type { SessionDraft } from './sessionDraft.ts';

/** Chunks of crowd-code 2: `{"version":"2.0","sessionId",…,"events":[…]}`; several files are one session. */
export const crowdCode: RecordingFormat = {
  id: 'crowd-code',
  title: 'crowd-code 2 chunks',
  list: 'events',
  recognise(head) {
    const version = /"version"\s*:\s*"(2\.\d+)"/.exec(head)?.[1];
    const shown = /"sessionId"\s*:/.test(head) && /"(events|chunkIndex)"\s*:/.test(head);
    return version !== undefined && shown ? version : null;
  },
  reader: (draft) => new Reader(draft),
};

const count = z.number().check(z.int(), z.minimum(0));
const position = z.object({ line: count, character: count });
const envelope = z.looseObject({ type: z.string(), timestamp: z.optional(z.number()) });
const source = z.optional(z.string());
const actionSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('edit'),
    source,
    file: z.string(),
    diff: z.object({ rangeOffset: count, rangeLength: count, text: z.string() }),
    reason: z.optional(z.enum(['undo', 'redo'])),
  }),
  z.object({
    kind: z.literal('selection'),
    file: z.string(),
    selectionStart: position,
    selectionEnd: position,
  }),
  z.object({ kind: z.literal('tab_switch'), file: z.string() }),
  z.object({
    kind: z.literal('terminal_command'),
    terminalId: z.string(),
    terminalName: z.string(),
    command: z.string(),
  }),
  z.object({ kind: z.literal('terminal_output'), terminalId: z.string(), output: z.string() }),
  z.object({
    kind: z.literal('file_change'),
    source,
    file: z.string(),
    changeType: z.enum(['create', 'change', 'delete']),
    diff: z.nullable(z.string()),
  }),
]);
type Action = z.infer<typeof actionSchema>;
type ActionOf<K extends Action['kind']> = Extract<Action, { readonly kind: K }>;
const viewportSchema = z.object({
  observation: z.object({
    viewport: z.object({ file: z.string(), startLine: z.number(), endLine: z.number(), content: z.string() }),
  }),
});
/** `files` is not in the chunk: whoever reads the chunk puts in what the snapshot's own file holds. */
const snapshotSchema = z.object({ files: z.record(z.string(), z.string()) });

/** Members of a chunk that are no events. */
const ABOUT: ReadonlySet<string> = new Set(['version', 'sessionId', 'startTime', 'chunkIndex']);

class Reader implements RecordingReader {
  readonly #draft: SessionDraft;
  readonly #files: CrowdCodeFiles;
  /** Number of the last command of a terminal. */
  readonly #commands = new Map<string, number>();
  #command = 0;
  #version = '2.0';
  #time: number | null = null;

  constructor(draft: SessionDraft) {
    this.#draft = draft;
    this.#files = new CrowdCodeFiles(draft);
  }

  head(): RecordingHead {
    return { root: null, version: this.#version };
  }

  end(): void {
    this.#draft.at(null);
  }

  take(value: unknown, line: number | null): void {
    this.#draft.at(line);
    if (this.#about(value)) return;
    const parsed = envelope.safeParse(value);
    if (!parsed.success) {
      this.#draft.unknown('record', { value }, this.#time, 'not-a-record', 'this is no event; it was kept as it is');
      return;
    }
    const { type, timestamp, ...rest } = parsed.data;
    if (timestamp !== undefined) this.#time = timestamp;
    if (type === 'action') this.#action(rest);
    else if (type === 'observation') this.#observation(rest);
    else if (type === 'workspace_snapshot') this.#snapshot(rest);
    else this.#draft.unknown(type, rest, this.#time);
  }

  /** Members of the chunk that stand beside its events. */
  #about(value: unknown): boolean {
    if (typeof value !== 'object' || value === null || !('kind' in value) || !('data' in value)) return false;
    const { kind, data } = value as { kind: unknown; data: unknown };
    if (typeof kind !== 'string' || !ABOUT.has(kind)) return false;
    if (kind === 'version') this.#version = String(data);
    if (kind === 'startTime' && typeof data === 'number') this.#time ??= data;
    this.#draft.foreign(kind, undefined, { data }, this.#time);
    return true;
  }

  #action(rest: Record<string, unknown>): void {
    const parsed = actionSchema.safeParse(rest.action);
    if (!parsed.success) {
      const named = (rest.action as { kind?: unknown } | undefined)?.kind;
      const kind = typeof named === 'string' ? named : 'action';
      if (kind === 'terminal_focus') this.#draft.foreign(kind, undefined, rest, this.#time);
      else this.#draft.unknown(kind, rest, this.#time);
      return;
    }
    if (!this.#take(parsed.data)) this.#draft.unknown(parsed.data.kind, rest, this.#time);
  }

  /** False when the action does not fit what is known; the record is then kept as it is. */
  #take(action: Action): boolean {
    switch (action.kind) {
      case 'edit':
        return this.#files.edit(action, this.#time);
      case 'selection':
        return this.#files.selection(action.file, action.selectionStart, action.selectionEnd, this.#time);
      case 'tab_switch':
        return this.#files.focus(action.file, this.#time);
      case 'file_change':
        return this.#files.change(action, this.#time);
      case 'terminal_command':
        return this.#started(action);
      case 'terminal_output':
        return this.#printed(action);
    }
  }

  #started({ terminalId, terminalName, command: line }: ActionOf<'terminal_command'>): boolean {
    const command = this.#command++;
    this.#commands.set(terminalId, command);
    this.#draft.add({ kind: 'command-start', command, terminal: terminalName, line, confidence: 'low' }, this.#time);
    return true;
  }

  #printed({ terminalId, output }: ActionOf<'terminal_output'>): boolean {
    const command = this.#commands.get(terminalId);
    if (command === undefined) return false;
    this.#draft.add({ kind: 'command-output', command, text: output }, this.#time);
    return true;
  }

  #observation(rest: Record<string, unknown>): void {
    const parsed = viewportSchema.safeParse(rest);
    if (parsed.success) this.#files.seen(parsed.data.observation.viewport, this.#time);
    this.#draft.foreign('observation', undefined, rest, this.#time);
  }

  #snapshot(rest: Record<string, unknown>): void {
    const parsed = snapshotSchema.safeParse(rest);
    const { files: _files, ...others } = rest;
    if (parsed.success) this.#files.snapshot(parsed.data.files, this.#time);
    else this.#draft.warn('snapshot-missing', 'the file of this snapshot is not beside the chunk');
    this.#draft.foreign('workspace_snapshot', undefined, others, this.#time);
  }
}
