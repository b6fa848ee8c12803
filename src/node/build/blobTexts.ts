import { isUtf8 } from 'node:buffer';
import { LARGEST_MINED_FILE } from '../../core/mining/leftOut.ts';
import type { CatFile } from '../git/catFile.ts';

/** Texts that are kept, because neighbouring commits have the same ones. UTF-16 code units. */
const KEPT_UNITS = 24_000_000;

/** Texts of git objects, many at once. What is binary, too large or no UTF-8 has none. */
export class BlobTexts {
  readonly #objects: CatFile;
  readonly #kept = new Map<string, string | null>();
  #units = 0;

  constructor(objects: CatFile) {
    this.#objects = objects;
  }

  /** By name: a blob id, or `commit:path`. Null: not there, or no text. */
  async read(names: Iterable<string>): Promise<ReadonlyMap<string, string | null>> {
    const texts = new Map<string, string | null>();
    const missing = new Set<string>();
    for (const name of names) {
      const kept = this.#kept.get(name);
      if (kept === undefined) missing.add(name);
      else texts.set(name, kept);
    }
    const wanted = [...missing];
    const contents = await this.#objects.readMany(wanted);
    wanted.forEach((name, at) => {
      const text = textOf(contents[at] ?? null);
      texts.set(name, text);
      this.#keep(name, text);
    });
    return texts;
  }

  #keep(name: string, text: string | null): void {
    this.#kept.set(name, text);
    this.#units += text?.length ?? 0;
    for (const [oldest, its] of this.#kept) {
      if (this.#units <= KEPT_UNITS) break;
      this.#kept.delete(oldest);
      this.#units -= its?.length ?? 0;
    }
  }
}

function textOf(content: Buffer | null): string | null {
  if (content === null || content.length > LARGEST_MINED_FILE) return null;
  if (content.subarray(0, 8_000).includes(0) || !isUtf8(content)) return null;
  return content.toString('utf8');
}
