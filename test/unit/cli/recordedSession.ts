import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { objectId } from '../../../src/node/git/looseObject.ts';
import { ShadowGit } from '../../../src/node/git/shadowGit.ts';
import { SessionWriter } from '../../../src/node/store/sessionWriter.ts';
import { makeSandbox, type Sandbox } from '../git/sandbox.ts';

const lib = 'export function total(items: number[]) {\n  return items.length;\n}\n';
const added = 'export function average(items: number[]) {\n  return total(items) / items.length;\n}\n';

/** A repository in which somebody typed a function into lib.ts and saved it, recorded; dispose it when done. */
export async function recordedSession(): Promise<Sandbox & { readonly repo: string; readonly session: string }> {
  const sandbox = makeSandbox();
  const repo = path.join(sandbox.folder, 'shop 🛒');
  mkdirSync(repo);
  writeFileSync(path.join(repo, 'lib.ts'), lib);
  writeFileSync(path.join(repo, 'logo.bin'), Buffer.from([0, 255, 13, 10]));
  const commit = sandbox.commitAll(repo);
  const shadow = new ShadowGit(path.join(repo, '.tracewright'), 's1');
  try {
    const { tree } = await shadow.snapshot(repo);
    const at = '2026-03-04T05:06:07.000Z';
    const roots = [{ name: 'shop', path: repo, tree, commit, branch: 'main' }];
    const head = { id: 's1', goal: 'Add an average', startedAt: at, roots, tool: { version: '0.1.0' } };
    const log = SessionWriter.create(path.join(repo, '.tracewright', 'sessions'), head);
    log.append({ kind: 'session-start', at, goal: head.goal, roots, tool: head.tool });
    log.append({
      kind: 'document-open',
      doc: 0,
      path: 'lib.ts',
      v: 1,
      content: { text: lib },
      eol: '\n',
      encoding: 'utf8',
      language: 'typescript',
    });
    log.append({ kind: 'edit', doc: 0, v: 2, changes: [[lib.length, 0, added]] });
    const saved = Buffer.from(lib + added);
    writeFileSync(path.join(repo, 'lib.ts'), saved);
    log.append({ kind: 'save', doc: 0, v: 2, blob: objectId('blob', saved), bytes: saved.length });
    log.append({ kind: 'checkpoint', trees: [(await shadow.snapshot(repo)).tree], why: 'stop' });
    log.append({ kind: 'session-stop', at, why: 'asked' });
    log.close(at);
  } finally {
    shadow.dispose();
  }
  return { ...sandbox, repo, session: path.join(repo, '.tracewright', 'sessions', 's1') };
}
