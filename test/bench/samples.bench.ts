import { FIM_DEFAULTS, fimFromEdit, fimSample } from '../../src/core/sample/fim.ts';
import { planSplits } from '../../src/core/sample/fimPlan.ts';
import { lintSamples } from '../../src/core/sample/lint.ts';
import { seededRandom } from '../../src/core/sample/random.ts';
import type { Sample } from '../../src/core/sample/sample.ts';
import { sessionEdits } from '../../src/core/sample/sessionEdits.ts';
import type { NewEvent, SessionEvent } from '../../src/core/session/event.ts';
import { WorkspaceFold } from '../../src/core/session/fold.ts';
import { inferOperations } from '../../src/core/session/operations.ts';
import { nodeDigest } from '../../src/node/store/digest.ts';
import type { BenchRow } from './benchRow.ts';

const options = { ...FIM_DEFAULTS, family: 'qwen2.5-coder' };

/** Sample making and linting. */
export async function bench(): Promise<BenchRow[]> {
  samplesFromSource(500);
  samplesFromSession(50);
  const fromSource = samplesFromSource(2000);
  const fromSession = samplesFromSession(300);
  const lint = lintRows(fromSource.samples);
  return [
    {
      name: 'FIM samples from source',
      value: fromSource.perSecond,
      unit: 'samples/s',
      target: '>= 2000',
      ok: fromSource.perSecond >= 2000,
    },
    {
      name: 'FIM samples from a session',
      value: fromSession.perSecond,
      unit: 'samples/s',
      target: '>= 200',
      ok: fromSession.perSecond >= 200,
    },
    { name: 'lint', value: lint, unit: 'rows/s', target: '>= 2000', ok: lint >= 2000 },
  ];
}

function sourceText(file: number): string {
  const lines = Array.from(
    { length: 200 },
    (_, n) => `  const value${n} = compute(${file}, ${n}, "text ${n * file}");\n`,
  );
  return `export function part${file}() {\n${lines.join('')}}\n`;
}

function samplesFromSource(count: number): { samples: Sample[]; perSecond: number } {
  const texts = Array.from({ length: 40 }, (_, file) => sourceText(file));
  const random = seededRandom(1);
  const samples: Sample[] = [];
  const start = performance.now();
  while (samples.length < count) {
    for (const [file, text] of texts.entries()) {
      for (const [from, to] of planSplits(text, { rule: 'line-span', count: 4 }, random)) {
        const hole = { source: 'bench', path: `${file}.ts`, language: 'typescript', text, start: from, end: to };
        const result = fimSample(hole, options, random, nodeDigest);
        if ('sample' in result) samples.push(result.sample);
      }
    }
  }
  return { samples, perSecond: samples.length / seconds(start) };
}

/** `count` typed lines, one operation each, over ten open documents. */
function samplesFromSession(count: number): { perSecond: number } {
  const texts = Array.from({ length: 10 }, (_, file) => sourceText(file));
  const events: NewEvent[] = texts.map((text, doc) => ({
    kind: 'document-open',
    doc,
    path: `${doc}.ts`,
    v: 1,
    content: { text },
    eol: '\n',
    encoding: 'utf8',
    language: 'typescript',
  }));
  for (let n = 0; n < count; n++) {
    const at = texts[n % 10]?.indexOf('\n') ?? 0;
    events.push({ kind: 'edit', doc: n % 10, v: n + 2, changes: [[at + 1, 0, `  typed(${n}, "line ${n}");\n`]] });
  }
  const log = events.map((event, seq) => ({ ...event, seq, t: seq * 60_000 }) as SessionEvent);
  const none = () => undefined;
  const operations = inferOperations(log, [[]], none, nodeDigest);
  const random = seededRandom(1);
  const start = performance.now();
  const fold = () => new WorkspaceFold([[]], none, nodeDigest);
  const edits = sessionEdits({ source: 'bench', events: log, operations, fold });
  let made = 0;
  for (const edit of edits) made += fimFromEdit(edit, options, random, nodeDigest).samples.length;
  return { perSecond: made / seconds(start) };
}

function lintRows(samples: readonly Sample[]): number {
  const start = performance.now();
  const { findings } = lintSamples(samples, nodeDigest);
  if (findings.length > 0) throw new Error(`generated rows have findings: ${JSON.stringify(findings[0])}`);
  return samples.length / seconds(start);
}

const seconds = (start: number) => (performance.now() - start) / 1000;
