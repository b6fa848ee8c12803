import { cpSync, existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod/mini';
import { type CheckReport, checkNames } from '../../../src/core/check/change.ts';
import { checkChange } from '../../../src/core/check/checkChange.ts';
import { openRevision } from '../../../src/node/check/snapshots.ts';
import type { SyntaxService } from '../../../src/node/syntax/engine.ts';
import { TestRepository } from './repository.ts';

const ROOT = path.resolve(import.meta.dirname, '../../../test-fixtures/mistakes');
const sides = z.object({ wrong: z.optional(z.array(z.string())), right: z.optional(z.array(z.string())) });
const mistakeSchema = z.strictObject({
  story: z.string(),
  language: z.string(),
  removed: z.optional(sides),
  allow: z.optional(z.array(z.string())),
  trajectory: z.optional(z.object({ wrong: z.string(), right: z.string() })),
  typecheck: z.optional(z.string()),
  tests: z.optional(z.string()),
  expected: z.array(
    z.object({ check: z.enum(checkNames), path: z.string(), line: z.int().check(z.gte(1)), symbol: z.string() }),
  ),
});
export type Mistake = z.infer<typeof mistakeSchema>;

/** The folders of test-fixtures/mistakes, each called after its check. */
export function mistakeNames(): string[] {
  return readdirSync(ROOT, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));
}

export function readMistake(name: string): Mistake {
  return mistakeSchema.parse(JSON.parse(readFileSync(path.join(ROOT, name, 'mistake.json'), 'utf8')));
}

/** Lays a mistake out as a repository with the commits `base`, `head` and `reference`, and checks `head` against `base`. */
export async function checkMistake(name: string, side: 'wrong' | 'right', engine: SyntaxService): Promise<CheckReport> {
  const mistake = readMistake(name);
  const repository = new TestRepository({});
  try {
    const lay = (folder: string): void => {
      if (existsSync(path.join(ROOT, name, folder)))
        cpSync(path.join(ROOT, name, folder), repository.folder, { recursive: true });
    };
    lay('base');
    commit(repository, 'base');
    if (existsSync(path.join(ROOT, name, 'reference'))) {
      lay('reference');
      commit(repository, 'reference');
      repository.git('checkout', '-q', '--detach', 'base');
    }
    for (const file of mistake.removed?.[side] ?? []) rmSync(path.join(repository.folder, file));
    lay(side);
    commit(repository, 'head');
    return await check(repository, mistake, engine);
  } finally {
    repository.dispose();
  }
}

async function check(repository: TestRepository, mistake: Mistake, engine: SyntaxService): Promise<CheckReport> {
  const open = (revision: string) => openRevision(repository.folder, revision);
  const hasReference = repository.git('tag').includes('reference');
  const [base, head] = [await open('base'), await open('head')];
  const reference = hasReference ? await open('reference') : null;
  try {
    return await checkChange({
      base,
      head,
      engine,
      ...(reference === null ? {} : { reference }),
      ...(mistake.allow === undefined ? {} : { allow: mistake.allow }),
    });
  } finally {
    for (const snapshot of [base, head, reference]) snapshot?.dispose();
  }
}

function commit(repository: TestRepository, tag: string): void {
  repository.commit();
  repository.git('tag', tag);
}
