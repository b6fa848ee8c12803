import { createHash } from 'node:crypto';
import type { Redactor } from '../../core/session/redaction/redactor.ts';
import { PrivateFiles } from '../recording/privateFiles.ts';
import type { Intake } from './intake.ts';
import { type SecretFinder, type TakeInCall, type TakenFile, takeIn } from './takeIn.ts';

/** Raised when the rules change, so that no index is used that was made by older ones. */
const RULES_VERSION = 1;

export interface IntakeOptions {
  readonly redactor: Redactor;
  /** Takes the files in somewhere else, for example in a worker; in this thread when it is not given. */
  readonly take?: (call: TakeInCall) => Promise<readonly TakenFile[]>;
  /** For {@link takeIn} in this thread. */
  readonly find?: SecretFinder;
  readonly onRedacted?: (root: string, name: string, found: ReadonlyMap<string, number>) => void;
}

/** The intake of a recording: one redactor for all that it writes. */
export class LocalIntake implements Intake {
  readonly #options: IntakeOptions;
  readonly #files = new Map<string, PrivateFiles>();
  readonly variant: string;

  constructor(options: IntakeOptions) {
    this.#options = options;
    const { enabled, allowed } = options.redactor;
    this.variant = createHash('sha1')
      .update(JSON.stringify([RULES_VERSION, enabled, allowed]))
      .digest('hex');
  }

  get generation(): number {
    return this.#options.redactor.generation;
  }

  get known(): readonly string[] {
    return this.#options.redactor.known;
  }

  take(call: TakeInCall): Promise<readonly TakenFile[]> {
    const { take, redactor, find } = this.#options;
    return take?.(call) ?? takeIn(call, redactor, find);
  }

  hides(root: string, name: string): boolean {
    let files = this.#files.get(root);
    if (files === undefined) {
      files = new PrivateFiles(root, this.#options.redactor.enabled);
      this.#files.set(root, files);
    }
    return files.hides(name);
  }

  /** The rules of `.tracewrightignore` files are read anew. */
  forget(): void {
    for (const files of this.#files.values()) files.forget();
  }

  redacted(root: string, name: string, found: ReadonlyMap<string, number>): void {
    this.#options.onRedacted?.(root, name, found);
  }
}
