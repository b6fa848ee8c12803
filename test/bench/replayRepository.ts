import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Trajectory } from '../../src/core/trajectory/atif.ts';

export interface ReplayRepository {
  readonly folder: string;
  /** With the tree of every step. */
  readonly trajectory: Trajectory;
  dispose(): void;
}

/** A repository of `files` files in which every step edits two files, and each tenth moves one. */
export function replayRepository(files: number, steps: number): ReplayRepository {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'tracewright-bench-replay-'));
  const git = (...args: string[]): string =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...args], {
      cwd: folder,
      encoding: 'utf8',
    }).trim();
  const place = (at: number) => `src/area${at % 40}/part${at % 7}/file${at}.ts`;
  const write = (file: string, text: string) => {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), text);
  };
  for (let at = 0; at < files; at++) write(place(at), `export const value${at} = ${at};\n`.repeat(40));
  git('init', '-q');
  git('add', '-A');
  git('commit', '-q', '-m', 'base');
  const tree = () => git('write-tree');
  const baseTree = tree();
  let before = baseTree;
  const told: Trajectory['steps'] = [];
  for (let at = 0; at < steps; at++) {
    const touched = [place((at * 37) % files), place((at * 101 + 5) % files)];
    const calls = touched.map((file, index) => {
      const content = `export const step = ${at};\n`.repeat(60);
      write(file, content);
      return {
        tool_call_id: `c${index}`,
        function_name: 'Write',
        arguments: { file_path: file, content },
      };
    });
    git('add', '--', ...touched);
    const treeAfter = tree();
    const ground = { treeBefore: before, treeAfter, actor: 'agent' };
    told.push({ step_id: at + 1, source: 'agent', message: '', tool_calls: calls, extra: { tracewright: ground } });
    before = treeAfter;
  }
  git('reset', '-q', '--hard');
  const ground = { baseCommit: git('rev-parse', 'HEAD'), baseTree, finalTree: before };
  const agent = { name: 'bench', version: '1' };
  return {
    folder,
    trajectory: { schema_version: 'ATIF-v1.7', agent, steps: told, extra: { tracewright: ground } },
    dispose: () => rmSync(folder, { recursive: true, force: true }),
  };
}
