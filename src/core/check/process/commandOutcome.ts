import { parseTests } from '../testDelta/parseTests.ts';

const TESTS =
  /\b((npm|pnpm|yarn|bun)( run)? [\w:-]*test[\w:-]*|npm t\b|npx (vitest|jest|mocha|ava|tap)|vitest|jest|mocha|ava|pytest|py\.test|unittest|nose2?|tox|nox|go test|cargo (test|nextest)|mvn .*(test|verify)|gradlew? .*(test|check|build)|dotnet test|make [\w-]*(test|check)[\w-]*|rspec|rake (test|spec)|phpunit|node --test|deno test|bun test|ctest|mix test|swift test|sbt test)\b/;
const TYPES =
  /\b((npm|pnpm|yarn|bun)( run)? [\w:-]*(check|lint|types?|typecheck|build|compile)[\w:-]*|tsc|vue-tsc|mypy|pyright|basedpyright|pyre|ruff( check)?|flake8|pylint|eslint|biome|go (vet|build)|staticcheck|golangci-lint|cargo (check|build|clippy)|javac|mvn .*(compile|package|install)|gradlew? .*(compile\w*|assemble)|dotnet build|make( all| build)?|python[\d.]* -m (compileall|py_compile)|swift build|sbt compile)\b/;

export type Verification = 'tests' | 'types';

/** Whether a command line runs tests, or something that checks types or builds; null: neither. */
export function verificationOf(command: string): Verification | null {
  const line = command
    .replace(/<<-?\s*['"]?(\w+)['"]?[\s\S]*?^\1$/gm, '')
    .replace(/\b(echo|printf|cat|grep|rg|git commit|git log)\b[^\n;&|]*/g, '');
  if (/--(help|version)\b/.test(line) || /\b(npm|pnpm|yarn|pip|apt(-get)?) (install|i|add|ci)\b[^\n;&|]*$/.test(line))
    return null;
  if (TESTS.test(line)) return 'tests';
  return TYPES.test(line) ? 'types' : null;
}

/** How a command ended, from its exit code where it was recorded, else from what it printed; null: that cannot be told. */
export function commandWentWell(command: string, shown: string | null, exitCode: number | null): boolean | null {
  const hidden = /\|\|\s*(true|:|echo)|;\s*(true|echo\b[^;]*)$|\|\s*(tail|head|grep|tee|cat|less|sed)\b/.test(command);
  const told = exitCode ?? (shown === null ? null : exitCodeIn(shown));
  if (told !== null && (told !== 0 || !hidden)) return told === 0 && !ranNothing(shown ?? '');
  if (shown === null) return null;
  const run = parseTests(shown, '');
  if (run.tests.some(({ outcome }) => outcome === 'failed')) return false;
  return !FAILURE.test(shown) && !ranNothing(shown);
}

const FAILURE =
  /\b[1-9]\d* (failed|failing|failures?|errors?)\b|^FAIL(ED)?\b|\bFAILED \(|Traceback \(most recent|command not found|: not found$|No such file or directory|\berror(\[\w+\])?:|\berror TS\d+|npm ERR!|npm error|BUILD FAILURE|Killed$|timed out/m;

function ranNothing(shown: string): boolean {
  return (
    /\b(no tests? (found|ran|to run|files found|specified)|0 tests? (ran|collected|executed)|collected 0 items|Missing script|Ran 0 tests|\[no test files\]$)/im.test(
      shown,
    ) && !/\b[1-9]\d* (passed|passing)|^ok\s/m.test(shown)
  );
}

function exitCodeIn(shown: string): number | null {
  const found =
    /<returncode>(-?\d+)<|\bexit(?:ed with)?(?: code| status)?[:=]? ?(-?\d+)\b|\[(?:The )?command (?:completed|finished) with exit code (-?\d+)/i.exec(
      shown,
    );
  const code = found?.slice(1).find((group) => group !== undefined);
  return code === undefined ? null : Number(code);
}
