import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { inflateSync } from 'node:zlib';
import type { NewEvent } from '../../../src/core/session/event.ts';
import { objectId } from '../../../src/node/git/looseObject.ts';
import { ShadowGit } from '../../../src/node/git/shadowGit.ts';
import { SessionWriter } from '../../../src/node/store/sessionWriter.ts';
import { makeSandbox, type Sandbox } from '../git/sandbox.ts';

/** Stands in the forgotten file, in edits of it, in notes on it and in nothing else. */
export const SECRET = 'hunter2-SECRET-7f3a';
export const LATE_SECRET = 'typed-too-late-9c1d';

export interface Forgettable extends Sandbox {
  readonly root: string;
  readonly data: string;
  /** Session `one`: edits of lib.ts, of conf/secret.env (renamed to conf/old.env later), notes, a command, a late edit. */
  readonly one: string;
  /** Session `two`, recorded without the secret; its log names a blob that no ref reaches. */
  readonly two: string;
}

interface ForgettableOptions {
  readonly segmentBytes?: number;
  /** The session with the secret comes first, so that its base goes into a pack; the secret is deleted before the other. */
  readonly secretFirst?: boolean;
}

const lib = 'export const total = 1;\n';
const at = '2026-03-04T05:06:07.000Z';
const tool = { version: '0.1.0' };

export async function forgettable(options: ForgettableOptions = {}): Promise<Forgettable> {
  const sandbox = makeSandbox();
  const root = path.join(sandbox.folder, 'root');
  const data = path.join(root, '.tracewright');
  mkdirSync(root);
  sandbox.write('root/lib.ts', lib);
  sandbox.write('root/docs/readme.md', '# Shop\n');
  const early = options.secretFirst === true ? await withSecret(sandbox, root, data, options) : undefined;
  if (early !== undefined) {
    rmSync(path.join(root, 'conf'), { recursive: true });
    sandbox.write('root/lib.ts', lib);
  }
  const two = await other(sandbox, root, data);
  const one = early ?? (await withSecret(sandbox, root, data, options));
  return { ...sandbox, root, data, one, two };
}

function open(doc: number, file: string, content: string): NewEvent {
  const rest = { v: 1, content: { text: content }, eol: '\n', encoding: 'utf8', language: 'plain' } as const;
  return { kind: 'document-open', doc, path: file, ...rest };
}

async function start(sandbox: Sandbox, root: string, shadow: ShadowGit, id: string, goal: string) {
  const { tree } = await shadow.snapshot(root);
  const roots = [{ name: 'root', path: root, tree, commit: null, branch: null }];
  const head = { id, goal, startedAt: at, roots, tool };
  return { head, begin: { kind: 'session-start', at, goal, roots, tool } as const, sandbox };
}

async function other(sandbox: Sandbox, root: string, data: string): Promise<string> {
  const shadow = new ShadowGit(data, 'two');
  try {
    const { head, begin } = await start(sandbox, root, shadow, 'two', 'Something else');
    const log = SessionWriter.create(path.join(data, 'sessions'), head);
    log.append(begin);
    const large = 'only in a blob\n'.repeat(2000);
    const blob = shadow.writeBlob(Buffer.from(large));
    log.append({ kind: 'file', op: 'create', path: 'large.txt', content: { blob }, source: 'watcher' });
    log.append({ ...open(0, 'large.txt', ''), content: { blob } } as NewEvent);
    log.append({ kind: 'file', op: 'delete', path: 'large.txt', source: 'watcher' });
    log.append({ kind: 'checkpoint', trees: [(await shadow.snapshot(root)).tree], why: 'stop' });
    log.append({ kind: 'session-stop', at, why: 'asked' });
    log.close(at);
    return log.folder;
  } finally {
    shadow.dispose();
  }
}

async function withSecret(sandbox: Sandbox, root: string, data: string, options: ForgettableOptions): Promise<string> {
  const secret = `TOKEN=${SECRET}\n`;
  sandbox.write('root/conf/secret.env', secret);
  sandbox.write('root/conf/plain.env', 'A=1\n');
  const shadow = new ShadowGit(data, 'one');
  let now = 0;
  try {
    const { head, begin } = await start(sandbox, root, shadow, 'one', 'Rotate conf/secret.env and add a sum');
    const log = SessionWriter.create(path.join(data, 'sessions'), head, { ...options, now: () => now });
    const add = (event: NewEvent) => {
      now += 60_000;
      return log.append(event);
    };
    const save = (doc: number, v: number, file: string, content: string) => {
      sandbox.write(`root/${file}`, content);
      const bytes = Buffer.from(content);
      add({ kind: 'save', doc, v, blob: objectId('blob', bytes), bytes: bytes.length });
    };
    add(begin);
    add(open(0, 'lib.ts', lib));
    add(open(1, 'conf/secret.env', secret));
    add({ kind: 'focus', doc: 1 });
    add({ kind: 'selection', doc: 1, ranges: [[0, 5]] });
    const typed = add({ kind: 'edit', doc: 1, v: 2, changes: [[secret.length, 0, `NEXT=${SECRET}-2\n`]] });
    save(1, 2, 'conf/secret.env', `${secret}NEXT=${SECRET}-2\n`);
    add({ kind: 'checkpoint', trees: [(await shadow.snapshot(root)).tree], why: 'idle' });
    const quote = { doc: 1, path: 'conf/secret.env', start: 0, end: secret.length - 1, quote: `TOKEN=${SECRET}` };
    const note = (name: string, text: string, anchors: (typeof quote)[], about?: [number, number]) =>
      add({ kind: 'note', note: name, type: 'why', text, anchors, ...(about === undefined ? {} : { about }) });
    note('n1', `The token is ${SECRET}.`, [quote], [typed.seq, typed.seq]);
    const added = add({ kind: 'edit', doc: 0, v: 2, changes: [[lib.length, 0, 'export const sum = 2;\n']] });
    const onLib = { doc: 0, path: 'lib.ts', start: 0, end: 6, quote: 'export' };
    note('n2', 'Both belong together, see conf/secret.env.', [onLib, quote], [typed.seq, added.seq]);
    save(0, 2, 'lib.ts', `${lib}export const sum = 2;\n`);
    renameSync(path.join(root, 'conf/secret.env'), path.join(root, 'conf/old.env'));
    add({ kind: 'file', op: 'rename', path: 'conf/secret.env', to: 'conf/old.env', source: 'editor' });
    add({ kind: 'document-path', doc: 1, path: 'conf/old.env' });
    renameSync(path.join(root, 'docs/readme.md'), path.join(root, 'docs/guide.md'));
    add({ kind: 'file', op: 'rename', path: 'docs/readme.md', to: 'docs/guide.md', source: 'editor' });
    const large = Buffer.from(`${SECRET}\n`.repeat(3000));
    writeFileSync(path.join(root, 'conf/old.env'), large);
    const content = { blob: shadow.writeBlob(large) };
    add({ kind: 'file', op: 'change', path: 'conf/old.env', content, source: 'watcher' });
    add({ kind: 'command-start', command: 0, terminal: 't', line: 'npm test', confidence: 'high' });
    add({ kind: 'command-output', command: 0, text: '1 passing\n' });
    add({ kind: 'command-end', command: 0, exitCode: 0 });
    add({ kind: 'checkpoint', trees: [(await shadow.snapshot(root)).tree], why: 'idle' });
    const before = `${lib}export const sum = 2;\n`;
    add({ kind: 'edit', doc: 0, v: 3, changes: [[before.length, 0, `// ${LATE_SECRET}\n`]] });
    save(0, 3, 'lib.ts', `${before}// ${LATE_SECRET}\n`);
    add({ kind: 'checkpoint', trees: [(await shadow.snapshot(root)).tree], why: 'stop' });
    add({ kind: 'session-stop', at, why: 'asked' });
    log.close(at);
    return log.folder;
  } finally {
    shadow.dispose();
  }
}

/** Every file below `folder` in which `text` stands, as bytes, in a git object or as a name; an empty list is what one wants. */
export function filesWith({ data, git }: Forgettable, text: string): string[] {
  const found: string[] = [];
  for (const entry of readdirSync(data, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile()) continue;
    const file = path.join(entry.parentPath, entry.name);
    const bytes = readFileSync(file);
    if (bytes.includes(text) || inflated(bytes).includes(text)) found.push(path.relative(data, file));
  }
  const shadow = path.join(data, 'shadow.git');
  const all = git(['--git-dir', shadow, 'cat-file', '--batch-all-objects', '--batch-check'], data);
  for (const line of all.split('\n')) {
    const [oid = '', type = ''] = line.split(' ');
    if (git(['--git-dir', shadow, 'cat-file', type, oid], data).includes(text)) found.push(`object ${type} ${oid}`);
  }
  return found;
}

function inflated(bytes: Buffer): Buffer {
  try {
    return inflateSync(bytes);
  } catch {
    return Buffer.alloc(0);
  }
}
