import assert from 'node:assert/strict';
import { cleanRow } from '../../../src/core/curation/cleanRow.ts';
import { personalSpans } from '../../../src/core/curation/personalData.ts';
import { fileText } from '../../../src/core/curation/rowText.ts';
import { lintSamples } from '../../../src/core/sample/lint.ts';
import type { Sample } from '../../../src/core/sample/sample.ts';
import { nodeDigest } from '../../../src/node/store/digest.ts';
import { curateOne, holeRow, talkRow } from './rows.ts';

const token = ['ghp', 'a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8'].join('_');
const address = 'jane.roe@corp.acme.io';

const withValue = (value: string): Record<string, Sample> => {
  const row = holeRow({ prefix: 'const a = 1;\n', middle: 'b = 2;', suffix: '\n' });
  const talk = talkRow('Hello', 'Done.');
  return {
    prefix: holeRow({ prefix: `// ${value}\n`, middle: 'b = 2;' }),
    middle: holeRow({ middle: `const x = "${value}";` }),
    suffix: holeRow({ middle: 'b = 2;', suffix: `\n// ${value}\n` }),
    'cut between prefix and middle': holeRow({ prefix: `// ${value.slice(0, 9)}`, middle: `${value.slice(9)}\n` }),
    'cut between middle and suffix': holeRow({ middle: `// ${value.slice(0, 9)}`, suffix: `${value.slice(9)}\n` }),
    labels: { ...row, labels: { goal: `use ${value}` } },
    'proof.path': { ...row, proof: { ...row.proof, path: `${value}/a.ts` } },
    'proof.source': { ...row, proof: { ...row.proof, source: value } },
    'origin.evidence': { ...row, origin: { evidence: `typed ${value}` } },
    'spans.from': { ...row, spans: row.spans.map((span) => ({ ...span, from: { source: value } })) },
    'text of a conversation': talkRow(`the key is ${value}`, 'Done.'),
    'answer of a conversation': talkRow('Hello', `It is ${value}.`),
    rejected: {
      ...talk,
      rejected: { text: `No: ${value}`, spans: [{ start: 0, end: 4 + value.length, kind: 'final', weight: 1 }] },
    },
  };
};

describe('secrets and personal data in rows', () => {
  for (const [member, row] of Object.entries(withValue(token))) {
    it(`a secret in ${member} drops the row, or is masked in its place`, async () => {
      const dropped = await curateOne(row);
      assert.equal('dropped' in dropped ? dropped.dropped : '', 'secret');
      const masked = await curateOne(row, { secrets: 'mask' });
      assert.ok('sample' in masked);
      const { sample } = masked;
      assert.ok(!JSON.stringify(sample).includes(token.slice(9)));
      assert.equal(sample.text.length, row.text.length);
      assert.deepEqual(
        sample.spans.map(({ start, end, kind }) => [start, end, kind]),
        row.spans.map(({ start, end, kind }) => [start, end, kind]),
      );
      const kept = await curateOne(row, { secrets: 'keep' });
      assert.ok('sample' in kept && JSON.stringify(kept.sample).includes(token.slice(9)));
    });
  }

  for (const [member, row] of Object.entries(withValue(address))) {
    it(`an address in ${member} is found`, async () => {
      const result = await curateOne(row);
      if (row.kind === 'fim') assert.equal('dropped' in result ? result.dropped : '', 'personal-data');
      else assert.ok('sample' in result && !JSON.stringify(result.sample).includes('jane'));
      const dropped = await curateOne(row, { personal: 'drop' });
      assert.equal('dropped' in dropped ? dropped.dropped : '', 'personal-data');
    });
  }

  it('a masked hole still passes lint, by the hash of what it shows now', () => {
    const row = holeRow({ prefix: `// by ${address}\n`, middle: 'const b = 2;' });
    const { sample, findings } = cleanRow(row, personalSpans, nodeDigest);
    assert.deepEqual(findings, [{ rule: 'email', member: 'text' }]);
    assert.equal(fileText(sample), '// by xxxx.xxx@xxxx.xxxx.xx\nconst b = 2;');
    assert.equal(sample.proof.sha256, row.proof.sha256);
    assert.deepEqual(
      lintSamples([sample], nodeDigest).findings.filter(({ rule }) => rule === 'round-trip'),
      [],
    );
  });

  it('the same secret is hidden where nothing tells that it is one', async () => {
    const password = 'q8Zr4T1xW9vBn3Kp';
    const row = talkRow(`password = "${password}"`, `I removed ${password} from the file.`);
    const masked = await curateOne(row, { secrets: 'mask' });
    assert.ok('sample' in masked && !masked.sample.text.includes(password), JSON.stringify(masked));
  });

  it('a row without any is the same object', () => {
    const row = holeRow({ prefix: 'a', middle: 'b' });
    assert.equal(cleanRow(row, personalSpans, nodeDigest).sample, row);
  });
});

describe('personal data', () => {
  const found = (text: string) =>
    personalSpans(text).map(({ start, end, rule }) => `${rule} ${text.slice(start, end)}`);

  it('e-mail addresses, public IP addresses and phone numbers are found', () => {
    assert.deepEqual(found(`mail ${address}, or call +49 30 1234 5678 from 93.184.216.34`), [
      `email ${address}`,
      'phone +49 30 1234 5678',
      'ip-address 93.184.216.34',
    ]);
    assert.deepEqual(found('(212) 664-7665'), ['phone (212) 664-7665']);
    assert.deepEqual(found('2a00:1450:4001:0830:0000:0000:0000:200e'), [
      'ip-address 2a00:1450:4001:0830:0000:0000:0000:200e',
    ]);
  });

  it('what stands for nobody is left alone', () => {
    const harmless = [
      'user@example.com git@github.com noreply@github.com a@b.test 1234+me@users.noreply.github.com',
      '127.0.0.1 10.1.2.3 192.168.0.1 172.20.1.1 0.0.0.0 255.255.255.0 8.8.8.8 203.0.113.9 1.2.3.4',
      'version 21.4.122.7, Chrome/117.0.5938.92, "react": "^18.20.31.4", v1.22.333.4',
      'logo@2x.png import x from "@scope/pkg"; @Component({}) a @ b',
      '2024-01-15 12:30:45, 1234567890, 555-555-0123, 0x1234-5678, 123-45-6789-0000',
    ];
    for (const text of harmless) assert.deepEqual(found(text), [], text);
  });
});
