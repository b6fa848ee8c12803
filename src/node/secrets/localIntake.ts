import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Redactor } from '../../core/session/redaction/redactor.ts';
import { isSecretFile } from '../../core/session/redaction/secretFiles.ts';
import { PrivateFiles } from '../recording/privateFiles.ts';
import type { Intake } from './intake.ts';
import { type SecretFinder, type TakeInCall, type TakenFile, takeIn } from './takeIn.ts';

/** Raised when the rules change, so that no index is used that was made by older ones. */
const RULES_VERSION = 1;
/** Larger files of settings are no files of settings. Bytes. */
const LARGEST_HIDDEN = 64 * 1024;

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
  readonly #learned = new Set<string>();
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
    this.#learnFromHidden(call.root);
    return take?.(call) ?? takeIn(call, redactor, find);
  }

  /** What stands in the secret-like files of a root is not recorded, so that it must not show elsewhere either. */
  #learnFromHidden(root: string): void {
    const { redactor } = this.#options;
    if (!redactor.enabled || this.#learned.has(root)) return;
    this.#learned.add(root);
    for (const name of readdirSync(root)) {
      if (!isSecretFile(name)) continue;
      const file = path.join(root, name);
      const stats = statSync(file, { throwIfNoEntry: false });
      if (stats?.isFile() === true && stats.size <= LARGEST_HIDDEN) redactor.learnFrom(readFileSync(file, 'utf8'));
    }
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
