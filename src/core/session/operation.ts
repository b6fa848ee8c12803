/** What a run of events amounts to. `run-command` has its exit code in the title's evidence. */
export type OperationKind =
  | 'rename-symbol'
  | 'move-file'
  | 'create-file'
  | 'delete-file'
  | 'extract'
  | 'inline'
  | 'change-signature'
  | 'move-declaration'
  | 'add-import'
  | 'remove-import'
  | 'search-replace'
  | 'format'
  | 'typed-edit'
  | 'paste'
  | 'accept-completion'
  | 'agent-edit'
  | 'undo'
  | 'revert'
  | 'edit'
  | 'disk-change'
  | 'git'
  | 'run-tests'
  | 'run-command'
  | 'note';

/** Who did it: a person, an agent, a tool (formatter, language service), version control, or nobody can tell. */
export type Actor = 'human' | 'agent' | 'tool' | 'vcs' | 'unknown';

/**
 * An inferred unit of work: never recorded, always made again from the log, so that a better rule can decide again.
 */
export interface Operation {
  /** `op-` and a counter from 1, in the order of the first event. */
  readonly id: string;
  readonly kind: OperationKind;
  /** One line for people: "Rename `total` to `sumAll` in 3 files". */
  readonly title: string;
  /** The events it is made of, ascending. Every edit, file, command and note event belongs to exactly one operation. */
  readonly seqs: readonly number[];
  /** Workspace paths that it touched, in order of first touch. */
  readonly files: readonly string[];
  /** 0 to 1. */
  readonly confidence: number;
  /** What the inference rests on, for people: "4 edits in 3 files replace `total` by `sumAll` within 80 ms". */
  readonly evidence: readonly string[];
  readonly actor: Actor;
  /** Milliseconds since the session started: first and last event. */
  readonly t: readonly [number, number];
}
