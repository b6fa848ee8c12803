import assert from 'node:assert/strict';
import fc from 'fast-check';
import { families, familyById } from '../../../src/core/render/family.ts';
import { fimModes, renderFim } from '../../../src/core/render/renderFim.ts';

const base = { prefix: 'a(', suffix: ')\n', middle: 'b', path: 'x.ts' } as const;

describe('renderFim', () => {
  it('spans cover all of the text in order, and only the middle and the end token are trained', () => {
    const text = fc.string({ unit: 'grapheme' }).filter((part) => !part.includes('\r'));
    fc.assert(
      fc.property(fc.constantFrom(...families), text, text, text, text, (family, prefix, middle, suffix, other) => {
        for (const mode of fimModes(family)) {
          if (family.end === null) continue;
          const context = family.fim?.context === undefined ? [] : [{ path: 'o.ts', text: other }];
          const request = { family: family.id, mode, prefix, middle, suffix, path: 'x.ts', context };
          const rendered = renderFim(request);
          let at = 0;
          let trained = '';
          for (const span of rendered.spans) {
            assert.equal(span.start, at);
            assert.ok(span.end > span.start);
            if (span.weight > 0) trained += rendered.text.slice(span.start, span.end);
            at = span.end;
          }
          assert.equal(at, rendered.text.length);
          assert.equal(trained, middle + family.end);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('a mode that a family has no form for is refused', () => {
    assert.throws(() => renderFim({ ...base, family: 'qwen2.5-coder', mode: 'spm' }), { code: 'mode-not-expressible' });
    assert.throws(() => renderFim({ ...base, family: 'codestral', mode: 'psm' }), { code: 'mode-not-expressible' });
    assert.throws(() => renderFim({ ...base, family: 'qwen3', mode: 'psm' }), { code: 'mode-not-expressible' });
  });

  it('other files and a repository name are refused where the family has no place for them', () => {
    const context = [{ path: 'o.ts', text: 'x' }];
    assert.throws(() => renderFim({ ...base, family: 'codellama', mode: 'psm', context }), {
      code: 'context-not-expressible',
    });
    assert.throws(() => renderFim({ ...base, family: 'codestral', mode: 'spm', repo: 'r' }), {
      code: 'context-not-expressible',
    });
  });

  it('control strings in any part are refused, with the part and the offset', () => {
    for (const part of ['prefix', 'middle', 'suffix', 'path', 'repo'] as const) {
      const request = { ...base, family: 'starcoder2', mode: 'psm', [part]: 'x <fim_middle> y' } as const;
      assert.throws(() => renderFim(request), { code: 'sentinel-forgery', message: new RegExp(`${part}.*offset 2`) });
    }
    const context = [{ path: 'o.ts', text: '<file_sep>' }];
    assert.throws(() => renderFim({ ...base, family: 'starcoder2', mode: 'psm', context }), {
      code: 'sentinel-forgery',
      message: /context file o\.ts/,
    });
  });

  it("ASCII look-alikes of DeepSeek's sentinels are no sentinels", () => {
    const rendered = renderFim({ ...base, family: 'deepseek-coder', mode: 'psm', prefix: '<|fim_begin|>' });
    assert.ok(rendered.text.startsWith('<\uFF5Cfim\u2581begin\uFF5C><|fim_begin|>'));
  });

  it('Code Llama is not given a carriage return right after a sentinel', () => {
    const request = { ...base, family: 'codellama', suffix: '\r\nend' } as const;
    assert.throws(() => renderFim({ ...request, mode: 'psm' }), { code: 'cr-after-sentinel' });
    assert.throws(() => renderFim({ ...base, family: 'codellama', mode: 'psm', middle: '\r\nb' }), {
      code: 'cr-after-sentinel',
    });
    assert.ok(renderFim({ ...request, mode: 'psm', suffix: ')\r\nend' }).text.includes(' <SUF>)\r\nend <MID>'));
  });

  it('other families keep carriage returns as they are', () => {
    const rendered = renderFim({ ...base, family: 'qwen2.5-coder', mode: 'psm', suffix: '\r\nend' });
    assert.ok(rendered.text.includes('<|fim_suffix|>\r\nend<|fim_middle|>'));
  });

  it('says which of the two orders called SPM it wrote', () => {
    assert.equal(renderFim({ ...base, family: 'starcoder', mode: 'spm' }).variant, 'spm-2');
    assert.equal(renderFim({ ...base, family: 'codestral', mode: 'spm' }).variant, 'spm-1');
  });

  it('an unknown family is refused with the known ones', () => {
    assert.throws(() => familyById('gpt'), { code: 'unknown-family', remedy: /starcoder2/ });
    assert.throws(() => familyById('seed-coder'), { code: 'ambiguous-family', remedy: /suffix-first.*prefix-first/ });
  });

  it('a form that names the file needs its path', () => {
    const { path: _, ...nameless } = base;
    assert.throws(() => renderFim({ ...nameless, family: 'codegeex4', mode: 'spm' }), { code: 'path-needed' });
  });
});
