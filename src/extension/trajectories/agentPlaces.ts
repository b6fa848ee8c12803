import { createHash } from 'node:crypto';
import path from 'node:path';
import { beginningOf, foldersIn, type ListedFile, listedFiles, newest } from '../host/listedFiles.ts';

/** The trajectories of one agent that belong to a folder. */
export interface AgentTrajectories {
  /** The agent's name. */
  readonly agent: string;
  readonly files: readonly ListedFile[];
}

export interface AgentPlaces {
  /** The person's home folder. */
  readonly home: string;
  /** The workspace folder that the sessions are of. */
  readonly folder: string;
  /** Where VS Code keeps what belongs to this workspace; undefined where it keeps nothing. */
  readonly workspaceStorage: string | undefined;
}

/** At most so many files of an agent are listed, and so many are opened to see whose folder they are of. */
const MOST = 200;
/** So much of a file says which folder it is of. Bytes. */
const HEAD = 4 * 1024;

/**
 * What the agents on this machine keep of their sessions in a folder, agent by agent. Only names, sizes and times are
 * read; where a place does not say in its name which folder it is about, the beginning of its files as well.
 */
export async function agentTrajectories(places: AgentPlaces): Promise<AgentTrajectories[]> {
  const lists = [claudeCode, codex, geminiCli, openCode, vscodeChat, copilotCli];
  const found = await Promise.all(lists.map((list) => list(places)));
  return found.filter(({ files }) => files.length > 0);
}

/** Claude Code names a project's folder by its path, with a dash for every other sign. */
async function claudeCode({ home, folder }: AgentPlaces): Promise<AgentTrajectories> {
  const project = folder.replaceAll(/[^a-zA-Z0-9]/g, '-');
  return {
    agent: 'Claude Code',
    files: await listedFiles(home, path.join('.claude', 'projects', project), /\.jsonl$/, MOST),
  };
}

/** Codex keeps all sessions in folders of days; the first line says where a session was. */
async function codex({ home, folder }: AgentPlaces): Promise<AgentTrajectories> {
  const root = path.join('.codex', 'sessions');
  const files: ListedFile[] = [];
  for (const year of (await foldersIn(home, root)).reverse()) {
    for (const month of (await foldersIn(home, path.join(root, year))).reverse()) {
      for (const day of (await foldersIn(home, path.join(root, year, month))).reverse()) {
        if (files.length >= MOST) break;
        files.push(...(await listedFiles(home, path.join(root, year, month, day), /^rollout-.*\.jsonl$/, MOST)));
      }
    }
  }
  return { agent: 'Codex', files: await inFolder(newest(files, MOST), folder) };
}

/** Gemini CLI names a project's folder by the SHA-256 of its path, or has its path in `.project_root`. */
async function geminiCli({ home, folder }: AgentPlaces): Promise<AgentTrajectories> {
  const root = path.join('.gemini', 'tmp');
  const hash = createHash('sha256').update(folder).digest('hex');
  const own: string[] = [];
  for (const name of (await foldersIn(home, root)).slice(0, MOST)) {
    const marked = await beginningOf(path.join(home, root, name, '.project_root'), HEAD);
    if (name === hash || marked.trim() === folder) own.push(name);
  }
  const lists = own.map((name) => listedFiles(home, path.join(root, name, 'chats'), /\.jsonl?$/, MOST));
  return { agent: 'Gemini CLI', files: newest((await Promise.all(lists)).flat(), MOST) };
}

/** opencode keeps what is known of a session below its project; `directory` in it is the folder. */
async function openCode({ home, folder }: AgentPlaces): Promise<AgentTrajectories> {
  const root = path.join('.local', 'share', 'opencode', 'storage', 'session');
  const projects = (await foldersIn(home, root)).slice(0, MOST);
  const lists = projects.map((name) => listedFiles(home, path.join(root, name), /^ses_.*\.json$/, MOST));
  return { agent: 'opencode', files: await inFolder(newest((await Promise.all(lists)).flat(), MOST), folder) };
}

/** VS Code keeps the chats of a workspace in the workspace's own storage. */
async function vscodeChat({ workspaceStorage }: AgentPlaces): Promise<AgentTrajectories> {
  const files =
    workspaceStorage === undefined ? [] : await listedFiles(workspaceStorage, 'chatSessions', /\.jsonl?$/, MOST);
  return { agent: 'VS Code Chat', files };
}

/** Copilot CLI keeps a folder or a file a session; its first events say where it was. */
async function copilotCli({ home, folder }: AgentPlaces): Promise<AgentTrajectories> {
  const root = path.join('.copilot', 'session-state');
  const sessions = (await foldersIn(home, root)).slice(-MOST);
  const lists = sessions.map((name) => listedFiles(home, path.join(root, name), /^events\.jsonl$/, 1));
  const files = [...(await Promise.all(lists)).flat(), ...(await listedFiles(home, root, /\.jsonl$/, MOST))];
  return { agent: 'Copilot CLI', files: await inFolder(newest(files, MOST), folder) };
}

/** The files whose beginning names the folder as the one that they are of. */
async function inFolder(files: readonly ListedFile[], folder: string): Promise<ListedFile[]> {
  const named = JSON.stringify(folder).replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const wanted = new RegExp(`"(?:cwd|directory|gitRoot|workspaceFolder)"\\s*:\\s*${named}`);
  const own: ListedFile[] = [];
  for (const listed of files) if (wanted.test(await beginningOf(listed.file, HEAD))) own.push(listed);
  return own;
}
