/** One workspace folder on this machine's disk; its index is the `root` of the log. */
export interface WorkspaceRoot {
  readonly name: string;
  readonly path: string;
}
