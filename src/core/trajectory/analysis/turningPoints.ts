/** What the checks said of the files after one step. */
export interface StepCheck {
  /** The step's number. */
  readonly step: number;
  /** Null: they could not be run there. */
  readonly ok: boolean | null;
  /** Ids of the checks or findings that failed. */
  readonly failures?: readonly string[];
}

export interface TurningPoints {
  /** Step after which a check failed that had not failed before; null: none did. */
  readonly firstMistake: { readonly step: number; readonly failures: readonly string[] } | null;
  /** Step after which the checks never were good again; null: they are good at the end, or never were. */
  readonly noReturn: { readonly step: number; readonly failures: readonly string[] } | null;
}

/**
 * Where a run went wrong, by checks made after every step, in the order of the steps. Failures that were there before the
 * first step are nobody's mistake: pass them as `atStart`. Steps whose checks could not be run are passed over.
 */
export function turningPoints(checks: readonly StepCheck[], atStart: readonly string[] = []): TurningPoints {
  const known = checks.flatMap(({ step, ok, failures = [] }) => {
    const fresh = failures.filter((failure) => !atStart.includes(failure));
    return ok === null ? [] : [{ step, ok: ok || (failures.length > 0 && fresh.length === 0), failures: fresh }];
  });
  const first = known.find(({ ok }) => !ok);
  const lastGood = known.findLastIndex(({ ok }) => ok);
  const after = known[lastGood + 1];
  return {
    firstMistake: first === undefined ? null : { step: first.step, failures: first.failures },
    noReturn: after === undefined ? null : { step: after.step, failures: after.failures },
  };
}
