import assert from 'node:assert/strict';
import { english, Strings } from '../../../src/webview/strings.ts';

describe('strings of the pages', () => {
  it('fill in what is given', () => {
    assert.equal(new Strings().text('timeline.count', 3, 10_000), '3 of 10,000');
  });

  it('are replaced by the editor’s translations, key by key', () => {
    const strings = new Strings({ 'timeline.count': '{0} von {1}' });
    assert.equal(strings.text('timeline.count', 1, 2), '1 von 2');
    assert.equal(strings.text('diff.split'), english['diff.split']);
  });

  it('are replaced by what the editor’s bundle has for their English text', () => {
    const strings = new Strings({ [english['diff.split']]: 'Nebeneinander' }, 'de');
    assert.equal(strings.text('diff.split'), 'Nebeneinander');
    assert.equal(strings.text('timeline.count', 3, 10_000), '3 of 10.000');
  });

  it('take the form that a number asks for', () => {
    assert.deepEqual(
      [1, 2].map((n) => new Strings().count('operation.files', n)),
      ['1 file', '2 files'],
    );
  });

  it('show a name that they do not know as it is', () => {
    assert.equal(new Strings().named('kind', 'rename-symbol'), 'Rename');
    assert.equal(new Strings().named('kind', '__proto__'), '__proto__');
  });
});
