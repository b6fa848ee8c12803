import assert from 'node:assert/strict';
import { searchEditorText } from '../../../src/extension/recorder/searchEditorText.ts';

describe('what a search editor tells', () => {
  it('is how much was found, and the query that its tab is called after', () => {
    assert.deepEqual(searchEditorText('1,204 results - 37 files\n\na.ts:\n', 'Search: total'), {
      query: 'total',
      results: 1204,
      files: 37,
    });
    assert.deepEqual(searchEditorText('1 result - 1 file', 'Suche: a: b'), { query: 'a: b', results: 1, files: 1 });
    assert.deepEqual(searchEditorText('No Results', 'Search: zzz'), { query: 'zzz', results: 0, files: 0 });
  });

  it('is marked where the tab shows only the beginning', () => {
    assert.deepEqual(searchEditorText('4 results - 2 files', 'Search: calculate...'), {
      query: 'calculate',
      cut: true,
      results: 4,
      files: 2,
    });
  });

  it('has no query where no tab tells it, and is nothing before a search', () => {
    assert.deepEqual(searchEditorText('4 results - 2 files', undefined), { results: 4, files: 2 });
    assert.deepEqual(searchEditorText('4 results - 2 files', 'Welcome'), { results: 4, files: 2 });
    assert.equal(searchEditorText('', 'Search'), undefined);
    assert.equal(searchEditorText('const a = 1;', 'Search: a'), undefined);
  });
});
