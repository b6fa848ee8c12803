import { type StepCheck, type TurningPoints, turningPoints } from '../trajectory/analysis/turningPoints.ts';
import type { CheckName, Finding } from './change.ts';

/** The checks that are quick enough to be made after every step. */
export const quickChecks: readonly CheckName[] = [
  'parse-error',
  'dangling-import',
  'stale-reference',
  'incomplete-sites',
  'signature',
  'api',
  'move-integrity',
];

/** What the checks found after one step. */
export interface StepFindings {
  readonly step: number;
  readonly tree: string;
  /** Null: the files of the step are not at hand. */
  readonly findings: readonly Finding[] | null;
}

export interface StepPoint {
  readonly step: number;
  readonly tree: string;
  /** Errors and warnings after the step; null: they could not be told. */
  readonly findings: number | null;
  /** How many of the mistakes that are there at the end were there already. */
  readonly lasting: number | null;
}

/** How mistakes came and went over a trajectory. */
export interface StepCurve {
  readonly steps: readonly StepPoint[];
  /** The step that made the first of the mistakes that are there at the end, and the last step after which none was. */
  readonly lasting: TurningPoints;
  /** The same over all findings: work that was begun and not yet finished counts as one. */
  readonly all: TurningPoints;
}

/** Puts the findings after every step together. */
export function stepCurve(steps: readonly StepFindings[]): StepCurve {
  const sets = steps.map(({ step, tree, findings }) => ({
    step,
    tree,
    keys: findings === null ? null : new Set(findings.filter(({ severity }) => severity !== 'info').map(keyOf)),
  }));
  const last = sets.findLast(({ keys }) => keys !== null)?.keys ?? new Set<string>();
  const lastingOf = (keys: ReadonlySet<string> | null) =>
    keys === null ? null : [...keys].filter((key) => last.has(key));
  const checks = (failuresOf: (keys: ReadonlySet<string> | null) => string[] | null): StepCheck[] =>
    sets.map(({ step, keys }) => {
      const failures = failuresOf(keys);
      return { step, ok: failures === null ? null : failures.length === 0, failures: (failures ?? []).map(shown) };
    });
  return {
    steps: sets.map(({ step, tree, keys }) => ({
      step,
      tree,
      findings: keys?.size ?? null,
      lasting: lastingOf(keys)?.length ?? null,
    })),
    lasting: turningPoints(checks(lastingOf)),
    all: turningPoints(checks((keys) => (keys === null ? null : [...keys]))),
  };
}

/** The same mistake has the same key after every step, though its line moves. */
function keyOf({ check, path, symbol, evidence }: Finding): string {
  return [check, path, symbol, evidence.text].join('\0');
}

function shown(key: string): string {
  const [check, path, symbol] = key.split('\0');
  return [check, path, symbol].filter(Boolean).join(' ');
}
