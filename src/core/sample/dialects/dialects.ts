import { TracewrightError } from '../../errors.ts';
import { claude } from './claude.ts';
import { codex } from './codex.ts';
import type { Dialect } from './dialect.ts';
import { functions } from './functions.ts';
import { ours } from './ours.ts';
import { renamedDialect } from './renamed.ts';
import { openHands, sweAgent } from './textEditorDialects.ts';
import { windowed } from './windowed.ts';

const known: readonly Dialect[] = [ours, claude, codex, sweAgent, windowed, openHands, functions];

/** Every name that `dialectNamed` takes. `recorded` leaves calls as they were made. */
export const dialectNames: readonly string[] = ['recorded', ...known.map(({ id }) => id), 'renamed'];

/**
 * A set of tools by its name; undefined for `recorded`.
 * @param seed of the names that `renamed` gives
 * @throws TracewrightError `unknown-dialect`
 */
export function dialectNamed(name: string, seed: number): Dialect | undefined {
  if (name === 'recorded') return undefined;
  if (name === 'renamed') return renamedDialect(seed);
  const found = known.find(({ id }) => id === name);
  if (found !== undefined) return found;
  throw new TracewrightError('unknown-dialect', `there is no dialect of tools called ${name}`, {
    kind: 'usage',
    remedy: `use ${dialectNames.join(', ')}`,
  });
}
