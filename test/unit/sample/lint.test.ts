import assert from 'node:assert/strict';
import { FIM_DEFAULTS, fimSample } from '../../../src/core/sample/fim.ts';
import { lintContext, lintSamples, sampleFaults, sampleRules } from '../../../src/core/sample/lint.ts';
import type { LintContext } from '../../../src/core/sample/lintRule.ts';
import { seededRandom } from '../../../src/core/sample/random.ts';
import type { Provenance, Sample, Span, SpanKind } from '../../../src/core/sample/sample.ts';
import { toolUseSamples } from '../../../src/core/sample/toolUse.ts';
import { nodeDigest } from '../../../src/node/store/digest.ts';

const text = 'import a\n\nconst total = 1 😀;\nlet middle = total + 2;\n\nprint(middle)\n';
const start = text.indexOf('let middle');

function fimRow(options: Partial<typeof FIM_DEFAULTS & { family: string }> = {}): Sample {
  const hole = {
    source: 'session-1',
    path: 'a.ts',
    language: 'typescript',
    text,
    start,
    end: start + 24,
    context: [{ path: 'b.ts', text: 'export const b = 1;\n', from: { source: 'session-1' } }],
  };
  const all = { ...FIM_DEFAULTS, family: 'starcoder2', mode: 'psm' as const, ...options };
  const result = fimSample(hole, all, seededRandom(1), nodeDigest);
  assert.ok('sample' in result);
  return result.sample;
}

function toolUseRow(): Sample {
  const call = { tool_call_id: '1', function_name: 'run', arguments: { cmd: 'ls' } };
  const trajectory = {
    schema_version: 'ATIF-v1.7',
    agent: { name: 'a', version: '1' },
    steps: [
      { step_id: 1, source: 'user' as const, message: 'Go' },
      {
        step_id: 2,
        source: 'agent' as const,
        message: '',
        tool_calls: [call],
        observation: { results: [{ source_call_id: '1', content: 'a.ts' }] },
      },
      { step_id: 3, source: 'agent' as const, message: 'Done.' },
    ],
  };
  const options = { family: 'qwen3', errors: 'mask' as const, keepUndone: false, maxTokens: 10_000 };
  const input = { source: 't-1', trajectory, sha256: 'f'.repeat(64) };
  const [sample] = toolUseSamples(input, options, nodeDigest, () => undefined);
  assert.ok(sample);
  return sample;
}

/** The row with the text of one span replaced, everything after it moved along. */
function withText(sample: Sample, at: number, replacement: string): Sample {
  const span = sample.spans[at];
  assert.ok(span);
  const shift = replacement.length - (span.end - span.start);
  return {
    ...sample,
    text: sample.text.slice(0, span.start) + replacement + sample.text.slice(span.end),
    spans: sample.spans
      .map((other, index) => ({
        ...other,
        start: other.start + (index > at ? shift : 0),
        end: other.end + (index >= at ? shift : 0),
      }))
      .filter((other) => other.end > other.start),
  };
}

const indexOf = (sample: Sample, kind: SpanKind) => sample.spans.findIndex((span) => span.kind === kind);
const replaceKind = (sample: Sample, kind: SpanKind, replacement: string) =>
  withText(sample, indexOf(sample, kind), replacement);

const changeSpan = (sample: Sample, kind: SpanKind, change: Partial<Span>): Sample => ({
  ...sample,
  spans: sample.spans.map((span, at) => (at === indexOf(sample, kind) ? { ...span, ...change } : span)),
});

const withoutFrom = (sample: Sample, kind: SpanKind): Sample => ({
  ...sample,
  spans: sample.spans.map(({ from, ...span }) => (span.kind === kind || from === undefined ? span : { ...span, from })),
});

/** A row that was proved again after its code was changed. */
function reproved(sample: Sample): Sample {
  const parts = (['prefix', 'middle', 'suffix'] as const).map((kind) =>
    sample.spans
      .filter((span) => span.kind === kind)
      .map((span) => sample.text.slice(span.start, span.end))
      .join(''),
  );
  return { ...sample, proof: { ...sample.proof, sha256: nodeDigest('sha256', parts.join('')) } };
}

const LONG = 'let answer = total + 2 + 3 + 4 + 5 + 6 + 7 + 8;\n';

function withEmptyMiddle(sample: Sample): Sample {
  return replaceKind(sample, 'middle', '');
}

/** The labels say what the calls are now, so that nothing but the calls themselves is wrong. */
function recalled(sample: Sample): Sample {
  const span = sample.spans[indexOf(sample, 'call')];
  assert.ok(span);
  const json = sample.text.slice(span.start, span.end).split('\n')[1] ?? '';
  return { ...sample, labels: { ...sample.labels, trainedCallsSha256: nodeDigest('sha256', json) } };
}

/** Prefix and middle meet between the two halves of the emoji. */
function cutInsidePair(): Sample {
  const at = fim.text.indexOf('😀') + 1;
  const spans = fim.spans.map((span) => (span.kind === 'prefix' ? { ...span, end: at } : span));
  const prefix = fim.spans[indexOf(fim, 'prefix')];
  assert.ok(prefix);
  const inserted: Span = { ...prefix, start: at, end: prefix.end };
  const index = indexOf(fim, 'prefix');
  return { ...fim, spans: [...spans.slice(0, index + 1), inserted, ...spans.slice(index + 1)] };
}

function changeFrom(sample: Sample, kind: SpanKind, change: Partial<Provenance>): Sample {
  const from = sample.spans[indexOf(sample, kind)]?.from;
  return changeSpan(sample, kind, { from: { source: 'session-1', ...from, ...change } });
}

/** A row whose context and middle are from these places. */
function leaky(context: Partial<Provenance>, middle: Partial<Provenance>): Sample {
  return changeFrom(changeFrom(fim, 'context', context), 'middle', middle);
}

const fim = fimRow();
const toolUse = toolUseRow();
const gap = fim.spans.map((span, at) => (at === 1 ? { ...span, start: span.start + 1 } : span));
const overlap = fim.spans.map((span, at) => (at === 1 ? { ...span, start: span.start - 1 } : span));

/** Rows that break exactly one rule. */
const broken: readonly (readonly [rule: string, what: string, row: unknown, context?: Partial<LintContext>])[] = [
  ['version', 'a newer version', { ...fim, version: 99 }],
  ['version', 'something that is no sample', 'text'],
  ['schema', 'a field that is missing', { ...fim, language: undefined }],
  ['spans', 'a gap between spans', { ...fim, spans: gap }],
  ['spans', 'spans that overlap', { ...fim, spans: overlap }],
  ['spans', 'text after the last span', { ...fim, text: `${fim.text} ` }],
  ['spans', 'an empty span', { ...fim, spans: [{ start: 0, end: 0, kind: 'markup', weight: 0 }, ...fim.spans] }],
  ['round-trip', 'a prefix that is one character off', replaceKind(fim, 'prefix', `${text.slice(1, start)}`)],
  ['sentinel-forgery', 'a control string in the context', replaceKind(fim, 'context', '<file_sep>')],
  ['sentinel-forgery', 'a family that nobody knows', { ...fim, family: 'nobody' }],
  ['context-trained', 'context with a weight', changeSpan(fim, 'context', { weight: 1 })],
  ['context-trained', 'an observation with a weight', changeSpan(toolUse, 'observation', { weight: 0.5 })],
  ['stop-untrained', 'an end token without a weight', changeSpan(fim, 'stop', { weight: 0 })],
  ['stop-untrained', "one turn's end token without a weight", changeSpan(toolUse, 'stop', { weight: 0 })],
  ['stop-untrained', 'no end token at all', replaceKind(fim, 'stop', '')],
  ['provenance', 'a middle from nowhere', withoutFrom(fim, 'middle')],
  ['provenance', 'a call from nowhere', withoutFrom(toolUse, 'call')],
  ['provenance', 'a proof without a source', { ...fim, proof: { ...fim.proof, source: '' } }],
  ['middle-empty', 'an empty middle', reproved(withEmptyMiddle(fim))],
  [
    'middle-repeated',
    'a suffix that starts with the middle',
    reproved(replaceKind(fim, 'suffix', 'let middle = total + 2;\n')),
  ],
  [
    'carriage-return',
    'a cut inside a line end',
    reproved(replaceKind(replaceKind(fim, 'middle', 'let m\r'), 'suffix', '\n')),
  ],
  [
    'carriage-return',
    'a carriage return after a sentinel that it hides',
    reproved(replaceKind({ ...fimRow({ family: 'codellama' }) }, 'suffix', '\r\nx')),
  ],
  [
    'answer-in-context',
    'the middle in the context',
    reproved(replaceKind(replaceKind(fim, 'context', `x\n${LONG}`), 'middle', LONG)),
  ],
  [
    'arguments-json',
    'arguments that are no JSON',
    recalled(replaceKind(toolUse, 'call', '<tool_call>\n{"name": "run", "arguments": {cmd}}\n</tool_call>')),
  ],
  ['call-untrained', 'a call without a weight', changeSpan(toolUse, 'call', { weight: 0 })],
  ['call-untrained', 'a call that the template left out', replaceKind(toolUse, 'call', '')],
  [
    'call-untrained',
    'a call with other arguments',
    replaceKind(toolUse, 'call', '<tool_call>\n{"name": "run", "arguments": {"cmd": "rm"}}\n</tool_call>'),
  ],
  ['weights', 'a weight below zero', changeSpan(fim, 'context', { weight: -1 })],
  ['weights', 'a weight of thousands', changeSpan(fim, 'middle', { weight: 4096 })],
  [
    'middle-duplicated',
    'a prefix that ends with the middle',
    reproved(replaceKind(replaceKind(fim, 'prefix', `x\n${LONG}`), 'middle', LONG)),
  ],
  [
    'prefix-preservation',
    'a turn without the reasoning block that the others have',
    replaceKind(toolUse, 'reasoning', ''),
  ],
  [
    'invented-turn',
    'what a converter puts in where a run was cut off',
    replaceKind(toolUse, 'final', "Since we have successfully fixed the issue and verified it works, let's submit"),
  ],
  ['unverified-claim', 'tests that nobody ran', replaceKind(toolUse, 'final', 'Fixed. All tests pass now.')],
  ['pair-differs', 'an answer that is rejected for itself', { ...fim, rejected: { text: fim.text, spans: fim.spans } }],
  [
    'pair-differs',
    'rejected text that no span covers',
    { ...fim, rejected: { text: 'other', spans: [{ start: 0, end: 2, kind: 'middle', weight: 1 }] } },
  ],
  ['source', 'a file that has other text', fim, { sources: { textOf: () => `${text} ` } }],
  ['source', 'a file that is not there', fim, { sources: { textOf: () => null } }],
  ['future-leak', 'context of a later event', leaky({ seqs: [8, 9] }, { seqs: [1, 2] })],
  [
    'future-leak',
    'context of the commit of the answer',
    leaky({ source: `o/n@${'a'.repeat(40)}` }, { source: `o/n@${'a'.repeat(40)}` }),
  ],
  [
    'future-leak',
    'context of a later commit',
    leaky({ source: `o/n@${'b'.repeat(40)}` }, { source: `o/n@${'a'.repeat(40)}` }),
    { sources: { textOf: () => undefined, isLater: (commit) => commit.startsWith('b') } },
  ],
  ['future-leak', 'an observation of a later step', changeFrom(toolUse, 'observation', { seqs: [9, 9] })],
  [
    'secret',
    'a token in the suffix',
    reproved(replaceKind(fim, 'suffix', `const t = "${['ghp', 'A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8'].join('_')}";\n`)),
  ],
  ['password', 'a password beside its name', reproved(replaceKind(fim, 'suffix', 'password = "tr0ub4dor&3x"\n'))],
  ['benchmark', 'a row of a benchmark', fim, { benchmark: { hit: () => 'the row is of a commit of a benchmark' } }],
  ['licence', 'a licence that is none', { ...fim, origin: { licence: 'NOASSERTION' } }],
  ['licence', 'no licence where one is asked for', fim, { requireLicence: true }],
  ['lone-surrogate', 'half of a pair', reproved(replaceKind(fim, 'suffix', '\n\ud83d'))],
  ['lone-surrogate', 'a cut inside a pair', cutInsidePair()],
];

describe('lintSamples', () => {
  it('finds nothing in rows as they are made', () => {
    const rows = [fim, toolUse, fimRow({ family: 'codellama' }), fimRow({ maxChars: 40 })];
    const none = { findings: [], counts: {}, errors: 0, warnings: 0, unlisted: 0 };
    assert.deepEqual(lintSamples(rows, nodeDigest), { rows: 4, ...none });
  });

  for (const [rule, what, row, context] of broken) {
    it(`${rule}: ${what}`, () => {
      const faults = sampleFaults(row, lintContext(nodeDigest, context));
      assert.deepEqual(
        faults.map((fault) => fault.rule.name),
        [rule],
        JSON.stringify(faults.map(({ message }) => message)),
      );
      if (context === undefined) {
        const { findings, counts } = lintSamples([fim, row], nodeDigest);
        assert.deepEqual(
          findings.map((finding) => [finding.rule, finding.row]),
          [[rule, 2]],
        );
        assert.deepEqual(counts, { [rule]: 1 });
      }
    });
  }

  it('every rule has a row that breaks it', () => {
    assert.deepEqual([...new Set(broken.map(([rule]) => rule))].sort(), sampleRules.map(({ name }) => name).sort());
  });

  it('a whole source, an earlier context and a known licence are no findings', () => {
    const good = { ...leaky({ seqs: [1, 1] }, { seqs: [1, 2] }), origin: { licence: 'MIT OR Apache-2.0' } };
    const sources = { textOf: ({ path }: Provenance) => (path === 'a.ts' ? text : undefined), isLater: () => false };
    assert.deepEqual(sampleFaults(good, lintContext(nodeDigest, { sources, requireLicence: true })), []);
  });

  it('placeholders of the recorder are no secrets', () => {
    const row = reproved(
      replaceKind(fim, 'suffix', `const t = "${['ghp', 'X0x0X0x0X0x0X0x0X0x0X0x0X0x0X0x0X0x0'].join('_')}";\n`),
    );
    assert.deepEqual(sampleFaults(row, lintContext(nodeDigest)), []);
  });
});
