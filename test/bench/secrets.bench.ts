import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { TextChange } from '../../src/core/edit/change.ts';
import { RedactedText } from '../../src/core/session/redaction/redactedText.ts';
import { Redactor } from '../../src/core/session/redaction/redactor.ts';
import { loadSecretLint } from '../../src/node/secrets/lintSecrets.ts';
import { type BenchRow, bestTime, percentile } from './benchRow.ts';

const MEGABYTES = 10;

/** What looking for secrets costs: all rules over 10 MB of source text, and one typed character in a long line. */
export async function bench(): Promise<readonly BenchRow[]> {
  const text = sources(MEGABYTES * 1_000_000);
  const own = bestTime(2, () => new Redactor().spans(text));
  const plain = bestTime(2, () => plainScan(text));
  const find = await loadSecretLint();
  await find(text.slice(0, 200_000), 'warm.ts');
  const began = performance.now();
  await find(text, 'sources.ts');
  const lint = performance.now() - began;
  const all = own + lint;
  const typed = typing(10_000, 3_000);
  const p99 = percentile(typed, 0.99);
  return [
    {
      name: 'our rules over 10 MB',
      value: own,
      unit: 'ms',
      baseline: 'one regular expression over it',
      ratio: own / plain,
      ok: true,
    },
    {
      name: 'our rules and secretlint over 10 MB',
      value: all,
      unit: 'ms',
      target: '< 1000',
      baseline: 'one regular expression over it',
      ratio: all / plain,
      ok: all < 1000,
    },
    { name: 'a character typed into a line of 10,000, median', value: percentile(typed, 0.5), unit: 'ms', ok: true },
    { name: 'a character typed into a line of 10,000, p99', value: p99, unit: 'ms', target: '< 1', ok: p99 < 1 },
  ];
}

function plainScan(text: string): number {
  return [...text.matchAll(/\bexport\s+const\s+(\w+)/g)].length;
}

/** This project's own sources, over and over, so many code units. */
function sources(length: number): string {
  const root = path.resolve(import.meta.dirname, '../../src');
  const once = readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => readFileSync(path.join(entry.parentPath, entry.name), 'utf8'))
    .join('\n');
  return once.repeat(Math.ceil(length / once.length)).slice(0, length);
}

/** Milliseconds of each of `count` characters that are typed into a line with much that a rule could be about. */
function typing(length: number, count: number): number[] {
  const redactor = new Redactor();
  for (let n = 0; n < 100; n++) redactor.learn(`q8Zr4T1xW9vBn3Kp${n}`);
  const line = 'call(password, token, "key", secret); '.repeat(Math.ceil(length / 38)).slice(0, length);
  const text = new RedactedText(`const apiKey = "q8Zr4T1xW9vBn3Kp";\n${line}\nlast\n`, redactor);
  const costs: number[] = [];
  for (let n = 0; n < count; n++) {
    const change: TextChange = [40 + ((n * 7919) % length), 0, 'x'];
    // The best of three at each place: what an edit costs, not how long this thread waits on a busy machine.
    let best = Number.POSITIVE_INFINITY;
    for (let attempt = 0; attempt < 3; attempt++) {
      const began = performance.now();
      text.apply([change]);
      best = Math.min(best, performance.now() - began);
      text.apply([[change[0], 1, '']]);
    }
    costs.push(best);
  }
  return costs;
}
