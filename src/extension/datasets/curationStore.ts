import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import {
  type Curation,
  curatedRows,
  curationText,
  type Decision,
  noCuration,
  parseCuration,
  type RowCuration,
  withDecision,
  withoutLast,
} from '../../core/sample/viewing/curation.ts';

export const CURATION_FILE = 'curation.json';

/** What was decided about a dataset's rows, for a page. */
export interface CurationState {
  readonly rows: Readonly<Record<string, RowCuration>>;
  readonly undoable: boolean;
  readonly redoable: boolean;
}

/**
 * The decisions about one dataset, in `curation.json` beside its manifest; the dataset itself is never written. The file
 * is read anew before every change, so that nothing that somebody else wrote is lost.
 */
export class CurationStore {
  readonly #file: string;
  #undone: Decision[] = [];

  /** `folder`: the dataset's. */
  constructor(folder: string) {
    this.#file = path.join(folder, CURATION_FILE);
  }

  /** @throws what parseCuration throws */
  state(): CurationState {
    const curation = this.#read();
    return {
      rows: Object.fromEntries(curatedRows(curation)),
      undoable: curation.decisions.length > 0,
      redoable: this.#undone.length > 0,
    };
  }

  decide(decision: Decision): void {
    this.#write(withDecision(this.#read(), decision));
    this.#undone = [];
  }

  /** Takes the last decision back, whoever made it; nothing where there is none. */
  undo(): void {
    const last = withoutLast(this.#read());
    if (last === undefined) return;
    this.#write(last.curation);
    this.#undone.push(last.undone);
  }

  /** Makes the decision again that was taken back last. */
  redo(): void {
    const decision = this.#undone.at(-1);
    if (decision === undefined) return;
    this.#write(withDecision(this.#read(), decision));
    this.#undone.pop();
  }

  #read(): Curation {
    return existsSync(this.#file) ? parseCuration(readFileSync(this.#file, 'utf8'), this.#file) : noCuration;
  }

  #write(curation: Curation): void {
    writeFileSync(`${this.#file}.partial`, curationText(curation));
    renameSync(`${this.#file}.partial`, this.#file);
  }
}
