import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import type { CheckName, CheckReport, ReferenceEngine } from '../../core/check/change.ts';
import type { Finder } from '../../core/check/changeView.ts';
import { type CheckOptions, checkChange } from '../../core/check/checkChange.ts';
import type { Trajectory } from '../../core/trajectory/atif.ts';
import { userRepository } from '../git/userRepository.ts';
import { SyntaxService } from '../syntax/engine.ts';
import { commandChecks, namedCommands, type OutsideCommands } from './commandChecks.ts';
import { type OpenSnapshot, openFolder, openRevision, openWorkingTree } from './snapshots.ts';
import { folderState, revisionState, type StateSource } from './stateSource.ts';

/** Uses and diagnostics of somebody who knows more than the parsers here: an editor with its language services. */
export interface ReferenceSource {
  readonly engine: ReferenceEngine;
  /** Checks that it takes over, or does beside the built-in ones. */
  readonly finders: Partial<Readonly<Record<CheckName, Finder>>>;
}

export interface RepositoryCheck {
  readonly repository: string;
  /** Commit, tree, or a folder to compare with. */
  readonly base: string;
  /** Commit, tree or folder of the change; the working tree when absent. */
  readonly head?: string;
  /** Commit, tree or folder of a known good result. */
  readonly reference?: string;
  readonly trajectory?: Trajectory;
  readonly engine?: SyntaxService;
  /** Checks beside the built-in ones: those that need more than the two states. */
  readonly more?: CheckOptions['more'];
  readonly only?: readonly CheckName[];
  /** Names that the change was asked to take away, rename or change. */
  readonly allow?: readonly string[];
  readonly references?: ReferenceSource;
  /** Commands to run at both states. `named`: also those that the repository's own files name. */
  readonly commands?: OutsideCommands & { readonly named?: boolean };
}

/**
 * Checks a change of a repository on this machine. Nothing of the repository is executed but the commands that were
 * asked for, and those in disposable copies.
 * Throws what opening the states throws, and `no-sandbox` where commands were asked for and cannot be run.
 */
export async function checkRepository(options: RepositoryCheck): Promise<CheckReport> {
  const { repository } = options;
  const opened: OpenSnapshot[] = [];
  const open = async (named: string | undefined): Promise<OpenSnapshot> => {
    const snapshot = await openState(repository, named);
    opened.push(snapshot);
    return snapshot;
  };
  try {
    const base = await open(options.base);
    const head = await open(options.head);
    const reference = options.reference === undefined ? undefined : await open(options.reference);
    const outside = await outsideChecks(options, head);
    const change = {
      base,
      head,
      engine: options.engine ?? SyntaxService.open(),
      ...(options.trajectory === undefined ? {} : { trajectory: options.trajectory }),
      ...(reference === undefined ? {} : { reference }),
      ...(options.allow === undefined ? {} : { allow: options.allow }),
    };
    const more = { ...options.references?.finders, ...outside?.finders, ...options.more };
    const report = await checkChange(change, { more, ...(options.only === undefined ? {} : { only: options.only }) });
    return {
      ...report,
      references: options.references?.engine ?? report.references,
      commands: outside?.reports ?? [],
    };
  } finally {
    for (const snapshot of opened) snapshot.dispose();
  }
}

/** A state by what somebody typed: nothing for the working tree, a revision, or a folder where there is no such revision. */
async function openState(repository: string, named: string | undefined): Promise<OpenSnapshot> {
  if (named === undefined)
    return (await isPlainFolder(repository)) ? openFolder(repository) : openWorkingTree(repository);
  return isFolder(repository, named) ? openFolder(named) : openRevision(repository, named);
}

async function stateOf(repository: string, named: string | undefined): Promise<StateSource> {
  if (named === undefined) return folderState(repository);
  return isFolder(repository, named) ? folderState(named) : revisionState(repository, named);
}

function isFolder(repository: string, named: string): boolean {
  const folder = path.isAbsolute(named) && existsSync(named) && statSync(named).isDirectory();
  return folder && path.resolve(named) !== path.resolve(repository);
}

async function isPlainFolder(folder: string): Promise<boolean> {
  return existsSync(folder) && (await userRepository(folder)) === null;
}

async function outsideChecks(
  options: RepositoryCheck,
  head: OpenSnapshot,
): Promise<ReturnType<typeof commandChecks> | null> {
  const { commands, repository, only } = options;
  if (commands === undefined) return null;
  const named = commands.named === true ? await namedCommands(repository, (file) => head.read(file)) : null;
  const wanted = (
    check: CheckName,
    list: readonly string[] | undefined,
    more: readonly string[] = [],
  ): readonly string[] => ((only?.includes(check) ?? true) ? (list ?? more) : []);
  const base = await stateOf(repository, options.base);
  const top = (await userRepository(repository))?.topLevel ?? repository;
  const states = { base, head: await stateOf(repository, options.head), repository: top };
  return commandChecks(
    {
      ...commands,
      typecheck: wanted('typecheck', commands.typecheck, named?.typecheck),
      tests: wanted('tests', commands.tests, named?.tests),
    },
    states,
  );
}
