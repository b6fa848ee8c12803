import type { SessionEventOf } from '../../core/session/event.ts';

type Request = SessionEventOf<'request'>;

/** Something that somebody asked the editor for. */
export interface Asked {
  readonly what: Request['what'];
  readonly doc?: number;
  /** Where it was asked, in UTF-16 code units. */
  readonly at?: number;
  /** The word there, which a result may show again. */
  readonly word?: string;
  readonly query?: string;
  readonly evidence?: Readonly<Record<string, unknown>>;
}

/** A place that the cursor came to without a hand moving it there. */
export interface Arrival {
  readonly doc: number;
  readonly range: readonly [number, number];
  /** What is selected there, or the word. */
  readonly word?: string;
}

/** A request that was written, with what is needed to know its results. */
interface Written extends Asked {
  readonly seq: number;
  readonly t: number;
}

interface Options {
  /** Writes a request and gives its `seq`; undefined when nothing is written now. */
  readonly write: (asked: Asked) => number | undefined;
  readonly now?: () => number;
}

/** The same request again within this time is one. Milliseconds. */
const SAME_MS = 2_000;
/** A place that is reached this soon after a request is its result. Milliseconds. */
const RESULT_MS = 5_000;
/** A list of results stays open: one that shows the word that was asked for may be opened this late. Milliseconds. */
const LISTED_MS = 60_000;
/** Searches whose results are shown as a list. */
const LISTS: ReadonlySet<Request['what']> = new Set([
  'references',
  'implementation',
  'workspace-symbols',
  'text-search',
  'call-hierarchy',
]);
/** Requests that lead somewhere. */
const LEADS: ReadonlySet<Request['what']> = new Set([...LISTS, 'definition', 'declaration', 'type-definition']);
/** What is typed as a query is asked once it stays the same this long. Milliseconds. */
const TYPED_MS = 1_000;

/**
 * What was asked for, each thing once, and which request led to a place. Knows nothing of VS Code.
 */
export class RequestLog {
  readonly #options: Options;
  readonly #now: () => number;
  #written: Written[] = [];
  #typed: Asked | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: Options) {
    this.#options = options;
    this.#now = options.now ?? (() => performance.now());
  }

  /** Writes a request, unless it is the one before once more. */
  asked(asked: Asked): void {
    const t = this.#now();
    this.#written = this.#written.filter((written) => t - written.t <= LISTED_MS);
    if (this.#written.some((written) => t - written.t <= SAME_MS && isSame(written, asked))) return;
    const seq = this.#options.write(asked);
    if (seq !== undefined) this.#written.push({ ...asked, seq, t });
  }

  /** A query while it is typed: the last one counts. */
  typed(asked: Asked): void {
    clearTimeout(this.#timer);
    this.#typed = asked;
    this.#timer = setTimeout(() => this.settle(), TYPED_MS);
  }

  /** Writes what waits. */
  settle(): void {
    clearTimeout(this.#timer);
    const typed = this.#typed;
    this.#typed = undefined;
    if (typed !== undefined && typed.query !== '') this.asked(typed);
  }

  /** `seq` of the request that led to a place; undefined when none did. */
  leadingTo(place: Arrival): number | undefined {
    this.settle();
    const t = this.#now();
    return this.#written.findLast((written) => leads(written, place, t))?.seq;
  }

  dispose(): void {
    clearTimeout(this.#timer);
  }
}

function leads(written: Written, { doc, range: [start, end], word }: Arrival, t: number): boolean {
  if (!LEADS.has(written.what)) return false;
  const { doc: from, at } = written;
  // Going to where one is: the definition of the word at the cursor is the word itself.
  if (from === doc && at !== undefined && start <= at && at <= end) return false;
  const age = t - written.t;
  if (age <= RESULT_MS) return true;
  return LISTS.has(written.what) && age <= LISTED_MS && word !== undefined && word === (written.word ?? written.query);
}

function isSame(a: Asked, b: Asked): boolean {
  return a.what === b.what && a.doc === b.doc && a.at === b.at && a.query === b.query;
}
