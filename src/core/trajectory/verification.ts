const TESTS =
  /\b((npm|pnpm|yarn|bun)( run)? [\w:-]*test[\w:-]*|npm t\b|npx (vitest|jest|mocha|ava|tap)|vitest|jest|mocha|ava|pytest|py\.test|unittest|nose(?:tests|2)?|tox|nox|go test|cargo (test|nextest)|mvn .*(test|verify)|gradlew? .*(test|check|build)|dotnet test|make [\w-]*(test|check)[\w-]*|rspec|rake (test|spec)|phpunit|node --test|deno test|bun test|ctest|mix test|swift test|sbt test|manage\.py test|runtests\.py)\b/;
const TYPES =
  /\b((npm|pnpm|yarn|bun)( run)? [\w:-]*(check|lint|types?|typecheck|build|compile)[\w:-]*|tsc|vue-tsc|mypy|pyright|basedpyright|pyre|ruff( check)?|flake8|pylint|eslint|biome|go (vet|build)|staticcheck|golangci-lint|cargo (check|build|clippy)|javac|mvn .*(compile|package|install)|gradlew? .*(compile\w*|assemble)|dotnet build|(?<=^\s{0,4}|[;&|(]\s{0,4})make( all| build)?|python[\d.]* -m (compileall|py_compile|doctest)|swift build|sbt compile|rubocop|phpstan|deno (?:check|lint))\b/m;
const TOOLS = /^(?:run_?tests?|test_?runner|runtests|get_?(?:errors|diagnostics)|diagnostics|lint|type_?check)$/i;

export type Verification = 'tests' | 'types';

/** Of longer command lines both ends are looked at: what runs stands there, in between is text. */
const LOOKED_AT = 4_000;

/** Whether a command line runs tests, or something that checks types or builds; null: neither. */
export function verificationOf(command: string): Verification | null {
  const line = whatRuns(command);
  if (/--(help|version)\b/.test(line) || /\b(npm|pnpm|yarn|pip|apt(-get)?) (install|i|add|ci)\b[^\n;&|]*$/.test(line))
    return null;
  if (TESTS.test(line)) return 'tests';
  return TYPES.test(line) ? 'types' : null;
}

/** Without texts that are only written or shown. */
function whatRuns(command: string): string {
  const ends =
    command.length <= 2 * LOOKED_AT ? command : `${command.slice(0, LOOKED_AT)}\n${command.slice(-LOOKED_AT)}`;
  return ends
    .replace(/<<-?\s*['"]?(\w+)['"]?[\s\S]*?^\1$/gm, '')
    .replace(/\b(echo|printf|cat|grep|rg|git commit|git log)\b[^\n;&|]*/g, '');
}

/** A program run on a file whose name says that it checks: `python tests/test_x.py`, `node repro.mjs`. */
const RUNS_CHECK =
  /\b(?:python[\d.]{0,4}|node|tsx|ts-node|ruby|perl|php|bash|sh|deno run|bun|go run|julia|Rscript)\s(?:-[\w-]{1,30}\s){0,4}[\w./~-]{0,200}(?:test|spec|repro|check|verify)[\w./-]{0,100}/i;

/** Whether a command line runs tests, a type check, a linter or a build, or a file whose name says that it checks. */
export function isVerifyingCommand(command: string): boolean {
  return verificationOf(command) !== null || RUNS_CHECK.test(whatRuns(command));
}

/** Whether a tool does nothing but check. */
export function isVerifyingTool(name: string): boolean {
  return TOOLS.test(name);
}
