/** A file as a tool sees it. `bytes`: it is there, but is not UTF-8 text. */
export type FileView =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'absent' }
  | { readonly kind: 'bytes' };

/** Looks a path up, relative to the root, with forward slashes. */
export type FileLookup = (path: string) => FileView;

/** What a folder holds. Links and other things are `other`. */
export interface FolderEntry {
  readonly name: string;
  readonly kind: 'file' | 'folder' | 'other';
}

/** The files that a tool works on; paths are relative to the root, with forward slashes. Always as they are now. */
export interface ToolWorld {
  readonly look: FileLookup;
  /** Null: no such folder. The root is ''. Without it searches and listings tell no observation. */
  readonly list?: (folder: string) => readonly FolderEntry[] | null;
}

/** One file before and after; null: not there. `from`: its bytes and mode come from that path, which goes. */
export interface FileChange {
  readonly path: string;
  readonly before: string | null;
  readonly after: string | null;
  readonly from?: string;
}

/** A command as it was given to a shell. */
export interface ShellCall {
  readonly command: string;
  /** As recorded; absent: where the shell stands. */
  readonly cwd?: string;
  readonly timeoutMs?: number;
  /** It was to go on running behind the next calls. */
  readonly background?: boolean;
  /** `command` is what is typed into a program that is running already. */
  readonly input?: boolean;
}

/** `observation`: what the tool prints; absent where it cannot be told. */
export type CallOutcome =
  | { readonly kind: 'files'; readonly changes: readonly FileChange[]; readonly observation?: string }
  | {
      readonly kind: 'none';
      readonly what: 'read' | 'command' | 'unknown';
      readonly observation?: string;
      /** Of `command`. */
      readonly command?: ShellCall;
      /** Of `unknown`: why a tool's effect cannot be told, one sentence; absent where the tool itself is not known. */
      readonly why?: string;
    }
  | { readonly kind: 'refused'; readonly code: string; readonly why: string; readonly observation?: string };

export interface RecordedCall {
  readonly function_name: string;
  readonly arguments: Readonly<Record<string, unknown>>;
}
