/** Commands that began at most this long before their task was told are looked at. Milliseconds. */
const AHEAD_MS = 3_000;
const MOST_KEPT = 200;

interface Candidate {
  readonly command: number;
  readonly line: string;
  readonly at: number;
  pid?: number;
}

/** What is known of a task's run when it ends. */
export interface TaskRun {
  /** The command line as the task's definition has it. */
  readonly line: string | undefined;
  /** Process id of the task's shell. */
  readonly pid: number | undefined;
  /** When the task was told, on the clock that was handed in. Milliseconds. */
  readonly at: number;
}

/**
 * Finds the terminal command that a task was: a terminal tells of it as well, sometimes before the editor tells of the
 * task, and in a terminal that is used again under the name and the process id of the task before. So the line counts
 * first, then the process.
 */
export class TaskCommands {
  readonly #now: () => number;
  #candidates: Candidate[] = [];

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  started(command: number, line: string): void {
    this.#candidates = [...this.#candidates.slice(1 - MOST_KEPT), { command, line, at: this.#now() }];
  }

  /** The process of the command's terminal is known by now. */
  runsIn(command: number, pid: number): void {
    const candidate = this.#candidates.find((one) => one.command === command);
    if (candidate !== undefined) candidate.pid = pid;
  }

  /** The command of a task's run, given out once. */
  take({ line, pid, at }: TaskRun): number | undefined {
    const since = this.#candidates.filter((candidate) => candidate.at >= at - AHEAD_MS);
    const nearest = (those: Candidate[]) => those.sort((a, b) => Math.abs(a.at - at) - Math.abs(b.at - at))[0];
    const wanted = line === undefined ? undefined : words(line);
    const found =
      nearest(since.filter((candidate) => wanted !== undefined && words(candidate.line) === wanted)) ??
      nearest(since.filter((candidate) => wanted !== undefined && isAnnouncementOf(wanted, candidate.line))) ??
      nearest(since.filter((candidate) => pid !== undefined && candidate.pid === pid));
    if (found !== undefined) this.#candidates = this.#candidates.filter((candidate) => candidate !== found);
    return found?.command;
  }
}

/** The editor prints ` *  Executing task: … ` before a task that is a process, and takes that for its command line. */
function isAnnouncementOf(wanted: string, line: string): boolean {
  return wanted !== '' && words(line).endsWith(`: ${wanted}`);
}

function words(line: string): string {
  return line.trim().replace(/\s+/g, ' ');
}
