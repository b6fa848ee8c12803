import type { PathAnswer } from '../pathInside.ts';
import type { CallOutcome, FileView, ToolWorld } from './callOutcome.ts';

export type Arguments = Readonly<Record<string, unknown>>;

/** What the tools of a session remember from call to call. */
export interface ToolMemory {
  /** The folder, as recorded, that the agent's shell was last seen in. */
  cwd: string | undefined;
  /** A command may have changed the shell's folder, and nothing that was recorded since says where it stands. */
  cwdUnsure: boolean;
  /** Texts before each edit, the newest last, by path. */
  readonly undo: Map<string, string[]>;
  /** The file in SWE-agent's window: its path, how it is shown, and where the window stands. */
  window: OpenWindow | null;
  /** The file in the window of OpenHands' Python functions. */
  skillWindow: OpenWindow | null;
  /** Whose tools these are, as far as recorded observations have shown it. */
  dialect: Dialect | null;
}

export type Dialect = 'swe-agent' | 'openhands' | 'openhands-v1';

export interface OpenWindow {
  readonly path: string;
  readonly shown: string;
  /** What it counts is the editor's own affair: the middle line of the shell functions, the first of the Python ones. */
  readonly line: number;
}

/** What an executor works with. */
export interface ToolDesk {
  readonly world: ToolWorld;
  readonly memory: ToolMemory;
  /** The observation that was recorded for this call, without what its agent put around it. */
  readonly recorded: string | undefined;
  /** A recorded path as one inside the repository. */
  place(recorded: string): PathAnswer;
  /** The same for a folder; the root is ''. */
  folder(recorded: string): PathAnswer;
  /** An absolute path as the agent saw it; undefined where its folder is not known. */
  shown(recorded: string): string | undefined;
  /** The same desk for a call that runs in another folder, as recorded. */
  at(cwd: string): ToolDesk;
}

export type Executor = (given: Arguments, desk: ToolDesk) => CallOutcome;

export interface Tool {
  /** In lower case. */
  readonly names: readonly string[];
  /** Tools of several agents have the same name: whether these arguments are this one's. */
  readonly fits?: (given: Arguments, desk: ToolDesk) => boolean;
  readonly perform: Executor;
}

/** What an edit of a text came to. */
export type Edited =
  | { readonly ok: true; readonly text: string; readonly observation?: string | undefined }
  | { readonly ok: false; readonly code: string; readonly why: string; readonly observation?: string | undefined };

/** Edits one file that has to be there. `absent`: what the tool prints where it is not. */
export function editFile(
  desk: ToolDesk,
  recorded: string,
  edit: (text: string, path: string) => Edited,
  absent?: string,
): CallOutcome {
  const at = desk.place(recorded);
  if (!at.ok) return refused(at.code, at.why);
  const now = desk.world.look(at.path);
  if (now.kind === 'absent') return refused('absent', `"${at.path}" is not there`, absent);
  if (now.kind === 'bytes') return notText(at.path);
  const edited = edit(now.text, at.path);
  if (!edited.ok) return refused(edited.code, inFile(at.path, edited.why), edited.observation);
  return changed(at.path, now, edited.text, edited.observation);
}

/** Writes a whole file, over what is there. */
export function writeFile(
  desk: ToolDesk,
  recorded: string,
  content: (now: FileView, path: string) => Edited,
): CallOutcome {
  const at = desk.place(recorded);
  if (!at.ok) return refused(at.code, at.why);
  const now = desk.world.look(at.path);
  const written = content(now, at.path);
  if (!written.ok) return refused(written.code, inFile(at.path, written.why), written.observation);
  return changed(at.path, now, written.text, written.observation);
}

/** Reads one file. A path that lies nowhere here and a file that is no text give no observation. */
export function readFile(
  desk: ToolDesk,
  recorded: string,
  print: (text: string, path: string) => string | undefined,
  absent?: string,
): CallOutcome {
  const at = desk.place(recorded);
  if (!at.ok) return read();
  const now = desk.world.look(at.path);
  if (now.kind === 'absent') return read(absent);
  return now.kind === 'bytes' ? read() : read(print(now.text, at.path));
}

export function deleteFile(desk: ToolDesk, recorded: string, said?: string, absent?: string): CallOutcome {
  const at = desk.place(recorded);
  if (!at.ok) return refused(at.code, at.why);
  const now = desk.world.look(at.path);
  if (now.kind === 'absent') return refused('absent', `"${at.path}" is not there`, absent);
  const change = { path: at.path, before: now.kind === 'text' ? now.text : null, after: null };
  return { kind: 'files', changes: [change], ...observed(said) };
}

export function changed(path: string, now: FileView, after: string, observation?: string): CallOutcome {
  const before = now.kind === 'text' ? now.text : null;
  return { kind: 'files', changes: [{ path, before, after }], ...observed(observation) };
}

export function read(observation?: string): CallOutcome {
  return { kind: 'none', what: 'read', ...observed(observation) };
}

export function refused(code: string, why: string, observation?: string): CallOutcome {
  return { kind: 'refused', code, why, ...observed(observation) };
}

/** The call's effect cannot be told from its arguments. `why`: one sentence. */
export function unknown(why: string): CallOutcome {
  return { kind: 'none', what: 'unknown', why };
}

export function missing(argument: string): CallOutcome {
  return refused('bad-arguments', `the call has no text for "${argument}"`);
}

export function failed(code: string, why: string, observation?: string): Edited {
  return { ok: false, code, why, observation };
}

function notText(path: string): CallOutcome {
  return refused('not-text', `"${path}" is not UTF-8 text`);
}

function inFile(path: string, why: string): string {
  return why.includes(`"${path}"`) ? why : `in "${path}" ${why}`;
}

function observed(observation: string | undefined): { readonly observation?: string } {
  return observation === undefined ? {} : { observation };
}
