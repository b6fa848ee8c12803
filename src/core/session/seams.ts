import type { TextChange } from '../edit/change.ts';
import { mapRange } from '../edit/mapOffset.ts';
import type { NewEvent, SessionEventOf } from './event.ts';

/** Edits that come closer together than this are one doing. Milliseconds. */
const BURST_MS = 1_000;
/** So many undos in a row take something back; fewer are corrections. */
const UNDOS = 3;
/** Who looks for so long before an edit has found something. Milliseconds. */
const LONG_READ_MS = 60_000;
/** Between two looks, more than this was spent elsewhere. Milliseconds. */
const GLANCE_MS = 15_000;
/** So many test commands and texts of agents are remembered. */
const REMEMBERED = 50;

/** A place in the work where the reason is still fresh. What is asked there is for the editor to word. */
export interface Seam {
  readonly seam: SessionEventOf<'question'>['seam'];
  /** More exactly, for the wording. */
  readonly what:
    | 'several-files'
    | 'red-to-green'
    | 'green-to-red'
    | 'undone'
    | 'git'
    | 'read-then-edited'
    | 'agent-changed';
  /** The command line or the git actions; empty otherwise. */
  readonly subject: string;
  /** Files, undos, or seconds of reading. */
  readonly count: number;
  /** First and last `seq` of what it is about. */
  readonly about: readonly [number, number];
  /** The document that it is about most of all. */
  readonly doc?: number;
}

interface Burst {
  /** Documents that somebody's edits left unsaved: what a reload from disk changes stays saved, and is an agent's or git's. */
  readonly docs: Set<number>;
  /** All that were edited, but not by an agent. */
  readonly edited: Set<number>;
  readonly first: number;
  readonly doc: number;
  last: number;
  at: number;
  /** Milliseconds that were read before it. */
  readonly read: number;
}

interface AgentText {
  readonly doc: number;
  readonly seq: number;
  start: number;
  end: number;
}

/**
 * Finds the seams of the work while it is written down: feed it every event, and tell it when nothing has come for a
 * while. It infers nothing and keeps no texts; an event costs the same however long the session is.
 */
export class SeamDetector {
  readonly #tests = new Map<string, boolean>();
  readonly #unsaved = new Set<number>();
  readonly #running = new Map<string, { readonly line: string; readonly seq: number }>();
  #agent: AgentText[] = [];
  #burst: Burst | undefined;
  #undos: Burst | undefined;
  #undoCount = 0;
  #read = 0;
  #looked: number | undefined;
  #changedAgent: Seam | undefined;

  /** An event was written, `t` milliseconds after some fixed moment. The answer is the seam that this event shows. */
  wrote(event: NewEvent, seq: number, t: number): Seam | undefined {
    switch (event.kind) {
      case 'edit':
        return this.#edit(event, seq, t);
      case 'view':
        this.#read += event.dwell;
        return undefined;
      case 'focus':
      case 'selection':
        this.#look(t);
        return undefined;
      case 'command-start':
        return this.#began(`command ${event.command}`, event.line, seq);
      case 'command-end':
        return this.#ended(`command ${event.command}`, event.exitCode, seq);
      case 'task-start':
        return this.#began(`task ${event.task}`, event.group === 'test' ? `test: ${event.name}` : event.name, seq);
      case 'task-end':
        return this.#ended(`task ${event.task}`, event.exitCode, seq);
      case 'git':
        return this.#git(event, seq);
      case 'document-open':
      case 'document-state':
        if (event.dirty !== undefined) this.#saved(event.doc, !event.dirty);
        return undefined;
      case 'save':
      case 'document-close':
        this.#saved(event.doc, true);
        return undefined;
      case 'pause':
        this.#forget();
        return undefined;
      default:
        return undefined;
    }
  }

  /** Nothing was written for a while: what was going on has ended. */
  quiet(): Seam | undefined {
    return this.#endBursts();
  }

  #edit(event: NewEvent & { readonly kind: 'edit' }, seq: number, t: number): Seam | undefined {
    const { doc, changes, minimal = changes, reason } = event;
    if (changes.length === 0) return undefined;
    const running = reason === 'undo' ? this.#undos : this.#burst;
    const goesOn = running !== undefined && t - running.at <= (reason === 'undo' ? GLANCE_MS : BURST_MS);
    const seam = goesOn ? undefined : this.#endBursts();
    const byAgent = isAgent(event.evidence);
    this.#agentTexts(doc, minimal, seq, byAgent, reason !== undefined);
    const edited = byAgent ? [] : [doc];
    const unsaved = edited.filter((one) => this.#unsaved.has(one));
    if (goesOn) {
      for (const one of edited) running.edited.add(one);
      for (const one of unsaved) running.docs.add(one);
      running.last = seq;
      running.at = t;
    } else {
      const burst: Burst = {
        docs: new Set(unsaved),
        edited: new Set(edited),
        doc,
        first: seq,
        last: seq,
        at: t,
        read: this.#read,
      };
      if (reason === 'undo') this.#undos = burst;
      else this.#burst = burst;
    }
    if (reason === 'undo') this.#undoCount++;
    this.#read = 0;
    this.#looked = undefined;
    return seam;
  }

  #saved(doc: number, isSaved: boolean): void {
    if (isSaved) this.#unsaved.delete(doc);
    else {
      this.#unsaved.add(doc);
      // The editor says so after the first edit.
      if (this.#burst?.edited.has(doc) === true) this.#burst.docs.add(doc);
    }
  }

  #endBursts(): Seam | undefined {
    const [burst, undos, undone, changedAgent] = [this.#burst, this.#undos, this.#undoCount, this.#changedAgent];
    this.#burst = undefined;
    this.#undos = undefined;
    this.#undoCount = 0;
    this.#changedAgent = undefined;
    if (changedAgent !== undefined) return changedAgent;
    if (undos !== undefined && undone > UNDOS) return seamOf('revert', 'undone', undone, undos);
    if (burst === undefined) return undefined;
    if (burst.docs.size > 1) return seamOf('operation', 'several-files', burst.docs.size, burst);
    if (burst.read < LONG_READ_MS) return undefined;
    return seamOf('reading', 'read-then-edited', Math.round(burst.read / 1000), burst);
  }

  #look(t: number): void {
    if (this.#looked !== undefined) this.#read += Math.min(GLANCE_MS, Math.max(0, t - this.#looked));
    this.#looked = t;
  }

  #began(id: string, line: string, seq: number): undefined {
    if (!/test|spec\b|jest|mocha/i.test(line)) return;
    this.#running.set(id, { line, seq });
    trim(this.#running);
  }

  #ended(id: string, exitCode: number | null, seq: number): Seam | undefined {
    const run = this.#running.get(id);
    this.#running.delete(id);
    if (run === undefined || exitCode === null) return undefined;
    const [before, green] = [this.#tests.get(run.line), exitCode === 0];
    this.#tests.delete(run.line);
    this.#tests.set(run.line, green);
    trim(this.#tests);
    if (before === undefined || before === green) return undefined;
    const what = green ? 'red-to-green' : 'green-to-red';
    return { seam: 'tests', what, subject: run.line, count: 0, about: [run.seq, seq] };
  }

  #git({ moves = [] }: NewEvent & { readonly kind: 'git' }, seq: number): Seam | undefined {
    const back = moves.filter(({ action }) => action === 'checkout' || action === 'reset' || action === 'revert');
    // What the checkout does to open documents is no operation of the person's.
    this.#forget();
    if (back.length === 0) return undefined;
    const subject = [...new Set(back.map(({ action }) => action))].join(', ');
    return { seam: 'revert', what: 'git', subject, count: back.length, about: [seq, seq] };
  }

  #agentTexts(doc: number, changes: readonly TextChange[], seq: number, byAgent: boolean, undone: boolean): void {
    const kept: AgentText[] = [];
    for (const text of this.#agent) {
      if (text.doc !== doc) {
        kept.push(text);
        continue;
      }
      if (!byAgent && !undone && changes.some((change) => touches(change, text))) {
        this.#changedAgent = {
          seam: 'agent',
          what: 'agent-changed',
          subject: '',
          count: 0,
          about: [text.seq, seq],
          doc,
        };
        continue;
      }
      const { start, end } = mapRange(changes, text.start, text.end);
      if (end > start) kept.push({ ...text, start, end });
    }
    if (byAgent) {
      for (const [offset, , inserted] of changes) {
        if (inserted.length > 1) kept.push({ doc, seq, start: offset, end: offset + inserted.length });
      }
    }
    this.#agent = kept.slice(-REMEMBERED);
  }

  #forget(): void {
    this.#burst = undefined;
    this.#undos = undefined;
    this.#undoCount = 0;
    this.#changedAgent = undefined;
    this.#read = 0;
    this.#looked = undefined;
  }
}

function seamOf(seam: Seam['seam'], what: Seam['what'], count: number, { first, last, doc }: Burst): Seam {
  return { seam, what, subject: '', count, about: [first, last], doc };
}

/** The change replaces or deletes some of the text, or is put inside it. */
function touches([offset, deleted]: TextChange, { start, end }: AgentText): boolean {
  return deleted > 0 ? offset < end && offset + deleted > start : offset > start && offset < end;
}

/**
 * The editor named an agent or a completion as the source of an edit; where it names nothing, an edit away from the
 * cursor while a chat has changes of its own in hand.
 */
function isAgent(evidence: Readonly<Record<string, unknown>> | undefined): boolean {
  if (evidence === undefined) return false;
  const reason = evidence.detailedReason as { source?: unknown; metadata?: { source?: unknown } } | undefined;
  const source = reason?.source ?? reason?.metadata?.source;
  if (typeof source === 'string') return /chat|inlineCompletion|agent/i.test(source);
  return typeof evidence.chatEditing === 'number' && evidence.chatEditing > 0 && evidence.cursor === false;
}

/** Keeps the last ones. */
function trim(map: Map<string, unknown>): void {
  const [oldest] = map.size > REMEMBERED ? map.keys() : [];
  if (oldest !== undefined) map.delete(oldest);
}
