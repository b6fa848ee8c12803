import assert from 'node:assert/strict';
import fc from 'fast-check';
import { FIM_DEFAULTS, fimSample } from '../../../../src/core/sample/fim.ts';
import { seededRandom } from '../../../../src/core/sample/random.ts';
import type { Sample } from '../../../../src/core/sample/sample.ts';
import { rowFacts } from '../../../../src/core/sample/viewing/rowFacts.ts';
import { rowOrigin } from '../../../../src/core/sample/viewing/rowOrigin.ts';
import { nodeDigest } from '../../../../src/node/store/digest.ts';

const text = 'const a = 1;\nconst total = a + 2;\nprint(total);\n';
const start = text.indexOf('const total');

function row(more: Partial<Sample> = {}, seqs?: readonly [number, number]): Sample {
  const hole = {
    source: '20260101-120000-abcd',
    path: 'src/a.ts',
    language: 'typescript',
    text,
    start,
    end: start + 20,
    ...(seqs === undefined ? {} : { seqs }),
  };
  const options = { ...FIM_DEFAULTS, family: 'starcoder2', mode: 'psm' as const };
  const result = fimSample(hole, options, seededRandom(1), nodeDigest);
  assert.ok('sample' in result);
  return { ...result.sample, ...more };
}

describe('the facts of a row', () => {
  it('are what the list shows, filters and counts', () => {
    const { facts } = rowFacts(JSON.parse(JSON.stringify(row({ origin: { actor: 'human' } }))), 7);
    assert.deepEqual(facts, {
      key: 7,
      id: facts.id,
      kind: 'fim',
      family: 'starcoder2',
      language: 'typescript',
      title: 'src/a.ts',
      preview: 'const total = a + 2;',
      actor: 'human',
      length: row().text.length,
      trained: 20 + '<|endoftext|>'.length,
      middle: 20,
    });
  });

  it('of anything at all are facts: a row that is no sample is unreadable', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const { facts, sample } = rowFacts(value, 0);
        assert.equal(sample, null);
        assert.equal(facts.kind, 'unreadable');
        assert.ok(facts.preview.isWellFormed() || !JSON.stringify(value).isWellFormed());
      }),
    );
  });
});

describe('where a row is from', () => {
  it('is the first event of what is trained, or of the span that is meant', () => {
    assert.deepEqual(rowOrigin(row({}, [12, 14])), { kind: 'session', session: '20260101-120000-abcd', seq: 12 });
    const sample = row({}, [12, 14]);
    const prefix = sample.spans.findIndex(({ kind }) => kind === 'prefix');
    assert.equal(rowOrigin(sample, prefix)?.kind, 'session');
  });

  it('is a session without an event where the numbers are steps', () => {
    const sample = row({ kind: 'tool-use' }, [2, 2]);
    assert.deepEqual(rowOrigin(sample), { kind: 'session', session: '20260101-120000-abcd', seq: null });
  });

  const elsewhere = (name: string, more: Partial<Sample> = {}) => {
    const sample = row(more);
    const spans = sample.spans.map((span) =>
      span.from === undefined ? span : { ...span, from: { ...span.from, source: 'repo', path: name } },
    );
    return { ...sample, spans, proof: { ...sample.proof, source: 'repo', path: name } };
  };

  it('is a file of a commit, of a tree, or of the workspace', () => {
    const range = [start, start + 20];
    const commit = 'ab'.repeat(20);
    const tree = 'cd'.repeat(20);
    assert.deepEqual(rowOrigin(elsewhere('a.ts', { origin: { commit } })), {
      kind: 'commit',
      commit,
      path: 'a.ts',
      range,
    });
    assert.deepEqual(rowOrigin(elsewhere('a.ts')), { kind: 'file', path: 'a.ts', tree: null, range });
    const proof = { ...row().proof, source: 'repo', path: 'a.ts', tree };
    assert.deepEqual(rowOrigin({ ...elsewhere('a.ts'), proof }), { kind: 'file', path: 'a.ts', tree, range });
  });

  it('is never a path that leads out, nor an id that git would take for something else', () => {
    for (const name of ['../a.ts', '/etc/passwd', 'a/../../b', 'C:\\a', 'c:/a', 'a\\b', '', 'a\0b', 'a\nb']) {
      assert.equal(rowOrigin(elsewhere(name)), null, JSON.stringify(name));
    }
    for (const commit of ['HEAD', '--all', 'main^', 'AB12CD34', '']) {
      assert.equal(rowOrigin(elsewhere('a.ts', { origin: { commit } }))?.kind, 'file', commit);
    }
  });
});
