import { readFileSync, realpathSync } from 'node:fs';
import path from 'node:path';
import type { SourceTexts } from '../../core/sample/lintRule.ts';
import { commitOf } from '../../core/sample/lintSource.ts';
import { type Provenance, sampleSchema } from '../../core/sample/sample.ts';
import { BlobTexts } from '../build/blobTexts.ts';
import { CatFile } from '../git/catFile.ts';
import { gitText, runGit } from '../git/gitProcess.ts';
import { type SessionTexts, sessionTextsIn } from './sessionTexts.ts';

export interface SourcePlaces {
  /** A git repository that rows were mined from. */
  readonly repo?: string;
  /** A folder with the sessions or the source files that rows were made of. */
  readonly folder?: string;
}

/** Reads what rows were made of, row by row: blobs of a repository, documents of sessions, source files. */
export class RowSources {
  readonly #places: SourcePlaces;
  readonly #objects: CatFile | null;
  readonly #blobs: BlobTexts | null;
  readonly #sessions = new Map<string, SessionTexts | null>();
  readonly #files = new Map<string, string | null>();
  #order: Promise<ReadonlyMap<string, number>> | undefined;
  readonly #later = new Map<string, boolean>();

  constructor(places: SourcePlaces) {
    this.#places = places;
    this.#objects = places.repo === undefined ? null : new CatFile({ cwd: places.repo });
    this.#blobs = this.#objects === null ? null : new BlobTexts(this.#objects);
  }

  /** The texts that one row's spans are from. Throws what reading the repository throws. */
  async of(row: unknown): Promise<SourceTexts> {
    const parsed = sampleSchema.safeParse(row);
    const found = new Map<Provenance, string | null | undefined>();
    if (!parsed.success) return { textOf: () => undefined };
    const { text, spans } = parsed.data;
    for (const { from, start, end } of spans) {
      if (from?.range !== undefined) found.set(from, await this.#textOf(from, text.slice(start, end)));
    }
    const later = await this.#laterOf(spans.flatMap(({ from }) => commitOf(from?.source ?? '') ?? []));
    const byPlace = new Map([...found].map(([from, whole]) => [JSON.stringify(from), whole]));
    return {
      textOf: (from) => byPlace.get(JSON.stringify(from)),
      isLater: (commit, than) => later.get(`${commit} ${than}`),
    };
  }

  dispose(): void {
    this.#objects?.dispose();
  }

  async #textOf(from: Provenance, shown: string): Promise<string | null | undefined> {
    const { source, path: file, tree, seqs, range } = from;
    if (file === undefined || range === undefined) return undefined;
    const session = seqs === undefined ? null : await this.#session(source);
    if (session !== null && seqs !== undefined) {
      const texts = session.texts(file, seqs);
      return texts.findLast((text) => text.slice(...range) === shown) ?? texts.at(-1) ?? null;
    }
    const commit = commitOf(source);
    if (this.#blobs !== null && commit !== undefined) {
      const names = [`${commit}:${file}`, ...(tree === undefined ? [] : [`${tree}:${file}`])];
      const texts = await this.#blobs.read(names);
      return names.map((name) => texts.get(name) ?? null).find((text) => text !== null) ?? null;
    }
    return seqs === undefined && commit === undefined ? this.#file(source) : undefined;
  }

  async #session(id: string): Promise<SessionTexts | null> {
    const { folder } = this.#places;
    if (folder === undefined) return null;
    const known = this.#sessions.get(id);
    if (known !== undefined) return known;
    const session = await sessionTextsIn(folder, id);
    this.#sessions.set(id, session);
    return session;
  }

  /** A source file by its name in a row: the folder's own name stands first. Undefined: not a file of this folder. */
  #file(source: string): string | null | undefined {
    const { folder } = this.#places;
    if (folder === undefined) return undefined;
    const root = path.resolve(folder);
    const [first, ...below] = source.split('/');
    if (
      first !== path.basename(root) ||
      path.isAbsolute(source) ||
      below.some((part) => part === '..' || /[\\\0]/.test(part))
    )
      return undefined;
    const kept = this.#files.get(source);
    if (kept !== undefined) return kept;
    const text = textInside(root, path.join(root, ...below));
    if (this.#files.size > 256) this.#files.clear();
    this.#files.set(source, text);
    return text;
  }

  /** For pairs of commits whether the first one came after the second, which is its ancestor. */
  async #laterOf(commits: readonly string[]): Promise<ReadonlyMap<string, boolean>> {
    const { repo } = this.#places;
    const different = [...new Set(commits)];
    if (repo === undefined || different.length < 2) return this.#later;
    this.#order ??= gitText(['rev-list', '--all', '--topo-order'], { cwd: repo }).then(
      (list) => new Map(list.split('\n').map((commit, at) => [commit, at])),
    );
    const order = await this.#order;
    for (const commit of different) {
      for (const than of different) {
        const key = `${commit} ${than}`;
        if (commit === than || this.#later.has(key)) continue;
        const [one, other] = [order.get(commit), order.get(than)];
        if (one === undefined || other === undefined) continue;
        // Newer commits stand first in the list; beside each other stand also those of different branches.
        this.#later.set(key, one < other && (await isAncestor(repo, than, commit)));
      }
    }
    return this.#later;
  }
}

async function isAncestor(repo: string, ancestor: string, commit: string): Promise<boolean> {
  const { code } = await runGit(['merge-base', '--is-ancestor', ancestor, commit], { cwd: repo, answers: [0, 1] });
  return code === 0;
}

/** Null: there is no such file inside the folder, or it is no UTF-8. */
function textInside(root: string, file: string): string | null {
  try {
    const real = realpathSync(file);
    const inside = path.relative(realpathSync(root), real);
    if (inside.startsWith('..') || path.isAbsolute(inside)) return null;
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(readFileSync(real));
  } catch {
    return null;
  }
}
