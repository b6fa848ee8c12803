/**
 * A recorder without an editor that is to die: `node underLoad.ts <data folder> <root> <session> <tree> <seed>` writes
 * events as fast as it can through the recorder's own parts. The number of every event that was acknowledged goes to
 * standard output, a line each; when the log cannot be written any more, `failed: ` and why, and it ends.
 */
import { writeSync } from 'node:fs';
import path from 'node:path';
import { treeId } from '../../src/core/session/diskModel.ts';
import type { NewEvent } from '../../src/core/session/event.ts';
import { DocumentLog } from '../../src/extension/recorder/documentLog.ts';
import { objectId } from '../../src/node/git/looseObject.ts';
import { ShadowGit } from '../../src/node/git/shadowGit.ts';
import { DiskLog } from '../../src/node/recording/diskLog.ts';
import { Journal } from '../../src/node/recording/journal.ts';
import { nodeDigest } from '../../src/node/store/digest.ts';
import { SessionWriter } from '../../src/node/store/sessionWriter.ts';

const [data = '', root = '', id = '', tree = '', seed = '1'] = process.argv.slice(2);
const say = (line: string) => writeSync(1, `${line}\n`);
const ended = (error: unknown): never => {
  say(`failed: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(0);
};
const random = generator(Number(seed));
const shadow = new ShadowGit(data, id);
const startedAt = new Date().toISOString();
const roots = [{ name: 'root', path: root, tree, commit: null, branch: null }];
const head = { id, goal: 'to be killed', startedAt, roots, tool: { version: '0' } };
const writer = (() => {
  try {
    return SessionWriter.create(path.join(data, 'sessions'), head, { segmentBytes: 1024 * 1024 });
  } catch (error) {
    return ended(error);
  }
})();
const journal = new Journal({
  blobs: { blobId: (bytes) => objectId('blob', bytes), writeBlob: (bytes) => shadow.writeBlob(bytes) },
  askForText: () => undefined,
  onFailure: ended,
  onWrite: () => say(String(journal.lastSeq)),
});
const { at, goal, tool } = { at: startedAt, goal: head.goal, tool: head.tool };
const start: NewEvent = { kind: 'session-start', at, goal, roots, tool };
journal.open(writer, [start]);
const documents = new DocumentLog(journal);
const disk = new DiskLog(journal, nodeDigest);
disk.load(0, []);
const files = new Map<string, string>();
let text = '';
let version = 1;
const uri = 'file:///typed.txt';
const typed = () => ({
  uri,
  path: 'typed.txt',
  root: 0,
  inWorkspace: true,
  version,
  text,
  eol: '\n' as const,
  encoding: 'utf8',
  language: 'plaintext',
  dirty: true,
  disk: null,
});
documents.open(typed());
for (;;) {
  const what = random(100);
  if (what < 80) type(random(text.length + 1), Math.min(random(5), text.length), 'äx😀\n'.repeat(1 + random(20)));
  else if (what < 84) type(0, text.length, 'a large paste, as the clipboard gives it\n'.repeat(random(20_000)));
  else if (what < 97) write(`made/${random(50)}.txt`, `${random(1e9)} `.repeat(1 + random(what === 96 ? 40_000 : 200)));
  else journal.append({ kind: 'checkpoint', trees: [treeId(entries(), nodeDigest)], why: 'idle' });
}

function type(offset: number, deleted: number, inserted: string): void {
  // Cuts in the middle of a pair of surrogates are no business of this one.
  const from = text.codePointAt(offset - 1) !== undefined && (text.codePointAt(offset - 1) ?? 0) > 0xffff ? 0 : offset;
  const gone = from === offset && deleted === text.length ? deleted : 0;
  text = text.slice(0, from) + inserted + text.slice(from + gone);
  version++;
  const changes = [[from, gone, inserted] as const];
  const rest = { reason: undefined, evidence: undefined, dirty: true, eol: '\n' as const, encoding: 'utf8' };
  documents.change({ uri, version, changes, ...rest });
}

function write(name: string, content: string): void {
  const bytes = Buffer.from(content);
  files.set(name, objectId('blob', bytes));
  disk.found({ root: 0, path: name }, { kind: 'file', file: { mode: '100644', bytes } }, 'watcher');
}

function entries() {
  return [...files].map(([name, oid]) => ({ path: name, mode: '100644', oid }));
}

/** Whole numbers below a limit, the same ones for the same seed (xorshift). */
function generator(state: number): (limit: number) => number {
  let now = state | 1;
  return (limit) => {
    now ^= now << 13;
    now ^= now >>> 17;
    now ^= now << 5;
    return limit <= 0 ? 0 : (now >>> 0) % limit;
  };
}
