import { isVerifyingCommand, isVerifyingTool } from '../trajectory/verification.ts';

/** What an agent said and did in one turn. */
export interface ClaimTurn {
  readonly said: string;
  readonly acts: readonly { readonly tool: string; readonly command: string | null }[];
}

/** Sentences that converters of trajectories are known to put into an agent's mouth when its run was cut off. */
const INVENTED: readonly RegExp[] = [
  /since we(?: have|'ve) successfully fixed the issue and verified (?:that )?it works,? let'?s submit/i,
  /since (?:we|i)(?: have|'ve) (?:successfully )?(?:fixed|resolved|solved) the issue[^.\n]{0,80}, (?:let'?s|i(?:'ll| will)) submit the changes\b/i,
];

const CLAIM =
  /\b(?:verified|validated|(?:i|we)(?:'ve| have)? (?:confirmed|tested)|(?:all|the|existing|new|unit) tests? (?:now |all )?(?:pass|passed|are passing|succeed)|tests? (?:all )?pass(?:es|ed)?\b|works? (?:as expected|correctly|as intended|properly))/i;
/** What is said to come is no claim. */
const NO_CLAIM =
  /\b(?:not|never|cannot|can't|couldn't|unable to|should|will|let's|let me|i'll|to be|need to|must|if|would|once|until|please|could)\b[^.!?\n]{0,80}$/i;
const SUBMIT = /^(?:submit|finish|attempt_completion|task_?complete|complete|done)$/i;
const SUBMIT_COMMAND = /^\s*submit\b|COMPLETE_TASK_AND_SUBMIT/;
/** Whatever runs a program may have been a check. */
const RUNS =
  /(?:^|[;&|(]\s{0,4}|\s)(?:python[\d.]{0,5}|ipython|node|tsx|deno|bun|ruby|perl|php|bash|sh|java|julia|Rscript|go run|cargo run|npm|pnpm|yarn|make|dotnet|\.\/[\w./-]{1,100})(?:\s|$)/m;

/** A turn that nobody's model wrote: a sentence of a converter. */
export function inventedTurn(turns: readonly ClaimTurn[]): string | null {
  const said = turns.map((turn) =>
    INVENTED.map((form) => form.exec(turn.said)?.[0]).find((found) => found !== undefined),
  );
  const found = said.find((one) => one !== undefined);
  return found === undefined ? null : `an assistant turn has words that a converter writes: “${found}”`;
}

/** A last turn that hands in and says that it works, in a run in which nothing was ever run. */
export function unverifiedClaim(turns: readonly ClaimTurn[]): string | null {
  const acted = turns.some(({ acts }) => acts.some((act) => !isSubmit(act)));
  const last = turns.at(-1);
  if (last === undefined || !acted || !(last.acts.length === 0 || last.acts.some(isSubmit))) return null;
  const claim = claimIn(last.said);
  if (claim === null || inventedTurn(turns) !== null || turns.some(({ acts }) => acts.some(mayVerify))) return null;
  return `the last turn says “${claim}”, but nothing was run before it`;
}

function claimIn(said: string): string | null {
  for (const match of said.matchAll(new RegExp(CLAIM, 'gi'))) {
    if (!NO_CLAIM.test(said.slice(Math.max(0, match.index - 120), match.index))) return match[0];
  }
  return null;
}

function isSubmit({ tool, command }: ClaimTurn['acts'][number]): boolean {
  return SUBMIT.test(tool) || (command !== null && SUBMIT_COMMAND.test(command));
}

function mayVerify(act: ClaimTurn['acts'][number]): boolean {
  if (isVerifyingTool(act.tool)) return true;
  return act.command !== null && !isSubmit(act) && (isVerifyingCommand(act.command) || RUNS.test(act.command));
}
