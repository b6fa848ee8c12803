/** What kind of program a command line runs, as far as that says who writes files: null where it says nothing. */
export type Program = 'agent' | 'vcs' | 'formatter' | 'by-hand' | null;

const AGENTS =
  /^(claude|codex|aider|gemini|opencode|cursor-agent|copilot|goose|cline|amp|crush|droid|auggie|qwen|kimi|plandex|openhands|mini(-swe-agent)?|sweagent|swe-agent|gptme|kiro-cli)$/;
const AGENT_TERMINAL = /\b(claude|codex|aider|gemini|opencode|cursor agent|copilot|goose|cline|roo|kilo|agent)\b/i;
const FORMATTERS =
  /^(prettier|gofmt|goimports|gofumpt|rustfmt|black|isort|yapf|autopep8|clang-format|dprint|shfmt|swiftformat|ktlint|stylua|google-java-format|php-cs-fixer)$/;
const BY_HAND =
  /^(sed|patch|perl|awk|tee|mv|cp|rm|mkdir|touch|ln|truncate|dd|echo|printf|cat|rename|unzip|tar|ed|vi|vim|nvim|nano|emacs)$/;
const RUNNERS = /^(npx|bunx|uvx|pipx|sudo|env|time|nohup|command|exec|xargs|pnpx)$/;
const VCS = /^(git|gh|jj|hg|svn)$/;

/** The kinds of the programs that a line runs, in order, those that say something. */
export function programsOf(line: string): { readonly kind: Exclude<Program, null>; readonly name: string }[] {
  return line.split(/&&|\|\||[;|\n]/).flatMap((part) => {
    const words = wordsOf(part);
    const [name = ''] = words;
    const kind = kindOf(name, words.slice(1));
    return kind === null ? [] : [{ kind, name }];
  });
}

/** Whether a terminal's name is one that an agent gives to its own. */
export function isAgentTerminal(name: string): boolean {
  return AGENT_TERMINAL.test(name);
}

function kindOf(name: string, rest: readonly string[]): Program {
  const [first = ''] = rest;
  if (AGENTS.test(name) || (name === 'gh' && first === 'copilot')) return 'agent';
  if (VCS.test(name)) return 'vcs';
  if (FORMATTERS.test(name)) return 'formatter';
  if (name === 'cargo' && (first === 'fmt' || (first === 'fix' && rest.length > 0))) return 'formatter';
  if (name === 'go' && first === 'fmt') return 'formatter';
  if (name === 'ruff' && (first === 'format' || rest.includes('--fix'))) return 'formatter';
  if (name === 'dart' && (first === 'format' || first === 'fix')) return 'formatter';
  if (/^(eslint|stylelint|rubocop|standard|xo|oxlint)$/.test(name))
    return rest.some((word) => /^(--fix|-a|-A|--autocorrect)/.test(word)) ? 'formatter' : null;
  if (name === 'biome')
    return /^(format|check|lint)$/.test(first) && rest.some((word) => /^--(write|fix|apply)/.test(word))
      ? 'formatter'
      : null;
  if (/^(npm|yarn|pnpm|bun)$/.test(name))
    return rest.some((word) => /^(format|fmt|prettier)(:|$)|^lint:fix$/.test(word)) ? 'formatter' : null;
  return BY_HAND.test(name) ? 'by-hand' : null;
}

function wordsOf(part: string): string[] {
  const words = part.trim().split(/\s+/).filter(Boolean);
  while (words.length > 0) {
    const [word = ''] = words;
    const runner = RUNNERS.test(word) || (/^(yarn|pnpm|bun)$/.test(word) && /^(dlx|x|exec)$/.test(words[1] ?? ''));
    if (!runner && !/^\w+=\S*$/.test(word) && !/^-/.test(word)) break;
    words.splice(0, runner && /^(yarn|pnpm|bun)$/.test(word) ? 2 : 1);
  }
  const [name = '', ...rest] = words;
  return [
    name
      .replace(/^.*[\\/]/, '')
      .replace(/\.(exe|cmd|js)$/, '')
      .replace(/@[\w.-]+$/, ''),
    ...rest,
  ];
}
