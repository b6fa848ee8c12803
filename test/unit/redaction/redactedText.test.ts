import assert from 'node:assert/strict';
import fc from 'fast-check';
import { apply as applyChanges } from '../../../src/core/edit/apply.ts';
import type { TextChange } from '../../../src/core/edit/change.ts';
import { RedactedText } from '../../../src/core/session/redaction/redactedText.ts';
import { Redactor } from '../../../src/core/session/redaction/redactor.ts';

const planted = [
  'ghp_Ab12Cd34Ef56Gh78Ij90Kl12Mn34Op56Qr78',
  'q8Zr4T1xW9vBn3Kp',
  'AKIAQ7RT2LM9XW4PZ8VN',
  'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI0MiJ9.c2lnbmF0dXJlLTQy',
  's3cr3t-Horse-Battery',
];
const contexts = [
  `const k = '${planted[0]}';\n`,
  `password = "${planted[1]}"\n`,
  `AWS=${planted[2]}\n`,
  `const jwt = "${planted[3]}";\n`,
  `url = postgres://bob:${planted[4]}@db/x\n`,
  '-----BEGIN RSA PRIVATE KEY-----\nMIIEowIBAAKCAQEAq8Zr4T1x\nAAbbCC11dd/22+ee==\n-----END RSA PRIVATE KEY-----\n',
];

const piece = fc.oneof(
  fc.constantFrom(...contexts, ...planted),
  fc.constantFrom(
    'a',
    '"',
    "'",
    '\n',
    ' ',
    '=',
    '\r\n',
    'password',
    'token: ',
    'x',
    '0',
    '😀',
    '-----',
    'PRIVATE KEY',
    '//',
    '@',
  ),
  fc.string({ maxLength: 6 }),
);

describe('a redacted text', () => {
  it('is, after any edits, what the redactor makes of the text, and so is the fold of what was written down', () => {
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 6 }),
        fc.array(fc.array(fc.tuple(fc.nat(), fc.nat(30), piece), { minLength: 1, maxLength: 3 }), { maxLength: 25 }),
        (start, edits) => {
          const redactor = new Redactor();
          let raw = start.join('');
          const text = new RedactedText(raw, redactor);
          let folded = text.redacted();
          for (const edit of edits) {
            const changes: TextChange[] = [];
            for (const [at, gone, come] of edit) {
              const offset = at % (raw.length + 1);
              const change: TextChange = [offset, Math.min(gone, raw.length - offset), come];
              raw = applyChanges(raw, [change]);
              changes.push(change);
            }
            folded = applyChanges(folded, text.apply(changes).changes);
            folded = applyChanges(folded, text.catchUp());
            assert.equal(text.raw(), raw);
            assert.equal(folded, text.redacted());
            assert.equal(folded, redactor.redact(raw).text);
            assert.equal(folded.length, raw.length);
          }
        },
      ),
      { numRuns: 400 },
    );
  });

  it('never shows a planted secret, in the fold or in an edit, typed or pasted, whatever is edited around it', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(
            fc.constantFrom(...contexts),
            fc.boolean(),
            fc.array(fc.tuple(fc.nat(), fc.nat(12), fc.constantFrom('', 'a', ' ', '"', '\n'))),
          ),
          {
            minLength: 1,
            maxLength: 4,
          },
        ),
        (steps) => {
          const redactor = new Redactor();
          let raw = 'line one\nline two\n';
          const text = new RedactedText(raw, redactor);
          let folded = raw;
          const told: string[] = [];
          const write = (change: TextChange) => {
            raw = applyChanges(raw, [change]);
            for (const changes of [text.apply([change]).changes, text.catchUp()]) {
              folded = applyChanges(folded, changes);
              told.push(JSON.stringify(changes));
            }
            for (const secret of planted) assert.ok(!folded.includes(secret), secret);
          };
          for (const [context, typed, edits] of steps) {
            const at = raw.length;
            if (typed) for (const [index, letter] of [...context].entries()) write([at + index, 0, letter]);
            else write([at, 0, context]);
            for (const [place, gone, come] of edits) {
              const offset = place % (raw.length + 1);
              write([offset, Math.min(gone, raw.length - offset), come]);
            }
          }
          for (const secret of planted) assert.ok(!told.join('\n').includes(secret), secret);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('keeps a secret hidden when what gave it away is deleted', () => {
    const redactor = new Redactor();
    const text = new RedactedText('password = "hunter2-9c1d"\n', redactor);
    assert.equal(text.redacted(), 'password = "xxxxxx0-0x0x"\n');
    text.apply([[0, 11, '']]);
    assert.equal(text.redacted(), '"xxxxxx0-0x0x"\n');
  });
});
