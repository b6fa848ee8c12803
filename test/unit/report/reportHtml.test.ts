import assert from 'node:assert/strict';
import fc from 'fast-check';
import { packReport, unpackReport } from '../../../src/core/report/packedReport.ts';
import { escapeHtml, inlineScript, inlineStyle, jsonForScript } from '../../../src/core/report/reportHtml.ts';
import { sampleReport } from './sampleReport.ts';

describe('data inside of the report', () => {
  it('cannot end its element, whatever it says', () => {
    const part = fc.constantFrom('</script>', '<!--', '<script', ']]>', '\u2028', '\u2029', 'a', '"', '\\');
    fc.assert(
      fc.property(
        fc.array(part).map((parts) => parts.join('')),
        (text) => {
          const json = jsonForScript({ text });
          assert.doesNotMatch(json, /[<>\u2028\u2029]/);
          assert.deepEqual(JSON.parse(json), { text });
        },
      ),
    );
  });

  it('comes back from packing as it was', () => {
    const data = sampleReport();
    assert.deepEqual(unpackReport(JSON.parse(JSON.stringify(packReport(data)))), data);
  });

  it('holds every text once', () => {
    const packed = packReport(sampleReport());
    assert.equal(new Set(packed.texts).size, packed.texts.length);
    const sides = packed.diffs.flatMap(({ files }) => files).length * 2;
    assert.ok(packed.texts.length < sides);
  });
});

describe('script and style inside of the report', () => {
  it('cannot end their elements, and mean the same', () => {
    const script = inlineScript('globalThis.found = "</script><!--<script>";\n//# sourceMappingURL=report.js.map\n');
    assert.doesNotMatch(script, /<\/?script|<!--|sourceMappingURL/);
    assert.equal(new Function(`${script} return globalThis.found;`)(), '</script><!--<script>');
    assert.doesNotMatch(
      inlineStyle('a::before{content:"</style>"}/*# sourceMappingURL=x.css.map */'),
      /<\/style|sourceMapping/,
    );
  });

  it('text becomes HTML that shows the same text', () => {
    assert.equal(escapeHtml('<b title="x">&\'</b>'), '&lt;b title=&quot;x&quot;&gt;&amp;&#39;&lt;/b&gt;');
  });
});
