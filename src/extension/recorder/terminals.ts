import * as vscode from 'vscode';
import type { Log } from '../../core/ports.ts';
import type { Journal } from '../../node/recording/journal.ts';
import { CommandLog, type StartedCommand } from './commandLog.ts';
import type { TaskCommands } from './taskCommands.ts';

interface Parts {
  readonly journal: Journal;
  readonly log: Log;
  /** Learns of every command, because a task's is one too. */
  readonly taskCommands: TaskCommands;
  /** A command ended: files may have changed. */
  readonly onEnd: () => void;
}

/** After it has said that a command ended the editor may hand over output until it pauses for this long. Milliseconds. */
const LAST_OUTPUT_MS = 1000;
/** A terminal that is in use for this long without a word from its shell will not say any. Milliseconds. */
const SILENT_MS = 3000;

interface Running {
  readonly command: number;
  /** How many pieces of output have come. */
  pieces: number;
  /** Settles after the last one. */
  read: Promise<void>;
}

/** Commands in integrated terminals, with what they print (escape sequences and all) and how they end. */
export class Terminals {
  readonly #parts: Parts;
  readonly #commands: CommandLog;
  readonly #running = new Map<vscode.TerminalShellExecution, Running>();
  /** What began when nothing was to be recorded is not recorded when it ends. */
  readonly #skipped = new WeakSet<vscode.TerminalShellExecution>();
  readonly #silent = new WeakSet<vscode.Terminal>();
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #listeners: vscode.Disposable;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#commands = new CommandLog(parts.journal);
    this.#listeners = vscode.Disposable.from(
      vscode.window.onDidStartTerminalShellExecution((event) => this.#start(event)),
      vscode.window.onDidEndTerminalShellExecution((event) => void this.#end(event)),
      vscode.window.onDidChangeTerminalState((terminal) => this.#used(terminal)),
    );
    for (const terminal of vscode.window.terminals) this.#used(terminal);
  }

  dispose(): void {
    this.#listeners.dispose();
    for (const timer of this.#timers) clearTimeout(timer);
  }

  catchUp(): void {
    this.#commands.catchUp();
    for (const terminal of vscode.window.terminals) this.#used(terminal);
  }

  finish(): void {
    this.#commands.finish();
  }

  #start({ terminal, execution }: vscode.TerminalShellExecutionStartEvent): void {
    if (!enabled() || this.#parts.journal.paused) {
      this.#skipped.add(execution);
      return;
    }
    const command = this.#commands.start(commandOf(terminal, execution));
    const running: Running = { command, pieces: 0, read: Promise.resolve() };
    running.read = this.#read(running, execution);
    this.#running.set(execution, running);
    this.#parts.taskCommands.started(command, execution.commandLine.value);
    void terminal.processId.then((pid) => {
      if (pid !== undefined) this.#parts.taskCommands.runsIn(command, pid);
    });
  }

  async #read(running: Running, execution: vscode.TerminalShellExecution): Promise<void> {
    const { command } = running;
    try {
      for await (const data of execution.read()) {
        running.pieces++;
        this.#commands.output(command, data);
      }
    } catch (error) {
      this.#parts.log.warn(`the output of command ${command} could not be read to its end: ${String(error)}`);
    }
  }

  async #end({ terminal, execution, exitCode }: vscode.TerminalShellExecutionEndEvent): Promise<void> {
    const known = this.#running.get(execution);
    if (known === undefined) {
      this.#endOfUnknown(terminal, execution, exitCode);
      return;
    }
    this.#running.delete(execution);
    await this.#lastOutput(known);
    this.#commands.end(known.command, exitCode ?? null);
    this.#parts.onEnd();
  }

  async #lastOutput(running: Running): Promise<void> {
    let before = -1;
    while (running.pieces !== before) {
      before = running.pieces;
      const silence = new Promise<false>((resolve) => setTimeout(() => resolve(false), LAST_OUTPUT_MS));
      if (await Promise.race([running.read.then(() => true), silence])) return;
    }
  }

  /** It ran before the recording began: what it was and how it ended is told all the same. */
  #endOfUnknown(terminal: vscode.Terminal, execution: vscode.TerminalShellExecution, exitCode?: number): void {
    if (this.#skipped.has(execution) || this.#parts.journal.paused || !enabled()) return;
    const command = this.#commands.start({ ...commandOf(terminal, execution), underWay: true });
    this.#commands.end(command, exitCode ?? null);
    this.#parts.onEnd();
  }

  /** Once somebody has used it, a terminal whose shell says nothing is worth a word: what is run there is not known. */
  #used(terminal: vscode.Terminal): void {
    if (!terminal.state.isInteractedWith || terminal.shellIntegration !== undefined || this.#silent.has(terminal))
      return;
    this.#silent.add(terminal);
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      const still = terminal.shellIntegration === undefined;
      if (still && !this.#parts.journal.paused && enabled()) {
        this.#parts.journal.append({ kind: 'terminal-silent', terminal: terminal.name });
      } else {
        this.#silent.delete(terminal);
      }
    }, SILENT_MS);
    this.#timers.add(timer);
  }
}

function commandOf({ name }: vscode.Terminal, { commandLine, cwd }: vscode.TerminalShellExecution): StartedCommand {
  return {
    terminal: name,
    line: commandLine.value,
    cwd: cwd?.fsPath,
    confidence: confidenceOf(commandLine.confidence),
  };
}

function enabled(): boolean {
  return vscode.workspace.getConfiguration('tracewright').get<boolean>('recording.terminals', true);
}

function confidenceOf(confidence: vscode.TerminalShellExecutionCommandLineConfidence): 'low' | 'medium' | 'high' {
  if (confidence === vscode.TerminalShellExecutionCommandLineConfidence.High) return 'high';
  return confidence === vscode.TerminalShellExecutionCommandLineConfidence.Medium ? 'medium' : 'low';
}
