import type { Step, Trajectory } from '../trajectory/atif.ts';

const EDITS = /edit|write|create|replace|patch|insert|apply|delete|rename|move/i;
const VERIFIES =
  /\b(npm (run )?(test|check|typecheck)\b|(npm|pnpm|yarn)( run)? [\w:-]*(test|check|lint|types)|tsc\b|vitest|jest|mocha|ava\b|pytest|unittest|mypy|pyright|ruff|tox\b|go (test|vet|build)|cargo (test|check|build)|mvn\b|gradlew?\b|dotnet (test|build)|make (test|check)|rspec|rake test|phpunit|node --test|deno (test|check)|ctest)/;

/** Answers, from what a trajectory did and saw, whether a place was come across and whether the end was checked. */
export class TrajectoryCoverage {
  /** A command that looks like tests or a type check ran after the last edit. */
  readonly verified: boolean;
  readonly #seen: readonly string[];

  constructor(trajectory: Trajectory) {
    this.#seen = trajectory.steps.filter(({ source }) => source === 'agent').flatMap(wordsOf);
    const calls = trajectory.steps.flatMap((step) => step.tool_calls ?? []);
    const lastEdit = calls.findLastIndex(
      (call) => EDITS.test(call.function_name) && !('command' in call.arguments && isShell(call.function_name)),
    );
    this.verified = calls.some((call, index) => index > lastEdit && VERIFIES.test(JSON.stringify(call.arguments)));
  }

  /** Whether a call named the file, or an observation showed the place (`path:line`) or the line's own text in it. */
  discovered(path: string, line: number, text: string): boolean {
    return this.#seen.some((words) => {
      const names = mentionsPath(words, path);
      if (!names) return false;
      return (
        words.startsWith('call ') ||
        new RegExp(`(^|\\D)${line}(\\D|$)`, 'm').test(words) ||
        (text.length > 3 && words.includes(text))
      );
    });
  }
}

function isShell(name: string): boolean {
  return /bash|shell|terminal|exec|run/i.test(name);
}

function wordsOf(step: Step): string[] {
  const calls = (step.tool_calls ?? []).map((call) => `call ${Object.values(call.arguments).map(asText).join('\n')}`);
  const results = (step.observation?.results ?? []).map(({ content }) =>
    typeof content === 'string' ? content : (content ?? []).map((part) => part.text ?? '').join('\n'),
  );
  return [...calls, ...results];
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** A path as a whole word, under any root: `src/a.ts` in `/home/me/src/a.ts:3`. */
function mentionsPath(words: string, path: string): boolean {
  for (let at = words.indexOf(path); at >= 0; at = words.indexOf(path, at + 1)) {
    if (!/[\w.-]/.test(words[at - 1] ?? '') && !/[\w-]/.test(words[at + path.length] ?? '')) return true;
  }
  return false;
}
