import type { LintRule } from './lintRule.ts';
import type { Sample } from './sample.ts';

/** Rules for rows with tool calls. */
export const toolUseRules: readonly LintRule[] = (
  [
    { name: 'arguments-json', check: argumentsParse },
    { name: 'call-untrained', check: callsTrained },
  ] satisfies LintRule[]
).map((rule) => ({
  name: rule.name,
  check: (sample, digest) => (sample.kind === 'tool-use' ? rule.check(sample, digest) : null),
}));

/** The JSON of one rendered call, without its tags. */
export function callJson(rendered: string): string {
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
function callsTrained(sample: Sample, digest: Parameters<LintRule['check']>[1]): string | null {
  const trained = calls(sample).filter((call) => call.weight > 0);
  const expected = sample.labels.trainedCalls;
  if (expected !== trained.length)
    return `${trained.length} calls are trained, ${expected ?? 'an unknown number'} should be`;
  const hash = digest('sha256', trained.map((call) => call.json).join('\n'));
  return hash === sample.labels.trainedCallsSha256 ? null : 'the trained calls are not the ones of the trajectory';
}
