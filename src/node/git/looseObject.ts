import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { deflateSync } from 'node:zlib';

export type ObjectType = 'blob' | 'commit' | 'tree';

/** The id that git gives to an object: SHA-1 over `type size NUL` and the bytes. */
export function objectId(type: ObjectType, bytes: Uint8Array): string {
  return createHash('sha1').update(header(type, bytes)).update(bytes).digest('hex');
}

/**
 * Writes an object into a git `objects` folder as git itself would (gitformat-loose) and returns its id.
 * Synchronous, because the recorder needs it inside an event handler. Written under another name first,
 * so that nobody ever sees half an object; nothing is written when it is there already.
 */
export function writeLooseObject(objectsFolder: string, type: ObjectType, bytes: Uint8Array): string {
  const oid = objectId(type, bytes);
  const folder = path.join(objectsFolder, oid.slice(0, 2));
  const file = path.join(folder, oid.slice(2));
  if (existsSync(file)) return oid;
  mkdirSync(folder, { recursive: true });
  const unfinished = path.join(folder, `tmp_obj_${process.pid}_${randomBytes(6).toString('hex')}`);
  writeFileSync(unfinished, deflateSync(Buffer.concat([header(type, bytes), bytes]), { level: 1 }), { mode: 0o444 });
  try {
    renameSync(unfinished, file);
  } catch (error) {
    rmSync(unfinished, { force: true });
    // Somebody else was faster, on a system that does not replace a file which may not be written.
    if (!existsSync(file)) throw error;
  }
  return oid;
}

/** Writes a blob; see {@link writeLooseObject}. */
export function writeLooseBlob(objectsFolder: string, bytes: Uint8Array): string {
  return writeLooseObject(objectsFolder, 'blob', bytes);
}

function header(type: ObjectType, bytes: Uint8Array): Buffer {
  return Buffer.from(`${type} ${bytes.length}\0`);
}
