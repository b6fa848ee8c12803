import { type FimOptions, fimSample } from '../../core/sample/fim.ts';
import { type HoleRange, planSplits, type SplitRule } from '../../core/sample/fimPlan.ts';
import { seededRandom, seedFor } from '../../core/sample/random.ts';
import type { Sample } from '../../core/sample/sample.ts';
import { nodeDigest } from '../store/digest.ts';
import type { CodeFile } from './source.ts';

const CHARS_PER_HOLE = 2000;
const MOST_HOLES = 8;
/** AST-FIM's share of random character spans (arXiv 2506.00204). */
const RANDOM_SHARE = 0.1;

/**
 * Fill-in-the-middle samples from one plain source file: about one for every 2,000 characters, at most eight.
 * One in ten has a random character span; the rest are from `nodes`, the file's syntax nodes, or line spans where that
 * is null because there is no grammar.
 */
export function* codeSamples(
  file: CodeFile,
  options: FimOptions,
  seed: number,
  drop: (reason: string) => void,
  nodes: readonly HoleRange[] | null,
): Generator<Sample> {
  const random = seededRandom(seedFor(seed, file.name));
  const holes = Math.min(MOST_HOLES, Math.ceil(file.text.length / CHARS_PER_HOLE));
  const scattered = Array.from({ length: holes }, () => random() < RANDOM_SHARE).filter(Boolean).length;
  const structured: SplitRule = nodes === null ? 'line-span' : 'syntax-node';
  const planned = (rule: SplitRule, count: number) =>
    planSplits(file.text, { rule, count, nodeSpans: () => nodes ?? [] }, random).map((range) => ({ rule, range }));
  const found = [...planned(structured, holes - scattered), ...planned('random-char', scattered)];
  for (let missing = found.length; missing < holes; missing++) drop('no-hole');
  for (const { rule, range } of found) {
    const { name: source, path, language, text } = file;
    const hole = { source, path, language, text, start: range[0], end: range[1], labels: { hole: rule } };
    const result = fimSample(hole, options, random, nodeDigest);
    if ('sample' in result) yield result.sample;
    else drop(result.dropped);
  }
}
