import type { Finding } from '../../core/check/change.ts';
import type { ServicePlace } from './checkAnswer.ts';

/** A call may begin some lines above the name that is called. */
const LINES_BELOW = 5;

/**
 * Findings about calls that the index could tie to their function by name alone, judged by the references that a
 * language service knows: one that is among them is certain, one that is not is about another function and goes.
 * Where no service answers, the finding stays as it is.
 * @param ask the references of what is declared at a place, or null
 */
export async function confirmedFindings(
  findings: readonly Finding[],
  ask: (declared: ServicePlace, symbol: string) => Promise<readonly ServicePlace[] | null>,
): Promise<Finding[]> {
  const answers = new Map<string, Promise<readonly ServicePlace[] | null>>();
  const judged = findings.map(async (finding): Promise<Finding[]> => {
    const declared = placeOf(finding.evidence.declared);
    if (finding.severity !== 'warning' || declared === null) return [finding];
    const key = `${finding.evidence.declared} ${finding.symbol}`;
    const answer = answers.get(key) ?? ask(declared, finding.symbol);
    answers.set(key, answer);
    const references = await answer;
    if (references === null) return [finding];
    const { path, line } = finding;
    const known = references.some((one) => one.path === path && one.line >= line && one.line <= line + LINES_BELOW);
    if (!known) return [];
    const why = 'a language service says that this is a call of it';
    return [{ ...finding, severity: 'error', evidence: { ...finding.evidence, why } }];
  });
  return (await Promise.all(judged)).flat();
}

function placeOf(declared: string | undefined): ServicePlace | null {
  const parts = /^(.*):(\d+)$/.exec(declared ?? '');
  return parts === null ? null : { path: parts[1] ?? '', line: Number(parts[2]) };
}
