import { readdirSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { BenchRow } from './benchRow.ts';

/**
 * Runs every `*.bench.ts` beside this file (or those whose names hold an argument) and prints what they measured.
 * Such a file exports an async function `bench` that returns rows. Exits with 1 when a target is missed.
 */
async function main(wanted: readonly string[]): Promise<number> {
  const files = readdirSync(import.meta.dirname)
    .filter((name) => name.endsWith('.bench.ts') && (wanted.length === 0 || wanted.some((part) => name.includes(part))))
    .sort();
  let missed = 0;
  for (const file of files) {
    const { bench } = (await import(pathToFileURL(path.join(import.meta.dirname, file)).href)) as {
      bench: () => Promise<readonly BenchRow[]>;
    };
    console.log(`\n${file.replace('.bench.ts', '')}`);
    for (const row of await bench()) {
      console.log(lineOf(row));
      if (!row.ok) missed++;
    }
  }
  if (missed > 0) console.log(`\n${missed} target${missed === 1 ? '' : 's'} missed`);
  return missed === 0 && files.length > 0 ? 0 : 1;
}

function lineOf({ name, value, unit, baseline, ratio, target, ok }: BenchRow): string {
  const figure = value.toLocaleString('en', { maximumFractionDigits: value < 10 ? 2 : 0 });
  const compared = ratio === undefined ? '' : `${ratio.toFixed(2)} × ${baseline ?? ''}`;
  return [
    ok ? ' ok ' : 'MISS',
    name.padEnd(52),
    figure.padStart(12),
    unit.padEnd(9),
    (target ?? '').padEnd(12),
    compared,
  ]
    .join(' ')
    .trimEnd();
}

process.exitCode = await main(process.argv.slice(2));
