import type { Log } from '../../core/ports.ts';
import type { DiskLog } from '../../node/recording/diskLog.ts';
import type { FileOperations } from '../../node/recording/fileOperations.ts';
import type { Ignored } from '../../node/recording/ignored.ts';
import type { Journal } from '../../node/recording/journal.ts';
import type { WorkspaceRoot } from '../../node/recording/workspaceRoot.ts';
import { Breakpoints } from './breakpoints.ts';
import { DebugSessions } from './debugSessions.ts';
import { Diagnostics } from './diagnostics.ts';
import type { DocumentLog } from './documentLog.ts';
import { Notebooks } from './notebooks.ts';
import { TaskCommands } from './taskCommands.ts';
import { Tasks } from './tasks.ts';
import { Terminals } from './terminals.ts';

interface Parts {
  readonly journal: Journal;
  readonly documents: DocumentLog;
  readonly disk: DiskLog;
  readonly roots: readonly WorkspaceRoot[];
  readonly ignored: Ignored;
  readonly saves: FileOperations;
  readonly log: Log;
  /** Something on disk may have changed. */
  readonly onDisk: () => void;
}

interface Listener {
  dispose(): void;
  /** After a pause: tells what changed meanwhile. */
  catchUp?(): void;
  /** The recording ends: what is open is closed, what waits is told. */
  finish?(): void;
}

/** What is run and told beside the texts: notebooks, terminals, tasks, debug sessions, breakpoints, diagnostics. */
export class Activity {
  readonly #listeners: readonly Listener[];

  constructor({ onDisk, ...parts }: Parts) {
    const run = { ...parts, taskCommands: new TaskCommands(), onEnd: onDisk };
    this.#listeners = [
      new Notebooks({ ...parts, onDisk }),
      // Tasks end before the commands that they are.
      new Tasks(run),
      new Terminals(run),
      new DebugSessions(parts),
      new Breakpoints(parts),
      new Diagnostics(parts),
    ];
  }

  dispose(): void {
    for (const listener of this.#listeners) listener.dispose();
  }

  catchUp(): void {
    for (const listener of this.#listeners) listener.catchUp?.();
  }

  finish(): void {
    for (const listener of this.#listeners) listener.finish?.();
  }
}
