import { cpSync, existsSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod/mini';
import { type CheckReport, checkNames } from '../../../src/core/check/change.ts';
import { type CheckOptions, checkChange } from '../../../src/core/check/checkChange.ts';
import { commandChecks } from '../../../src/node/check/commandChecks.ts';
import { openRevision } from '../../../src/node/check/snapshots.ts';
import { revisionState } from '../../../src/node/check/stateSource.ts';
import { readTrajectory } from '../../../src/node/formats/readTrajectory.ts';
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
    return await check(repository, mistake, { name, side, engine });
  } finally {
    repository.dispose();
  }
}

async function check(
  repository: TestRepository,
  mistake: Mistake,
  { name, side, engine }: { name: string; side: 'wrong' | 'right'; engine: SyntaxService },
): Promise<CheckReport> {
  const open = (revision: string) => openRevision(repository.folder, revision);
  const hasReference = repository.git('tag').includes('reference');
  const [base, head] = [await open('base'), await open('head')];
  const reference = hasReference ? await open('reference') : null;
  const trajectory = mistake.trajectory?.[side];
  const recorded = trajectory === undefined ? null : await readTrajectory(path.join(ROOT, name, trajectory));
  try {
    return await checkChange(
      {
        base,
        head,
        engine,
        ...(reference === null ? {} : { reference }),
        ...(mistake.allow === undefined ? {} : { allow: mistake.allow }),
        ...(recorded === null ? {} : { trajectory: recorded.trajectory }),
      },
      { more: await commandFinders(repository.folder, mistake) },
    );
  } finally {
    for (const snapshot of [base, head, reference]) snapshot?.dispose();
  }
}

/** The fixture's commands are ours, so that they need no sandbox; what they are run with is installed here. */
async function commandFinders(
  repository: string,
  { typecheck, tests }: Mistake,
): Promise<NonNullable<CheckOptions['more']>> {
  if (typecheck === undefined && tests === undefined) return {};
  symlinkSync(
    path.resolve(import.meta.dirname, '../../../node_modules'),
    path.join(repository, 'node_modules'),
    'junction',
  );
  const commands = {
    ...(typecheck === undefined ? {} : { typecheck: [typecheck] }),
    ...(tests === undefined ? {} : { tests: [tests] }),
    sandboxed: false,
    timeoutMs: 60_000,
  };
  const [base, head] = [await revisionState(repository, 'base'), await revisionState(repository, 'head')];
  return commandChecks(commands, { base, head, repository }).finders;
}

function commit(repository: TestRepository, tag: string): void {
  repository.commit();
  repository.git('tag', tag);
}
