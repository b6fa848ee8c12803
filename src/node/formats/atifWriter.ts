import { closeSync, openSync, unlinkSync, writeSync } from 'node:fs';
import { ATIF_VERSION, type Step, type Trajectory } from '../../core/trajectory/atif.ts';
import { fileTrouble } from './fileTrouble.ts';

/** This many code units are gathered before they are written. */
const BLOCK = 1024 * 1024;

/**
 * Writes an ATIF document step by step, so that its length does not matter: the version and the steps first, the rest when it is known.
 * The file must not be there yet. Throws what fileTrouble makes of errors.
 */
export class AtifWriter {
  readonly #file: string;
  readonly #descriptor: number;
  #waiting = `{\n"schema_version": "${ATIF_VERSION}",\n"steps": [`;
  #steps = 0;

  constructor(file: string) {
    this.#file = file;
    this.#descriptor = this.#guarded(() => openSync(file, 'wx'));
  }

  step(step: Step): void {
    this.#waiting += `${this.#steps++ === 0 ? '' : ','}\n${JSON.stringify(step)}`;
    if (this.#waiting.length >= BLOCK) this.#flush();
  }

  /** Writes everything but the steps, and closes. */
  finish(trajectory: Trajectory): void {
    const { steps: _steps, schema_version: _version, ...rest } = trajectory;
    const members = Object.entries(rest)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => `,\n${JSON.stringify(name)}: ${JSON.stringify(value)}`);
    this.#waiting += `\n]${members.join('')}\n}\n`;
    this.#flush();
    closeSync(this.#descriptor);
  }

  /** Gives up: nothing half written stays. */
  abandon(): void {
    closeSync(this.#descriptor);
    unlinkSync(this.#file);
  }

  #flush(): void {
    const bytes = Buffer.from(this.#waiting);
    this.#waiting = '';
    this.#guarded(() => {
      for (let written = 0; written < bytes.length; ) written += writeSync(this.#descriptor, bytes, written);
    });
  }

  #guarded<T>(run: () => T): T {
    try {
      return run();
    } catch (cause) {
      throw fileTrouble(cause, this.#file) ?? cause;
    }
  }
}
