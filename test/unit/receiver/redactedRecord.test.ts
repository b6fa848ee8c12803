import assert from 'node:assert/strict';
import { Redactor } from '../../../src/core/session/redaction/redactor.ts';
import { redactedRecord } from '../../../src/node/receiver/redactedRecord.ts';

const secret = 'q8Zr2LmX9vTb4Kwc';

describe('what is captured without its secrets', () => {
  const hidden = (value: unknown) => JSON.stringify(redactedRecord(value, new Redactor()));

  it('is judged with the name that it stands under: a member, an attribute, a member of JSON in a text', () => {
    for (const value of [
      { api_key: secret },
      { key: 'db_password', value: { stringValue: secret } },
      { key: 'arguments', value: { stringValue: JSON.stringify({ password: secret, keep: 'this' }) } },
      { stringValue: JSON.stringify([{ content: JSON.stringify({ secret_token: secret }) }]) },
      { text: `export API_KEY=${secret}\nnext line` },
    ]) {
      const text = hidden(value);
      assert.ok(!text.includes(secret), text);
      assert.equal(text.length, JSON.stringify(value).length);
      assert.equal(text.includes('keep'), JSON.stringify(value).includes('keep'));
      assert.equal(text.includes('next line'), JSON.stringify(value).includes('next line'));
    }
  });

  it('keeps the bytes of what has none, and ids that look like one', () => {
    const value = {
      traceId: 'a'.repeat(32),
      spanId: secret,
      text: '{"a":  1}\n',
      list: [1, null, true, 'plain "words"'],
    };
    assert.deepEqual(redactedRecord(value, new Redactor()), value);
  });

  it('is as it came where secrets are not looked for', () => {
    const value = { api_key: secret };
    assert.deepEqual(redactedRecord(value, new Redactor({ enabled: false })), value);
  });
});
