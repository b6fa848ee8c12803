import type { SessionEventOf } from '../../core/session/event.ts';
import { RedactedOutput } from '../../core/session/redaction/redactedOutput.ts';
import type { Journal } from '../../node/recording/journal.ts';
import { enteredLine } from './commandLine.ts';

/** Output is written in pieces of at most this many code units. */
const PIECE = 32 * 1024;
/** Of one command at most this many code units are kept: an endless output must not fill the disk. */
const MOST_OUTPUT = 5 * 1024 * 1024;

export interface StartedCommand {
  readonly terminal: string;
  /** As the terminal told it. */
  readonly line: string;
  readonly cwd: string | undefined;
  readonly confidence: SessionEventOf<'command-start'>['confidence'];
  /** It ran already when the recording began. */
  readonly underWay?: boolean;
}

interface Running {
  readonly redacted: RedactedOutput;
  kept: number;
  dropped: number;
  /** It ended while nothing was recorded: with this exit code. */
  ended?: number | null;
}

/** Commands with their output, each with a start and an end. Knows nothing of VS Code. */
export class CommandLog {
  readonly #journal: Journal;
  readonly #running = new Map<number, Running>();
  #commands = 0;

  constructor(journal: Journal) {
    this.#journal = journal;
  }

  /** The command's number. */
  start({ terminal, line: told, cwd, confidence, underWay = false }: StartedCommand): number {
    const command = this.#commands++;
    const { line, printed } = enteredLine(told);
    this.#running.set(command, { redacted: new RedactedOutput(this.#journal.redactor), kept: 0, dropped: 0 });
    this.#journal.append({
      kind: 'command-start',
      command,
      terminal,
      line,
      ...(cwd === undefined ? {} : { cwd }),
      confidence: printed === '' ? confidence : 'low',
      ...(underWay ? { underWay } : {}),
    });
    if (printed !== '') this.output(command, printed);
    return command;
  }

  /** What a command printed. After its end, and beyond the limit, nothing is written. */
  output(command: number, text: string): void {
    const running = this.#running.get(command);
    if (running === undefined || this.#journal.paused) return;
    this.#write(command, running, running.redacted.push(text));
  }

  #write(command: number, running: Running, text: string): void {
    const taken = cutBefore(text, Math.max(0, MOST_OUTPUT - running.kept));
    for (let at = 0; at < taken; ) {
      const end = Math.min(taken, cutBefore(text, at + PIECE));
      this.#journal.append({ kind: 'command-output', command, text: text.slice(at, end) });
      at = end;
    }
    running.kept += taken;
    running.dropped += text.length - taken;
  }

  /** A command that ends while nothing is recorded gets its end afterwards. */
  end(command: number, exitCode: number | null): void {
    const running = this.#running.get(command);
    if (running === undefined) return;
    if (this.#journal.paused) {
      running.ended = exitCode;
      return;
    }
    this.#running.delete(command);
    this.#write(command, running, running.redacted.rest());
    this.#journal.noteRedactions(running.redacted.found);
    const { dropped } = running;
    this.#journal.append({ kind: 'command-end', command, exitCode, ...(dropped === 0 ? {} : { dropped }) });
  }

  /** After a pause: the ends that came meanwhile. */
  catchUp(): void {
    for (const [command, { ended }] of this.#running) if (ended !== undefined) this.end(command, ended);
  }

  /** The recording ends, so everything does; how is not known. */
  finish(): void {
    for (const [command, { ended = null }] of this.#running) this.end(command, ended);
  }
}

/** `end`, or one less where it would fall between the halves of a surrogate pair. */
function cutBefore(text: string, end: number): number {
  if (end >= text.length) return text.length;
  if (end <= 0) return 0;
  const code = text.charCodeAt(end - 1);
  return code >= 0xd800 && code <= 0xdbff ? end - 1 : end;
}
