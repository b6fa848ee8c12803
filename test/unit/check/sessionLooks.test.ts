import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { checkRepository } from '../../../src/node/check/checkRepository.ts';
import { withSessionLooks } from '../../../src/node/check/sessionLooks.ts';
import { objectId } from '../../../src/node/git/looseObject.ts';
import { ShadowGit } from '../../../src/node/git/shadowGit.ts';
import { sessionTrajectory } from '../../../src/node/replay/sessionTrajectory.ts';
import { SessionWriter } from '../../../src/node/store/sessionWriter.ts';
import { SyntaxService } from '../../../src/node/syntax/engine.ts';
import { makeSandbox } from '../git/sandbox.ts';

const lib = 'export function oldName(a: number) {\n  return a;\n}\n';
const use = "import { oldName } from './lib';\n\nexport const x = oldName(1);\n";
const renamed = (text: string): string => text.replaceAll('oldName', 'newName');

describe('a person’s session in the checks', () => {
  it('discovered what stayed in view, searched what was asked for, and verified with the task that passed', async () => {
    const sandbox = makeSandbox();
    try {
      const repo = path.join(sandbox.folder, 'repo');
      mkdirSync(repo);
      writeFileSync(path.join(repo, 'lib.ts'), lib);
      writeFileSync(path.join(repo, 'use.ts'), use);
      const commit = sandbox.commitAll(repo);
      const shadow = new ShadowGit(path.join(repo, '.tracewright'), 's1');
      try {
        const { tree } = await shadow.snapshot(repo);
        const at = '2026-03-04T05:06:07.000Z';
        const roots = [{ name: 'repo', path: repo, tree, commit, branch: 'main' }];
        const head = { id: 's1', goal: 'Rename', startedAt: at, roots, tool: { version: '0.1.0' } };
        const log = SessionWriter.create(path.join(repo, '.tracewright', 'sessions'), head);
        log.append({ kind: 'session-start', at, goal: head.goal, roots, tool: head.tool });
        const open = (doc: number, file: string, text: string): void =>
          void log.append({
            kind: 'document-open',
            doc,
            path: file,
            v: 1,
            content: { text },
            eol: '\n',
            encoding: 'utf8',
            language: 'typescript',
          });
        open(0, 'lib.ts', lib);
        log.append({ kind: 'view', doc: 0, ranges: [[0, lib.length]], dwell: 2000 });
        log.append({ kind: 'request', what: 'references', doc: 0, at: lib.indexOf('oldName') + 3 });
        open(1, 'use.ts', use);
        log.append({
          kind: 'visit',
          doc: 1,
          path: 'use.ts',
          range: [use.lastIndexOf('oldName'), use.lastIndexOf('oldName') + 7],
        });
        for (const [doc, file, text] of [
          [0, 'lib.ts', lib],
          [1, 'use.ts', use],
        ] as const) {
          const changes = [...text.matchAll(/oldName/g)].map(({ index }): [number, number, string] => [
            index,
            7,
            'newName',
          ]);
          log.append({ kind: 'edit', doc, v: 2, changes });
          const saved = Buffer.from(renamed(text));
          writeFileSync(path.join(repo, file), saved);
          log.append({ kind: 'save', doc, v: 2, blob: objectId('blob', saved), bytes: saved.length });
        }
        log.append({
          kind: 'task-start',
          task: 1,
          name: 'test',
          source: 'npm',
          type: 'npm',
          group: 'test',
          line: 'npm test',
        });
        log.append({ kind: 'task-end', task: 1, exitCode: 0 });
        log.append({ kind: 'checkpoint', trees: [(await shadow.snapshot(repo)).tree], why: 'stop' });
        log.append({ kind: 'session-stop', at, why: 'asked' });
        log.close(at);
        const folder = path.join(repo, '.tracewright', 'sessions', 's1');
        const plain = await sessionTrajectory(folder, shadow);
        const trajectory = await withSessionLooks(plain, folder, shadow);
        assert.deepEqual(
          trajectory.steps.map(({ step_id: id }) => id),
          plain.steps.map(({ step_id: id }) => id),
        );
        const engine = SyntaxService.open();
        const check = (of: typeof plain) =>
          checkRepository({
            repository: repo,
            base: commit,
            engine,
            trajectory: of,
            only: ['process', 'stale-reference'],
          });
        const { sites, findings } = await check(trajectory);
        assert.deepEqual(
          sites.map(({ path: file, line, discovered, edited, verified }) => [file, line, discovered, edited, verified]),
          [
            ['use.ts', 1, false, true, true],
            ['use.ts', 3, true, true, true],
          ],
        );
        assert.deepEqual(findings, []);
        const without = await check(plain);
        assert.ok(without.sites.every(({ verified }) => verified === false));
        assert.ok(without.findings.length > 0);
      } finally {
        shadow.dispose();
      }
    } finally {
      sandbox.dispose();
    }
  });
});
