import { isUtf8 } from 'node:buffer';
import { LARGEST_MINED_FILE, type LeftOut, leftOutByPath, leftOutByText } from '../../core/mining/leftOut.ts';
import { MINED_VERSION, type MinedEdit } from '../../core/mining/minedEdit.ts';
import type { RawEntry } from '../../core/mining/rawLog.ts';
import { languageOfPath } from '../../core/sample/languageOfPath.ts';
import { CatFile } from '../git/catFile.ts';
import { textDelta } from './textDelta.ts';

/** What a commit says of every file of it. */
export type CommitFacts = Pick<MinedEdit, 'commit' | 'parent' | 'tree' | 'time' | 'subject' | 'agents'>;

/** One file of one commit, to be mined. */
export interface MiningTask {
  /** Its place in the output. */
  readonly at: number;
  readonly commit: CommitFacts;
  readonly entry: RawEntry;
}

export interface MiningResult {
  readonly at: number;
  /** The edit as JSON, or why there is none. */
  readonly line?: string;
  readonly language?: string;
  readonly leftOut?: LeftOut;
  /** Bytes of contents that were read for it. */
  readonly bytes: number;
}

/** A content that was looked at. */
interface Content {
  readonly bytes: Buffer;
  readonly problem: LeftOut | null;
}

/** Contents that are kept, because the next older commit of a file needs them again. Bytes. */
const KEPT_BYTES = 64 * 1024 * 1024;

/** Turns files of commits into edits. One long-lived git process; contents are read in the order of the log. */
export class EditMiner {
  readonly #objects: CatFile;
  readonly #kept = new Map<string, Content>();
  #keptBytes = 0;

  constructor(repository: string) {
    this.#objects = new CatFile({ cwd: repository });
  }

  /** Results in the order of the tasks. */
  async mine(tasks: readonly MiningTask[]): Promise<MiningResult[]> {
    const wanted = tasks.filter(({ entry }) => whyNot(entry) === null && hasBoth(entry));
    const contents = new Map<string, Content>();
    const missing = new Set<string>();
    for (const oid of wanted.flatMap(({ entry }) => [entry.before, entry.after])) {
      if (oid === null) continue;
      // Taken hold of before anything is awaited: others' batches make what is kept give way.
      const kept = this.#kept.get(oid);
      if (kept === undefined) missing.add(oid);
      else contents.set(oid, kept);
    }
    const read = await this.#objects.readMany([...missing]);
    [...missing].forEach((oid, index) => {
      contents.set(oid, contentOf(read[index] ?? null));
    });
    const results = tasks.map((task) => mineOne(task, (oid) => contents.get(oid) ?? contentOf(null)));
    for (const { entry } of wanted) this.#keep(entry, contents);
    return results;
  }

  dispose(): void {
    this.#objects.dispose();
  }

  /** The older content may be the newer one of the next commit that touches the file; the newer one has had its turn. */
  #keep({ before, after }: RawEntry, contents: ReadonlyMap<string, Content>): void {
    if (after !== null) this.#forget(after);
    const content = before === null ? undefined : contents.get(before);
    if (before === null || content === undefined || this.#kept.has(before)) return;
    this.#kept.set(before, content);
    this.#keptBytes += content.bytes.length;
    for (const oldest of this.#kept.keys()) {
      if (this.#keptBytes <= KEPT_BYTES) break;
      this.#forget(oldest);
    }
  }

  #forget(oid: string): void {
    const content = this.#kept.get(oid);
    if (content === undefined) return;
    this.#kept.delete(oid);
    this.#keptBytes -= content.bytes.length;
  }
}

function hasBoth({ before, after }: RawEntry): boolean {
  return before !== null && after !== null && before !== after;
}

function whyNot({ modeBefore, modeAfter, path }: RawEntry): LeftOut | null {
  const regular = (mode: string) => mode === '000000' || mode.startsWith('100');
  if (!regular(modeBefore) || !regular(modeAfter)) return 'no-file';
  return leftOutByPath(path);
}

function mineOne({ at, commit, entry }: MiningTask, contentBy: (oid: string) => Content): MiningResult {
  const why = whyNot(entry);
  if (why !== null) return { at, leftOut: why, bytes: 0 };
  const { before, after, path, from } = entry;
  const language = languageOfPath(path);
  const base: Omit<MinedEdit, 'changes'> = {
    v: MINED_VERSION,
    ...commit,
    path,
    ...(from === undefined ? {} : { from }),
    language,
    before,
    after,
  };
  const told = (edit: MinedEdit, bytes: number): MiningResult => ({
    at,
    line: JSON.stringify(edit),
    ...(language === null ? {} : { language }),
    bytes,
  });
  if (before === null || after === null || before === after) return told({ ...base, changes: [] }, 0);
  const [old, now] = [contentBy(before), contentBy(after)];
  const bytes = old.bytes.length + now.bytes.length;
  const problem = old.problem ?? now.problem ?? textProblem(path, now.bytes);
  if (problem !== null) return { at, leftOut: problem, bytes };
  return told({ ...base, changes: textDelta(old.bytes, now.bytes) }, bytes);
}

function contentOf(bytes: Buffer | null): Content {
  if (bytes === null) return { bytes: Buffer.alloc(0), problem: 'missing-object' };
  if (bytes.length > LARGEST_MINED_FILE) return { bytes: Buffer.alloc(0), problem: 'too-large' };
  if (bytes.subarray(0, 8_000).includes(0)) return { bytes: Buffer.alloc(0), problem: 'binary' };
  return isUtf8(bytes) ? { bytes, problem: null } : { bytes: Buffer.alloc(0), problem: 'not-utf8' };
}

function textProblem(path: string, bytes: Buffer): LeftOut | null {
  return leftOutByText(path, bytes.toString('utf8', 0, 1_000), bytes.length, countLines(path, bytes));
}

/** Only scripts and style sheets are judged by their lines. */
function countLines(path: string, bytes: Buffer): number {
  if (!/\.(js|css|mjs|cjs)$/i.test(path)) return bytes.length;
  let lines = 1;
  for (let at = bytes.indexOf(0x0a); at >= 0; at = bytes.indexOf(0x0a, at + 1)) lines++;
  return lines;
}
