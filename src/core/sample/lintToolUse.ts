import { type ClaimTurn, inventedTurn, unverifiedClaim } from '../lint/claims.ts';
import { families } from '../render/family.ts';
import { commandOf } from '../trajectory/analysis/callKind.ts';
import { fieldsOf, textOf } from '../trajectory/importing/fields.ts';
import type { LintContext, LintRule } from './lintRule.ts';
import type { Sample } from './sample.ts';

const conversations = ['tool-use', 'tool-infill', 'reasoning'] as const;

/** Rules for rows with tool calls. */
export const toolUseRules: readonly LintRule[] = [
  {
    name: 'arguments-json',
    means: 'Each call is JSON with a name and arguments.',
    severity: 'error',
    example: '`{"name": "run", "arguments": {cmd}}`',
    kinds: ['tool-use'],
    check: argumentsParse,
  },
  {
    name: 'call-untrained',
    means: 'Each call that was to be trained stands, with its name and arguments, in a trained span.',
    severity: 'error',
    example: 'a chat template that leaves calls out without a word',
    kinds: ['tool-use'],
    check: callsTrained,
  },
  {
    name: 'prefix-preservation',
    means:
      'What is written of the first turns is the beginning of what is written of all: no earlier reasoning is missing that later turns have. Other chat rows: with `--template`.',
    severity: 'error',
    example: 'a template that drops the reasoning of all turns but the last',
    kinds: ['tool-use', 'reasoning'],
    check: prefixPreserved,
  },
  {
    name: 'invented-turn',
    means: 'No turn has the words that converters put into the mouth of an agent whose run was cut off.',
    severity: 'error',
    example: "“Since we have successfully fixed the issue and verified it works, let's submit”",
    kinds: conversations,
    check: (sample) => inventedTurn(claimTurns(sample)),
  },
  {
    name: 'unverified-claim',
    means: 'A last turn that says that it works stands in a run in which something was run.',
    severity: 'warning',
    example: 'an edit, and then a submit with “all tests pass”',
    kinds: ['tool-use'],
    check: (sample) => unverifiedClaim(claimTurns(sample)),
  },
];

/** The JSON of one rendered call, without its tags. */
function callJson(rendered: string): string {
  return rendered.replace(/^\s*<tool_call>\n/, '').replace(/\n<\/tool_call>$/, '');
}

const calls = (sample: Sample) =>
  sample.spans
    .filter((span) => span.kind === 'call')
    .map((span) => ({
      weight: span.weight,
      start: span.start,
      json: callJson(sample.text.slice(span.start, span.end)),
    }));

function argumentsParse(sample: Sample): string | null {
  for (const call of calls(sample)) {
    try {
      const parsed: unknown = JSON.parse(call.json);
      if (typeof parsed === 'object' && parsed !== null && 'name' in parsed && 'arguments' in parsed) continue;
      return `the call at ${call.start} has no name or no arguments`;
    } catch {
      return `the call at ${call.start} is not JSON`;
    }
  }
  return null;
}

/**
 * Every call that was to be trained stands, whole, in a trained span: the hash over all of them is the label
 * `trainedCallsSha256`. Chat templates that leave calls out without a word are what this is for.
 */
function callsTrained(sample: Sample, { digest }: LintContext): string | null {
  const trained = calls(sample).filter((call) => call.weight > 0);
  const expected = sample.labels.trainedCalls;
  if (expected !== trained.length)
    return `${trained.length} calls are trained, ${expected ?? 'an unknown number'} should be`;
  const hash = digest('sha256', trained.map((call) => call.json).join('\n'));
  return hash === sample.labels.trainedCallsSha256 ? null : 'the trained calls are not the ones of the trajectory';
}

const HEADER = '<|im_start|>assistant\n';

/** Families that write a `<think>` block in every turn must have one after each of their headers. */
function prefixPreserved(sample: Sample): string | null {
  if (families.find(({ id }) => id === sample.family)?.chat?.think !== 'always') return null;
  for (let at = sample.text.indexOf(HEADER); at >= 0; at = sample.text.indexOf(HEADER, at + 1)) {
    const begins = at + HEADER.length;
    if (!sample.text.startsWith('<think>', begins)) return `the assistant turn at ${at} has no reasoning block`;
  }
  return null;
}

/** One turn for what stands up to each stop token. */
function claimTurns(sample: Sample): ClaimTurn[] {
  const turns: { said: string; acts: ClaimTurn['acts'][number][] }[] = [];
  let open = { said: '', acts: [] as ClaimTurn['acts'][number][] };
  for (const { kind, start, end } of sample.spans) {
    const text = sample.text.slice(start, end);
    if (kind === 'final' || kind === 'reasoning') open.said += text;
    else if (kind === 'call') open.acts.push(actOf(callJson(text)));
    else if (kind === 'stop') {
      turns.push(open);
      open = { said: '', acts: [] };
    }
  }
  return turns;
}

function actOf(json: string): ClaimTurn['acts'][number] {
  let call: unknown;
  try {
    call = JSON.parse(json);
  } catch {
    return { tool: '', command: json };
  }
  const { name, arguments: given } = fieldsOf(call);
  const tool = textOf(name) ?? '';
  return { tool, command: commandOf({ tool_call_id: '', function_name: tool, arguments: fieldsOf(given) }) };
}
