import assert from 'node:assert/strict';
import { FileOperations } from '../../../src/node/recording/fileOperations.ts';

describe('file operations that the editor has announced', () => {
  it('are pending until every one is reported', () => {
    const operations = new FileOperations();
    operations.announce(['file:///a', 'file:///b']);
    operations.report(['file:///a']);
    assert.equal(operations.pending, true);
    operations.report(['file:///b']);
    assert.equal(operations.pending, false);
  });

  it('hold up what they touch, files of a folder too, and nothing else', () => {
    const operations = new FileOperations();
    operations.announce(['file:///a', 'file:///folder']);
    const covered = ['file:///a', 'file:///folder/in/it', 'file:///ab', 'file:///folder2/b', 'file:///'];
    assert.deepEqual(
      covered.map((uri) => operations.covers(uri)),
      [true, true, false, false, false],
    );
    operations.report(['file:///a', 'file:///folder']);
    assert.equal(operations.covers('file:///a'), false);
  });

  it('are forgotten when the editor never reports them', () => {
    const clock = { now: 0 };
    const operations = new FileOperations(() => clock.now);
    operations.announce(['file:///a']);
    clock.now = 4_000;
    assert.equal(operations.pending, true);
    clock.now = 6_000;
    assert.equal(operations.pending, false);
  });
});
