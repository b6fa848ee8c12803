/** One line of `git log --raw`. Ids of zeros are null. */
export interface RawEntry {
  readonly modeBefore: string;
  readonly modeAfter: string;
  readonly before: string | null;
  readonly after: string | null;
  /** git's letter: A, M, D, R, C, T. */
  readonly status: string;
  readonly path: string;
  readonly from?: string;
}

export interface RawCommit {
  readonly commit: string;
  readonly tree: string;
  readonly parents: readonly string[];
  /** Seconds since 1970. */
  readonly time: number;
  readonly author: string;
  readonly coAuthors: readonly string[];
  readonly subject: string;
  readonly entries: readonly RawEntry[];
}

/** What `git log` must be given for RawLogReader to read it. */
export const rawLogArguments: readonly string[] = [
  '--raw',
  '-z',
  '-M',
  '--no-abbrev',
  '--no-merges',
  '--root',
  '--no-ext-diff',
  '--no-textconv',
  '--no-color',
  '--format=%x01%H%x00%T%x00%P%x00%at%x00%aN <%aE>%x00%(trailers:key=Co-authored-by,valueonly,separator=%x02)%x00%s',
];

const HEAD_FIELDS = 6;

/** Takes the stream of `git log` with rawLogArguments apart, as it comes. */
export class RawLogReader {
  readonly #decoder = new TextDecoder('utf-8');
  readonly #tokens: string[] = [];
  #rest = '';

  /** The commits that are complete with this piece: all but the last one that has begun. */
  push(piece: Uint8Array): RawCommit[] {
    const parts = (this.#rest + this.#decoder.decode(piece, { stream: true })).split('\0');
    this.#rest = parts.pop() ?? '';
    const commits: RawCommit[] = [];
    for (const token of parts) {
      if (token.startsWith('\u0001') && this.#tokens.length > HEAD_FIELDS) commits.push(this.#take());
      this.#tokens.push(token);
    }
    return commits;
  }

  /** The last commit, when the stream has ended. */
  end(): RawCommit[] {
    if (this.#rest !== '') this.#tokens.push(this.#rest);
    this.#rest = '';
    return this.#tokens.length > HEAD_FIELDS ? [this.#take()] : [];
  }

  #take(): RawCommit {
    const [head = '', tree = '', parents = '', time = '', author = '', coAuthors = '', subject = '', ...rest] =
      this.#tokens.splice(0);
    return {
      commit: head.slice(1),
      tree,
      parents: parents.split(' ').filter((parent) => parent !== ''),
      time: Number(time),
      author,
      coAuthors: coAuthors.split('\u0002').filter((name) => name !== ''),
      subject,
      entries: [...entriesOf(rest)],
    };
  }
}

function* entriesOf(tokens: readonly string[]): Generator<RawEntry> {
  for (let at = 0; at < tokens.length; ) {
    const line = (tokens[at++] ?? '').trimStart();
    if (!line.startsWith(':')) continue;
    const [modeBefore = '', modeAfter = '', before = '', after = '', status = ''] = line.slice(1).split(' ');
    const first = tokens[at++] ?? '';
    const moved = status.startsWith('R') || status.startsWith('C');
    const path = moved ? (tokens[at++] ?? '') : first;
    yield {
      modeBefore,
      modeAfter,
      before: /^0+$/.test(before) ? null : before,
      after: /^0+$/.test(after) ? null : after,
      status: status.slice(0, 1),
      path,
      ...(moved ? { from: first } : {}),
    };
  }
}
