import { TracewrightError } from '../../core/errors.ts';
import type { PathRule } from '../../core/trajectory/pathInside.ts';
import { pathInside } from '../../core/trajectory/pathInside.ts';

/** So many files have to be missing before it is certain; fewer are a warning. */
const ENOUGH = 2;

/**
 * Refuses a trajectory none of whose files is in the state that it shall start from; of a single file it warns.
 * @param expected files that it reads or changes and did not make itself, as recorded
 * Throws `another-repository`.
 */
export function mustBeItsRepository(
  expected: readonly string[],
  rules: readonly PathRule[],
  exists: (path: string) => boolean,
  repo: string,
): string[] {
  const inside = expected.flatMap((file) => {
    const at = pathInside(file, rules);
    return at.ok ? [at.path] : [];
  });
  const files = inside.length > 0 ? inside : expected;
  if (files.length === 0 || inside.some(exists)) return [];
  if (new Set(files).size < ENOUGH) {
    return [
      `the one file that the trajectory works on, "${files[0]}", is not here: perhaps it is from another repository`,
    ];
  }
  const some = files
    .slice(0, 3)
    .map((file) => `"${file}"`)
    .join(', ');
  throw new TracewrightError(
    'another-repository',
    `the trajectory is from another repository: none of the ${new Set(files).size} files that it works on is here (${some})`,
    {
      place: { file: repo },
      remedy: 'name the repository with --repo, its state with --base, and with --map FROM=TO where its folder lay',
    },
  );
}
