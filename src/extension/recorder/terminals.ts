import * as vscode from 'vscode';
import type { Log } from '../../core/ports.ts';
import type { Journal } from '../../node/recording/journal.ts';

/** Output is written in pieces of at most this many code units. */
const PIECE = 32 * 1024;

interface Parts {
  readonly journal: Journal;
  readonly log: Log;
  /** A command ended: files may have changed. */
  readonly onEnd: () => void;
}

/** Commands in integrated terminals, with what they print and how they end. */
export class Terminals {
  readonly #parts: Parts;
  readonly #numbers = new WeakMap<vscode.TerminalShellExecution, { number: number; read: Promise<void> }>();
  readonly #silent = new WeakSet<vscode.Terminal>();
  readonly #listeners: vscode.Disposable;
  #commands = 0;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#listeners = vscode.Disposable.from(
      vscode.window.onDidStartTerminalShellExecution((event) => this.#start(event)),
      vscode.window.onDidEndTerminalShellExecution((event) => void this.#end(event)),
      vscode.window.onDidChangeActiveTerminal((terminal) => this.#noteSilent(terminal)),
    );
  }

  dispose(): void {
    this.#listeners.dispose();
  }

  #start({ terminal, execution }: vscode.TerminalShellExecutionStartEvent): void {
    const enabled = vscode.workspace.getConfiguration('tracewright').get<boolean>('recording.terminals', true);
    if (!enabled || this.#parts.journal.paused) return;
    const number = this.#commands++;
    this.#parts.journal.append({
      kind: 'command-start',
      command: number,
      terminal: terminal.name,
      line: execution.commandLine.value,
      ...(execution.cwd === undefined ? {} : { cwd: execution.cwd.fsPath }),
      confidence: confidenceOf(execution.commandLine.confidence),
    });
    this.#numbers.set(execution, { number, read: this.#read(number, execution) });
  }

  async #read(number: number, execution: vscode.TerminalShellExecution): Promise<void> {
    try {
      for await (const data of execution.read()) {
        for (let at = 0; at < data.length; ) {
          const end = cutBefore(data, at + PIECE);
          this.#parts.journal.append({ kind: 'command-output', command: number, text: data.slice(at, end) });
          at = end;
        }
      }
    } catch (error) {
      this.#parts.log.warn(`the output of command ${number} could not be read to its end: ${String(error)}`);
    }
  }

  async #end({ execution, exitCode }: vscode.TerminalShellExecutionEndEvent): Promise<void> {
    const known = this.#numbers.get(execution);
    if (known === undefined) return;
    await Promise.race([known.read, new Promise((resolve) => setTimeout(resolve, 1000))]);
    this.#parts.journal.append({ kind: 'command-end', command: known.number, exitCode: exitCode ?? null });
    this.#parts.onEnd();
  }

  #noteSilent(terminal: vscode.Terminal | undefined): void {
    if (terminal === undefined || this.#silent.has(terminal)) return;
    this.#silent.add(terminal);
    setTimeout(() => {
      if (terminal.exitStatus === undefined && terminal.shellIntegration === undefined) {
        this.#parts.log.warn(`the terminal "${terminal.name}" has no shell integration: its commands are not recorded`);
      }
    }, 5000);
  }
}

function confidenceOf(confidence: vscode.TerminalShellExecutionCommandLineConfidence): 'low' | 'medium' | 'high' {
  if (confidence === vscode.TerminalShellExecutionCommandLineConfidence.High) return 'high';
  return confidence === vscode.TerminalShellExecutionCommandLineConfidence.Medium ? 'medium' : 'low';
}

/** `end`, or one less where it would fall between the halves of a surrogate pair. */
function cutBefore(text: string, end: number): number {
  if (end >= text.length) return text.length;
  const code = text.charCodeAt(end - 1);
  return code >= 0xd800 && code <= 0xdbff ? end - 1 : end;
}
