import * as vscode from 'vscode';
import type { SessionEventOf } from '../../core/session/event.ts';
import type { Journal } from '../../node/recording/journal.ts';
import type { TaskCommands } from './taskCommands.ts';

interface Parts {
  readonly journal: Journal;
  readonly taskCommands: TaskCommands;
  readonly onEnd: () => void;
}

interface Running {
  readonly task: number;
  readonly line: string | undefined;
  readonly at: number;
  pid: number | undefined;
  /** Of its process; undefined while that runs, or when it has none. */
  exitCode?: number | null;
  ended?: boolean;
}

type Group = NonNullable<SessionEventOf<'task-start'>['group']>;

/** A process that ended without saying so to the task has this long to do so. Milliseconds. */
const EXIT_CODE_MS = 300;

/** Tasks from start to end. */
export class Tasks {
  readonly #parts: Parts;
  readonly #running = new Map<vscode.TaskExecution, Running>();
  readonly #listeners: vscode.Disposable;
  #tasks = 0;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#listeners = vscode.Disposable.from(
      vscode.tasks.onDidStartTask(({ execution }) => this.#start(execution, false)),
      vscode.tasks.onDidStartTaskProcess(({ execution, processId }) => this.#process(execution, processId)),
      vscode.tasks.onDidEndTaskProcess(({ execution, exitCode }) => this.#processEnd(execution, exitCode)),
      vscode.tasks.onDidEndTask(({ execution }) => void this.#end(execution)),
    );
    for (const execution of vscode.tasks.taskExecutions) this.#start(execution, true);
  }

  dispose(): void {
    this.#listeners.dispose();
  }

  catchUp(): void {
    for (const [execution, running] of this.#running) if (running.ended) this.#write(execution, running);
  }

  finish(): void {
    for (const [execution, running] of this.#running) this.#write(execution, running);
  }

  #start(execution: vscode.TaskExecution, underWay: boolean): void {
    if (this.#parts.journal.paused || this.#running.has(execution)) return;
    const { name, source, definition, group, execution: how } = execution.task;
    const task = this.#tasks++;
    const line = lineOf(how);
    const cwd = how instanceof vscode.CustomExecution ? undefined : how?.options?.cwd;
    this.#running.set(execution, { task, line, at: performance.now(), pid: undefined });
    this.#parts.journal.append({
      kind: 'task-start',
      task,
      name,
      source,
      type: definition.type,
      ...(group === undefined ? {} : { group: groupOf(group) }),
      ...(line === undefined || !keepsCommands() ? {} : { line }),
      ...(cwd === undefined ? {} : { cwd }),
      ...(underWay ? { underWay } : {}),
    });
  }

  #process(execution: vscode.TaskExecution, pid: number): void {
    const running = this.#running.get(execution);
    if (running !== undefined) running.pid = pid;
  }

  #processEnd(execution: vscode.TaskExecution, exitCode: number | undefined): void {
    const running = this.#running.get(execution);
    if (running !== undefined) running.exitCode = exitCode ?? null;
  }

  async #end(execution: vscode.TaskExecution): Promise<void> {
    const running = this.#running.get(execution);
    if (running === undefined) return;
    running.ended = true;
    if (running.exitCode === undefined && running.pid !== undefined) {
      await new Promise((resolve) => setTimeout(resolve, EXIT_CODE_MS));
    }
    if (!this.#parts.journal.paused) this.#write(execution, running);
  }

  #write(execution: vscode.TaskExecution, running: Running): void {
    if (!this.#running.delete(execution)) return;
    const { task, exitCode = null } = running;
    const command = this.#parts.taskCommands.take(running);
    this.#parts.journal.append({
      kind: 'task-end',
      task,
      exitCode,
      ...(command === undefined ? {} : { command }),
    });
    this.#parts.onEnd();
  }
}

/** The command line as far as the definition tells it: variables in it are not resolved, quotes not set. */
function lineOf(how: vscode.Task['execution']): string | undefined {
  if (how instanceof vscode.ProcessExecution) return [how.process, ...how.args].join(' ');
  if (!(how instanceof vscode.ShellExecution)) return undefined;
  if (how.commandLine !== undefined) return how.commandLine;
  return [how.command, ...(how.args ?? [])]
    .flatMap((part) => (part === undefined ? [] : typeof part === 'string' ? part : part.value))
    .join(' ');
}

function groupOf(group: vscode.TaskGroup): Group {
  if (group.id === vscode.TaskGroup.Build.id) return 'build';
  if (group.id === vscode.TaskGroup.Test.id) return 'test';
  if (group.id === vscode.TaskGroup.Clean.id) return 'clean';
  return group.id === vscode.TaskGroup.Rebuild.id ? 'rebuild' : 'other';
}

function keepsCommands(): boolean {
  return vscode.workspace.getConfiguration('tracewright').get<boolean>('recording.terminals', true);
}
