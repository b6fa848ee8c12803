import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { lintSamples } from '../../../src/core/sample/lint.ts';
import { type Sample, sampleSchema } from '../../../src/core/sample/sample.ts';
import { nodeDigest } from '../../../src/node/store/digest.ts';

const page = readFileSync(path.resolve(import.meta.dirname, '../../../docs/samples/fim.md'), 'utf8');
const sections = page.split(/^## /m).slice(1);

const rowOf = (section: string): Sample =>
  sampleSchema.parse(JSON.parse(/^```json\n(.*)\n```$/m.exec(section)?.[1] ?? 'null'));
const maskOf = (section: string) =>
  [...section.matchAll(/^\| (\w+) \| ([\d.]+) \| /gm)].map(([, kind, weight]) => `${kind} ${weight}`);

describe('the page of fill-in-the-middle rows', () => {
  it('has rows that pass lint, with every kind of hole and every order', () => {
    const rows = sections.map(rowOf);
    assert.deepEqual(lintSamples(rows, nodeDigest).findings, []);
    const has = (label: string) => [...new Set(rows.map(({ labels }) => labels[label]))].sort();
    assert.deepEqual(has('hole'), ['aligned-span', 'edit', 'line-span', 'none', 'random-char', 'syntax-node']);
    assert.deepEqual(has('variant'), ['l2r', 'psm', 'spm-1', 'spm-2']);
    assert.deepEqual(new Set(rows.map(({ proof }) => proof.level)), new Set(['recorded', 'mined', undefined]));
  });

  it('shows each mask as the row has it', () => {
    for (const section of sections) {
      const { spans } = rowOf(section);
      assert.deepEqual(
        maskOf(section),
        spans.map(({ kind, weight }) => `${kind} ${weight}`),
      );
    }
  });
});
