import { constants, lstatSync, mkdirSync, readdirSync } from 'node:fs';
import { open } from 'node:fs/promises';
import path from 'node:path';
import { TracewrightError } from '../../core/errors.ts';

const ENDING = '.otlp.jsonl';

/** The files of a folder that captured spans are kept in, one a trace: `<date>-<trace>.otlp.jsonl`. */
export class CaptureFiles {
  readonly folder: string;
  readonly #files = new Map<string, string>();

  /** Makes the folder. Throws `capture-link` where it is a link to somewhere else. */
  constructor(folder: string) {
    this.folder = folder;
    mkdirSync(folder, { recursive: true });
    if (lstatSync(folder).isSymbolicLink()) {
      throw new TracewrightError('capture-link', 'this folder is a link to another place', {
        place: { file: folder },
        remedy: 'put a real folder there',
      });
    }
    for (const name of readdirSync(folder).sort()) {
      const trace = /^\d{4}-\d\d-\d\d-([0-9a-f]{32})\.otlp\.jsonl$/.exec(name)?.[1];
      if (trace !== undefined) this.#files.set(trace, path.join(folder, name));
    }
  }

  /** The traces of the folder, the oldest first. */
  get traces(): readonly string[] {
    return [...this.#files.keys()];
  }

  fileOf(trace: string, now: Date): string {
    const known = this.#files.get(trace);
    if (known !== undefined) return known;
    const file = path.join(this.folder, `${now.toISOString().slice(0, 10)}-${trace}${ENDING}`);
    this.#files.set(trace, file);
    return file;
  }

  /** The name of the trajectory that is made of a trace and what belongs to it. */
  trajectoryName(trace: string, now: Date): string {
    return `${path.basename(this.fileOf(trace, now), ENDING)}.json`;
  }

  /** Appends one record; it is on the disk when this resolves, and a torn one before it cannot damage it. */
  async append(trace: string, record: unknown, now: Date): Promise<void> {
    const flags = constants.O_APPEND | constants.O_CREAT | constants.O_WRONLY | (constants.O_NOFOLLOW ?? 0);
    const file = await open(this.fileOf(trace, now), flags, 0o600);
    try {
      await file.writeFile(`\n${JSON.stringify(record)}`);
      await file.datasync();
    } finally {
      await file.close();
    }
  }
}
