import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import fc from 'fast-check';
import { familiesPage } from '../../../src/core/render/familiesPage.ts';
import { families, familyById } from '../../../src/core/render/family.ts';
import { escapeSentinels, forgedSentinel, unescapeSentinels } from '../../../src/core/render/forgery.ts';
import { fimModes, renderFim } from '../../../src/core/render/renderFim.ts';

const base = { prefix: 'a(', suffix: ')\n', middle: 'b', path: 'x.ts' } as const;
const codes = (rendered: { warnings: readonly { code: string; field?: string }[] }) =>
  rendered.warnings.map(({ code, field }) => (field === undefined ? code : `${code} ${field}`));

describe('what is known of model families', () => {
  it('every part of every family says where it was read, and why it is not verified where it is not', () => {
    for (const { id, fim, chat, end, bos, evidence } of families) {
      const parts = { psm: fim?.psm, spm: fim?.spm, context: fim?.context, end: end ?? undefined, bos, chat };
      const there = Object.entries(parts).flatMap(([field, part]) => (part === undefined ? [] : [field]));
      assert.deepEqual(Object.keys(evidence).sort(), there.sort(), id);
      for (const { source, verified, why } of Object.values(evidence)) {
        assert.ok(source.length > 3, id);
        assert.equal(why === undefined, verified, id);
      }
    }
  });

  it('ids are told once, and every sentinel of a form is one of the control strings', () => {
    assert.equal(new Set(families.map(({ id }) => id)).size, families.length);
    for (const family of families) {
      for (const mode of fimModes(family)) {
        const { text, spans } = renderFim({
          family: family.id,
          mode,
          prefix: '',
          suffix: '',
          path: 'p',
          language: 'l',
        });
        const sentinels = spans
          .filter(({ kind }) => kind === 'sentinel')
          .map(({ start, end }) => text.slice(start, end));
        assert.ok(
          sentinels.some((piece) => forgedSentinel(family, piece) !== null),
          family.id,
        );
      }
      if (family.end !== null) assert.notEqual(forgedSentinel(family, family.end), null, family.id);
    }
  });

  it('what is not verified is a warning where it is used, and only there', () => {
    const training = (family: string, mode: 'psm' | 'spm') => codes(renderFim({ ...base, family, mode }));
    assert.deepEqual(training('starcoder2', 'psm'), []);
    assert.deepEqual(training('codellama', 'spm'), []);
    assert.deepEqual(training('deepseek-coder', 'psm'), ['not-verified bos']);
    assert.deepEqual(training('deepseek-coder', 'spm'), ['not-verified spm', 'not-verified bos']);
    assert.deepEqual(training('granite4', 'psm'), ['not-verified psm', 'not-verified end']);
    assert.deepEqual(training('seed-coder-suffix-first', 'spm'), ['not-verified end']);
    assert.deepEqual(training('seed-coder-prefix-first', 'psm'), ['not-verified psm', 'not-verified end']);
    const { middle: _, ...prompt } = base;
    assert.deepEqual(codes(renderFim({ ...prompt, family: 'mercury-coder', mode: 'psm' })), ['not-verified psm']);
    const context = [{ path: 'o.ts', text: 'x' }];
    assert.deepEqual(codes(renderFim({ ...prompt, family: 'codestral', mode: 'spm', context })), [
      'not-verified context',
    ]);
    assert.deepEqual(codes(renderFim({ ...prompt, family: 'codestral', mode: 'spm' })), []);
  });

  it('docs/samples/families.md is the table as it is', async () => {
    const page = path.resolve(import.meta.dirname, '../../../docs/samples/families.md');
    assert.equal(await readFile(page, 'utf8'), familiesPage(), 'run npm run schemas');
  });

  it('Seed-Coder is no family by itself: its two orders are named', () => {
    assert.throws(() => familyById('seed-coder'), { code: 'ambiguous-family' });
  });
});

describe('traps of prompts', () => {
  it('a carriage return right after a sentinel is refused for Code Llama and warned of elsewhere', () => {
    const request = { ...base, suffix: '\r\nend', mode: 'psm' } as const;
    assert.throws(() => renderFim({ ...request, family: 'codellama' }), { code: 'cr-after-sentinel' });
    assert.deepEqual(codes(renderFim({ ...request, family: 'qwen2.5-coder' })), ['carriage-return-after-sentinel']);
    assert.deepEqual(codes(renderFim({ ...request, suffix: ')\r\nend', family: 'qwen2.5-coder' })), []);
  });

  it('a path with a space at its end is warned of, and one with a line end refused', () => {
    const request = { ...base, family: 'qwen2.5-coder', mode: 'psm', repo: 'r' } as const;
    assert.deepEqual(codes(renderFim({ ...request, path: 'a.py ' })), ['space-at-path-end']);
    assert.throws(() => renderFim({ ...request, path: 'a\nb' }), { code: 'name-not-one-line' });
    assert.throws(() => renderFim({ ...request, repo: 'a\rb' }), { code: 'name-not-one-line' });
    assert.throws(() => renderFim({ ...request, context: [{ path: 'a\nb', text: '' }] }), {
      code: 'name-not-one-line',
    });
  });

  it('a control string that is made where two parts meet is refused', () => {
    const request = { family: 'starcoder', suffix: 's', prefix: 'x <fim_pre', middle: 'fix> y' } as const;
    assert.throws(() => renderFim({ ...request, mode: 'spm' }), {
      code: 'sentinel-forgery',
      message: /prefix and middle/,
    });
    assert.doesNotThrow(() => renderFim({ ...request, mode: 'psm' }));
  });

  it('escaped control strings are counted, are text for a tokenizer, and can be made as they were', () => {
    const text = 'a <fim_middle> b <fim_middle> <fim_prefix>';
    const made = renderFim({ ...base, family: 'starcoder', mode: 'psm', prefix: text, sentinels: 'escape' });
    assert.equal(made.escaped, 3);
    const prefix = made.spans.find(({ kind }) => kind === 'prefix');
    const written = made.text.slice(prefix?.start, prefix?.end);
    const family = familyById('starcoder');
    assert.equal(forgedSentinel(family, written), null);
    assert.equal(unescapeSentinels(family, written), text);
    assert.equal(renderFim({ ...base, family: 'starcoder', mode: 'psm', sentinels: 'escape' }).escaped, 0);
    assert.throws(() => renderFim({ ...base, family: 'starcoder', mode: 'psm', prefix: text, sentinels: 'refuse' }));
  });

  it('escaping leaves no control string and is undone exactly, whatever the text', () => {
    fc.assert(
      fc.property(fc.constantFrom(...families), fc.array(fc.nat(60), { maxLength: 12 }), (family, draws) => {
        const bits = [
          ...family.special,
          '\u200B',
          '<',
          '|',
          ' ',
          ...family.special.flatMap((token) => [
            token.slice(0, 4),
            token.slice(4),
            `${token[0]}\u200B${token.slice(1)}`,
          ]),
        ];
        const text = draws.map((draw) => bits[draw % bits.length]).join('');
        const { text: escaped, count } = escapeSentinels(family, text);
        assert.equal(forgedSentinel(family, escaped), null);
        assert.equal(unescapeSentinels(family, escaped), text);
        assert.equal(count > 0, forgedSentinel(family, text) !== null);
      }),
      { numRuns: 600 },
    );
  });
});
