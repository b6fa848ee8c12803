/** How much a session of untrusted commands may use. */
export interface SandboxLimits {
  /** Wall time of one command, in ms. */
  readonly commandMs: number;
  /** Wall time of all commands of a session together, in ms. */
  readonly totalMs: number;
  /** Processor time of one command with everything that it starts, in ms. */
  readonly cpuMs: number;
  /** Processes and threads at the same time. */
  readonly processes: number;
  /** Resident memory of everything together, in bytes. */
  readonly memoryBytes: number;
  /** Of a command's output, what is kept, in bytes; of more the middle is left out. */
  readonly outputBytes: number;
  /** Size of one file, in bytes. */
  readonly fileBytes: number;
  /** Growth of the copy over its size at the start of the session, in bytes. */
  readonly diskBytes: number;
  /** Files and folders in the copy. */
  readonly files: number;
  /** Open files of one process. */
  readonly openFiles: number;
  /** Size of the private /tmp, in bytes. */
  readonly temporaryBytes: number;
}

const MiB = 1024 * 1024;

export const defaultLimits: SandboxLimits = {
  commandMs: 60_000,
  totalMs: 1_800_000,
  cpuMs: 120_000,
  processes: 512,
  memoryBytes: 4096 * MiB,
  outputBytes: MiB,
  fileBytes: 512 * MiB,
  diskBytes: 2048 * MiB,
  files: 400_000,
  openFiles: 4096,
  temporaryBytes: 512 * MiB,
};
