/** Commands that check: tests, type checkers, linters, builds of the usual ecosystems. */
const VERIFIES =
  /\b(?:npm (?:run )?(?:test|check|typecheck)\b|(?:npm|pnpm|yarn|bun)(?: run)? [\w:-]{0,60}(?:test|check|lint|types)|npx (?:eslint|biome)\b|tsc\b|vue-tsc\b|eslint\b|vitest\b|jest\b|mocha\b|ava\b|pytest\b|py\.test\b|unittest\b|nosetests\b|mypy\b|pyright\b|ruff\b|flake8\b|pylint\b|tox\b|nox\b|manage\.py test\b|runtests\.py\b|go (?:test|vet|build)\b|golangci-lint\b|cargo (?:test|check|build|clippy|nextest)\b|mvn\b|gradlew?\b|dotnet (?:test|build)\b|make (?:test|check|lint)\b|rspec\b|rubocop\b|rake test\b|phpunit\b|phpstan\b|node --test\b|deno (?:test|check|lint)\b|bun test\b|swift (?:test|build)\b|mix test\b|ctest\b|python3? -m (?:py_compile|compileall|doctest)\b)/;
const TOOLS = /^(?:run_?tests?|test_?runner|runtests|get_?(?:errors|diagnostics)|diagnostics|lint|type_?check)$/i;

/** A program run on a file whose name says that it checks: `python tests/test_x.py`, `node repro.mjs`. */
const RUNS_CHECK =
  /\b(?:python[\d.]{0,4}|node|tsx|ts-node|ruby|perl|php|bash|sh|deno run|bun|go run|julia|Rscript)\s(?:-[\w-]{1,30}\s){0,4}[\w./~-]{0,200}(?:test|spec|repro|check|verify)[\w./-]{0,100}/i;

/** Whether a command line runs tests, a type check, a linter or a build. */
export function isVerifyingCommand(command: string): boolean {
  return VERIFIES.test(command) || RUNS_CHECK.test(command);
}

/** Whether a tool does nothing but check. */
export function isVerifyingTool(name: string): boolean {
  return TOOLS.test(name);
}
