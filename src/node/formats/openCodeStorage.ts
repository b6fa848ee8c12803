import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { readJsonFile } from './readJsonFile.ts';

/**
 * An opencode session out of its storage folder, as its export has it: `{info, messages: [{info, parts}]}`. `file` is
 * any file of the session below `storage/{session,message,part}`; a file that stands elsewhere is read by itself.
 */
export async function openCodeStorage(file: string): Promise<unknown> {
  const document = await readJsonFile(file);
  const found = /^(.*[\\/]storage)[\\/](session|message|part)[\\/]/.exec(path.resolve(file));
  const [, storage, kind] = found ?? [];
  if (storage === undefined || kind === undefined) return document;
  const session = await sessionOf(storage, kind, file, document);
  if (session === null) return document;
  const messages = [];
  for (const name of jsonFiles(path.join(storage, 'message', session))) {
    const info = await readJsonFile(name);
    const id = path.basename(name, '.json');
    const parts = [];
    for (const part of jsonFiles(path.join(storage, 'part', id))) parts.push(await readJsonFile(part));
    messages.push({ info, parts });
  }
  messages.sort((one, other) => createdOf(one.info) - createdOf(other.info));
  return { info: await infoOf(storage, session), messages };
}

async function sessionOf(storage: string, kind: string, file: string, document: unknown): Promise<string | null> {
  if (kind === 'session') return path.basename(file, '.json');
  if (kind === 'message') return path.basename(path.dirname(file));
  const message = field(document, 'messageID');
  if (typeof message !== 'string' || !existsSync(path.join(storage, 'message'))) return null;
  const sessions = readdirSync(path.join(storage, 'message'));
  return (
    sessions.find((name) => existsSync(path.join(storage, 'message', name, `${path.basename(message)}.json`))) ?? null
  );
}

/** The session's own file stands below a folder of its project. */
async function infoOf(storage: string, session: string): Promise<unknown> {
  const folder = path.join(storage, 'session');
  const projects = existsSync(folder) ? readdirSync(folder) : [];
  const own = projects
    .map((project) => path.join(folder, project, `${session}.json`))
    .find((candidate) => existsSync(candidate));
  return own === undefined ? { id: session } : readJsonFile(own);
}

function jsonFiles(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => path.join(folder, name));
}

function createdOf(info: unknown): number {
  const created = field(field(info, 'time'), 'created');
  return typeof created === 'number' ? created : 0;
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
