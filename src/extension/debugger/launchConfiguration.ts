import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { TracewrightError } from '../../core/errors.ts';
import type { TravelOptions } from '../host/timeTravelMessages.ts';
import type { Texts } from './debugTexts.ts';

/** The type of our debug sessions. */
export const DEBUG_TYPE = 'tracewright';

/** What launch.json says, as it was typed. */
export type TypedLaunch = Readonly<Record<string, unknown>>;

/**
 * What a launch configuration means. Relative paths are of `folder`, the workspace folder. Throws `bad-launch` with the
 * name of the field that is wrong.
 */
export function travelOptions(typed: TypedLaunch, folder: string | undefined, l10n: Texts): Omit<TravelOptions, 'id'> {
  const trajectory = absolute(textField(typed, 'trajectory', l10n), folder);
  if (trajectory === undefined) {
    throw wrong(
      l10n.t('"trajectory" is missing'),
      l10n.t('name a trajectory file or the folder of a recorded session'),
    );
  }
  if (!existsSync(trajectory)) {
    throw wrong(l10n.t('There is no {0}', trajectory), l10n.t('check "trajectory"'));
  }
  const repo = absolute(textField(typed, 'repo', l10n), folder) ?? folder;
  if (repo === undefined)
    throw wrong(l10n.t('"repo" is missing'), l10n.t('open the folder of the repository, or name it'));
  if (!existsSync(repo) || !statSync(repo).isDirectory()) {
    throw wrong(l10n.t('There is no folder {0}', repo), l10n.t('check "repo"'));
  }
  const mode = textField(typed, 'mode', l10n);
  if (mode !== undefined && mode !== 'state' && mode !== 'edits') {
    throw wrong(l10n.t('"mode" cannot be "{0}"', mode), l10n.t('use "state" or "edits", or leave it out'));
  }
  const base = textField(typed, 'base', l10n);
  const map = mapField(typed.map, l10n);
  const file = /[\\/]session\.json$/.test(trajectory) ? path.dirname(trajectory) : trajectory;
  return {
    trajectory: file,
    repo,
    name: path.basename(file).replace(/(\.(traj|trajectory|chatreplay))?\.(jsonl?|ndjson|eval|traj)$/i, ''),
    ...(base === undefined ? {} : { base }),
    ...(mode === undefined ? {} : { mode }),
    ...(map === undefined ? {} : { map }),
  };
}

function textField(typed: TypedLaunch, name: string, l10n: Texts): string | undefined {
  const value = typed[name];
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value === 'string') return value;
  throw wrong(l10n.t('"{0}" is no text', name), l10n.t('write it in quotes'));
}

function mapField(typed: unknown, l10n: Texts): TravelOptions['map'] {
  if (typed === undefined || typed === null) return undefined;
  const entries = typeof typed === 'object' && !Array.isArray(typed) ? Object.entries(typed) : undefined;
  if (entries === undefined || entries.some(([, to]) => typeof to !== 'string')) {
    throw wrong(l10n.t('"map" is no object of texts'), l10n.t('write it as { "/folder/as/recorded": "." }'));
  }
  return entries.map(([from, to]) => ({ from, to: String(to) }));
}

function absolute(typed: string | undefined, folder: string | undefined): string | undefined {
  if (typed === undefined) return undefined;
  return folder === undefined ? path.resolve(typed) : path.resolve(folder, typed);
}

function wrong(what: string, remedy: string): TracewrightError {
  return new TracewrightError('bad-launch', what, { kind: 'usage', remedy });
}
