import type { SessionEvent, UnknownEvent } from '../../session/event.ts';
import type { WorkspaceFold } from '../../session/fold.ts';
import type { FoldDocument } from '../../session/foldDocument.ts';
import type { Operation } from '../../session/operation.ts';
import { splitLines } from '../editHunks.ts';
import type { CursorPlace, ShownFile } from './nextEdit.ts';

/** A run of edits of one operation in one file, with no edit of anything else in between: the true order of the work. */
export interface SessionStep {
  readonly operation: Operation;
  readonly path: string;
  readonly root: number;
  readonly language: string;
  /** Lines with their ends, before the first edit and after the last one. */
  readonly before: readonly string[];
  readonly after: readonly string[];
  /** First and last edit. */
  readonly seqs: readonly [number, number];
  /** Milliseconds since the session started. */
  readonly t: readonly [number, number];
  /** Of the files on disk, before the first edit. */
  readonly tree: string;
  /** Where the person was when the step before was done; null: not known. */
  readonly left: CursorPlace | null;
  /** Where the person was in this file right before the first edit; null: not known. */
  readonly offset: number | null;
  /** Where the person was right after the last edit. */
  readonly cursor: CursorPlace | null;
  /** Files that were opened, looked at or edited before, the latest last. */
  readonly context: readonly ShownFile[];
}

export interface StepsWalk {
  readonly events: readonly (SessionEvent | UnknownEvent)[];
  readonly operations: readonly Operation[];
  /** At the session's base state. */
  readonly fold: WorkspaceFold;
  readonly contextFiles: number;
}

/**
 * The session's edits, step by step. Where folding parts ways with the log nothing is proved any more: it ends there,
 * and `atDivergence` is told. Documents without a file of the workspace are left out.
 */
export function* sessionSteps(walk: StepsWalk, atDivergence?: () => void): Generator<SessionStep> {
  const { events, operations, fold } = walk;
  const operationOf = new Map<number, Operation>();
  for (const operation of operations) for (const seq of operation.seqs) operationOf.set(seq, operation);
  const eyes = new Eyes(fold);
  let open: OpenStep | null = null;
  let left: CursorPlace | null = null;
  for (const event of events) {
    const known = event as SessionEvent;
    const operation = operationOf.get(event.seq);
    if (known.kind === 'edit' && operation !== undefined) {
      if (open !== null && (open.operation !== operation || open.doc !== known.doc)) {
        const step = open.finish(eyes);
        left = step?.cursor ?? left;
        if (step !== null) yield step;
        open = null;
      }
      open ??= OpenStep.start(known, operation, eyes, left, walk.contextFiles);
    }
    fold.apply(event);
    eyes.follow(known);
    if (fold.divergence !== null) {
      atDivergence?.();
      return;
    }
    if (known.kind === 'edit') open?.took(known.seq, known.t, eyes);
  }
  const step = open?.finish(eyes) ?? null;
  if (step !== null) yield step;
}

class OpenStep {
  readonly operation: Operation;
  readonly doc: number;
  readonly #start: Omit<SessionStep, 'after' | 'seqs' | 't' | 'cursor'>;
  readonly #first: { readonly seq: number; readonly t: number };
  #last: { seq: number; t: number };
  #cursor: CursorPlace | null = null;

  static start(
    event: { readonly doc: number; readonly seq: number; readonly t: number },
    operation: Operation,
    eyes: Eyes,
    left: CursorPlace | null,
    contextFiles: number,
  ): OpenStep | null {
    const document = eyes.fold.document(event.doc);
    if (document === undefined || document.uri !== undefined) return null;
    const { path, root, language } = document;
    return new OpenStep(event, {
      operation,
      path,
      root,
      language,
      before: splitLines(eyes.text(document)),
      tree: eyes.fold.treeId(root),
      left,
      offset: eyes.cursorIn(event.doc),
      context: eyes.context(event.doc, contextFiles),
    });
  }

  private constructor(
    { doc, seq, t }: { readonly doc: number; readonly seq: number; readonly t: number },
    start: Omit<SessionStep, 'after' | 'seqs' | 't' | 'cursor'>,
  ) {
    this.doc = doc;
    this.operation = start.operation;
    this.#start = start;
    this.#first = { seq, t };
    this.#last = { seq, t };
  }

  took(seq: number, t: number, eyes: Eyes): void {
    this.#last = { seq, t };
    this.#cursor = eyes.cursor();
  }

  finish(eyes: Eyes): SessionStep | null {
    const document = eyes.fold.document(this.doc);
    if (document === undefined || document.path !== this.#start.path) return null;
    return {
      ...this.#start,
      after: splitLines(eyes.text(document)),
      seqs: [this.#first.seq, this.#last.seq],
      t: [this.#first.t, this.#last.t],
      cursor: this.#cursor,
    };
  }
}

/** What the person looked at: texts by version, cursors by document, the documents in the order of the last look. */
class Eyes {
  readonly fold: WorkspaceFold;
  readonly #texts = new Map<number, { readonly version: number; readonly text: string }>();
  readonly #versions = new Map<number, number>();
  readonly #cursors = new Map<number, number>();
  readonly #recent: number[] = [];
  #doc: number | null = null;

  constructor(fold: WorkspaceFold) {
    this.fold = fold;
  }

  follow(event: SessionEvent): void {
    if (event.kind === 'selection') {
      const range = event.ranges[0];
      if (range === undefined) return;
      this.#cursors.set(event.doc, range[1]);
      this.#look(event.doc);
    } else if (event.kind === 'edit') {
      const last = event.changes[0];
      if (last !== undefined) this.#cursors.set(event.doc, last[0] + last[2].length);
      this.#changed(event.doc);
      this.#look(event.doc);
    } else if (event.kind === 'document-open' || event.kind === 'resync') {
      this.#changed(event.doc);
      if (event.kind === 'document-open') this.#look(event.doc);
    } else if (event.kind === 'focus' && event.doc !== null && event.doc !== undefined) this.#look(event.doc);
  }

  text(document: FoldDocument): string {
    const version = this.#versions.get(document.doc) ?? 0;
    const known = this.#texts.get(document.doc);
    if (known?.version === version) return known.text;
    const text = document.text.toString();
    this.#texts.set(document.doc, { version, text });
    return text;
  }

  cursorIn(doc: number): number | null {
    return this.#cursors.get(doc) ?? null;
  }

  cursor(): CursorPlace | null {
    const document = this.#doc === null ? undefined : this.fold.document(this.#doc);
    const offset = this.#doc === null ? undefined : this.#cursors.get(this.#doc);
    if (document === undefined || document.uri !== undefined || offset === undefined) return null;
    const text = this.text(document);
    return { path: document.path, text, offset: Math.min(offset, text.length) };
  }

  context(doc: number, most: number): ShownFile[] {
    return this.#recent
      .filter((one) => one !== doc)
      .map((one) => this.fold.document(one))
      .filter((document) => document !== undefined)
      .filter(({ uri }) => uri === undefined)
      .slice(-most)
      .map((document) => ({ path: document.path, text: this.text(document), firstLine: 0 }));
  }

  #changed(doc: number): void {
    this.#versions.set(doc, (this.#versions.get(doc) ?? 0) + 1);
  }

  #look(doc: number): void {
    this.#doc = doc;
    const at = this.#recent.indexOf(doc);
    if (at >= 0) this.#recent.splice(at, 1);
    this.#recent.push(doc);
  }
}
