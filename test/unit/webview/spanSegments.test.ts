import assert from 'node:assert/strict';
import fc from 'fast-check';
import { legendOf, spanSegments, trainedCharacters } from '../../../src/webview/model/spanSegments.ts';
import { sampleReport } from '../report/sampleReport.ts';

const samples = sampleReport().samples?.shown ?? [];
const [fim, tool] = samples as [(typeof samples)[number], (typeof samples)[number]];

describe('spans of a sample', () => {
  it('give the whole text when nothing is left out', () => {
    for (const sample of samples) {
      assert.equal(
        spanSegments(sample)
          .map(({ head, tail }) => head + tail)
          .join(''),
        sample.text,
      );
    }
  });

  it('account for every character that is left out', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 900 }), (limit) => {
        for (const { span, head, left, tail } of spanSegments(fim, limit)) {
          assert.equal(head.length + left + tail.length, span.end - span.start);
          const text = fim.text.slice(span.start, span.end);
          assert.ok(text.startsWith(head) && text.endsWith(tail));
        }
      }),
    );
  });

  it('never cut what is trained', () => {
    for (const { trained, left } of spanSegments(tool, 5)) assert.ok(!trained || left === 0);
    assert.ok(spanSegments(tool, 5).some(({ left }) => left > 0));
  });

  it('never cut a pair of surrogates', () => {
    const text = '😀'.repeat(50);
    const sample = { ...fim, text, spans: [{ start: 0, end: text.length, kind: 'context' as const, weight: 0 }] };
    for (let limit = 2; limit < 60; limit++) {
      const [segment] = spanSegments(sample, limit);
      assert.ok(segment?.head.isWellFormed() && segment.tail.isWellFormed());
    }
  });

  it('count as trained what has a weight', () => {
    assert.equal(trainedCharacters(fim), 'Math.round(sum)<|endoftext|>'.length);
  });

  it('are named once a kind in the legend, trained when any of them is', () => {
    const legend = new Map(legendOf(samples).map(({ kind, trained }) => [kind, trained]));
    assert.equal(legend.get('prefix'), false);
    assert.equal(legend.get('call'), true);
    assert.equal(legend.size, new Set(samples.flatMap(({ spans }) => spans.map(({ kind }) => kind))).size);
  });
});
