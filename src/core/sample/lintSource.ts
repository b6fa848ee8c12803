import { splitsCharacter } from '../edit/codePoint.ts';
import type { LintContext, LintRule } from './lintRule.ts';
import type { Provenance, Sample, Span } from './sample.ts';

/** Rules that hold a row against what it was made of. */
export const sourceRules: readonly LintRule[] = [
  {
    name: 'source',
    means:
      'With `--repo` or `--sources`: each span that names a range of a file is that range, in the blob or at the event, and the whole file is what the proof says.',
    severity: 'error',
    example: 'a prefix of a file that the commit does not have',
    check: sameAsSource,
  },
  {
    name: 'future-leak',
    means: 'What is shown beside the answer was read at its moment or before: by events, and by commits.',
    severity: 'error',
    example: 'a context file read at the commit whose change is to be predicted',
    check: noFuture,
  },
];

/** The commit that a source names after its last `@`. */
export function commitOf(source: string): string | undefined {
  return /@([0-9a-f]{40,64})$/.exec(source)?.[1];
}

function sameAsSource(sample: Sample, { sources, digest }: LintContext): string | null {
  if (sources === undefined) return null;
  for (const { start, end, from, kind } of sample.spans) {
    if (from?.range === undefined) continue;
    const whole = sources.textOf(from);
    if (whole === undefined) continue;
    if (whole === null) return `the source of the ${kind} span at ${start} is not there: ${placeOf(from)}`;
    if (whole.slice(...from.range) !== sample.text.slice(start, end)) {
      return `the ${kind} span at ${start} is not what stands in ${placeOf(from)}`;
    }
    if (splitsCharacter(whole, from.range[0])) return `the ${kind} span at ${start} parts a character of the file`;
    if (kind === 'middle' && sample.kind === 'fim' && digest('sha256', whole) !== sample.proof.sha256) {
      return `${placeOf(from)} does not have the hash of the proof`;
    }
  }
  return null;
}

function placeOf({ source, path, tree, seqs }: Provenance): string {
  return [source, path, tree === undefined ? '' : `tree ${tree}`, seqs === undefined ? '' : `events ${seqs.join('-')}`]
    .filter((part) => part !== undefined && part !== '')
    .join(' ');
}

function noFuture(sample: Sample, context: LintContext): string | null {
  if (sample.kind === 'tool-use' || sample.kind === 'reasoning') return stepsInOrder(sample);
  const answer = sample.spans.find(({ weight, from }) => weight > 0 && from !== undefined)?.from;
  if (answer === undefined) return null;
  for (const span of sample.spans) {
    const why = span.kind === 'context' && span.from !== undefined ? later(span.from, answer, context) : null;
    if (why !== null) return `the context at ${span.start} ${why}`;
  }
  return null;
}

function later(shown: Provenance, answer: Provenance, { sources }: LintContext): string | null {
  if (shown.source === answer.source && shown.seqs !== undefined && answer.seqs !== undefined) {
    return shown.seqs[1] > answer.seqs[1]
      ? `is of event ${shown.seqs[1]}, the answer of event ${answer.seqs[1]}`
      : null;
  }
  const [commit, own] = [commitOf(shown.source), commitOf(answer.source)];
  if (commit === undefined || own === undefined || nameOf(shown.source) !== nameOf(answer.source)) return null;
  if (commit === own) return 'was read at the commit of the answer itself';
  return sources?.isLater?.(commit, own) === true ? 'was read at a later commit than the answer' : null;
}

const nameOf = (source: string) => source.slice(0, source.lastIndexOf('@'));

/** In a conversation nothing may stand before what is trained that came after it. */
function stepsInOrder({ spans }: Sample): string | null {
  let latest: Span | null = null;
  for (const span of spans) {
    const { from } = span;
    if (from?.seqs === undefined) continue;
    const before = latest?.from?.seqs;
    if (latest !== null && before !== undefined && latest.from?.source === from.source && before[0] > from.seqs[1]) {
      return `the ${latest.kind} span at ${latest.start} is of ${before[0]}, and stands before what is of ${from.seqs[1]}`;
    }
    latest = span;
  }
  return null;
}
