import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { TextChange } from '../../../src/core/edit/change.ts';
import { AnchoredText } from '../../../src/core/session/anchoredText.ts';
import type { NewEvent, SessionEvent } from '../../../src/core/session/event.ts';
import { NoteAnchors, noteAnchorsAt } from '../../../src/core/session/noteAnchors.ts';

const TEXT = 'const a = 1;\nconst b = total(a);\nlog(b);\n';

function replace(text: string, [offset, deleted, inserted]: TextChange): string {
  return text.slice(0, offset) + inserted + text.slice(offset + deleted);
}

function log(...events: NewEvent[]): SessionEvent[] {
  return events.map((event, seq) => ({ ...event, seq, t: seq }) as SessionEvent);
}

const open = (doc: number, text: string, path = 'a.ts'): NewEvent => ({
  kind: 'document-open',
  doc,
  path,
  v: 1,
  content: { text },
  eol: '\n',
  encoding: 'utf8',
  language: 'typescript',
});
const edit = (changes: TextChange[], reason?: 'undo' | 'redo', doc = 0): NewEvent => ({
  kind: 'edit',
  doc,
  v: 2,
  changes,
  ...(reason === undefined ? {} : { reason }),
});
const note = (quote: string, id = 'n'): NewEvent => {
  const start = TEXT.indexOf(quote);
  const anchor = { doc: 0, path: 'a.ts', start, end: start + quote.length, quote };
  return { kind: 'note', note: id, type: 'why', text: 'because', anchors: [anchor] };
};

/** Where the note on `quote` is after these events. */
function following(quote: string, ...events: NewEvent[]) {
  const all = log(open(0, TEXT), note(quote), ...events);
  const [place] = noteAnchorsAt(all, all.length).get('n') ?? [];
  assert.ok(place);
  return place;
}

describe('the code that a note is about', () => {
  const start = TEXT.indexOf('total(a)');

  it('moves with lines that come and go above it', () => {
    const down = following('total(a)', edit([[0, 0, '// x\n']]));
    assert.deepEqual([down.start, down.end, down.text], [start + 5, start + 13, 'total(a)']);
    const up = following('total(a)', edit([[0, 13, '']]));
    assert.deepEqual([up.start, up.text, up.lost], [start - 13, 'total(a)', false]);
  });

  it('takes in what is put inside, and keeps out what comes at its edges', () => {
    const place = following('total(a)', edit([[start + 6, 1, 'x, y']]), edit([[start, 0, 'await ']]));
    assert.deepEqual([place.text, place.start, place.quote], ['total(x, y)', start + 6, 'total(a)']);
  });

  it('is lost, with the quote kept, when it is deleted, and back after an undo, in one step or in several', () => {
    const gone = edit([[13, 19, '']]);
    const lost = following('total(a)', gone);
    assert.deepEqual([lost.lost, lost.start, lost.end, lost.quote], [true, 13, 13, 'total(a)']);
    const back = following('total(a)', gone, edit([[0, 0, '//\n']]), edit([[16, 0, TEXT.slice(13, 32)]], 'undo'));
    assert.deepEqual([back.lost, back.start, back.text], [false, start + 3, 'total(a)']);
    const backspaces = Array.from({ length: 8 }, (_, n) => edit([[start + 7 - n, 1, '']]));
    const whole = following('total(a)', ...backspaces, edit([[start, 0, 'total(a)']], 'undo'));
    assert.deepEqual([whole.lost, whole.start, whole.text], [false, start, 'total(a)']);
    const single = Array.from({ length: 8 }, (_, n) => edit([[start + n, 0, 'total(a)'.charAt(n)]], 'undo'));
    assert.equal(following('total(a)', ...backspaces, ...single).text, 'total(a)');
  });

  it('stays lost when the note is written again meanwhile, and comes back all the same', () => {
    const anchor = { doc: 0, path: 'a.ts', start: 13, end: 13, quote: 'total(a)' };
    const again: NewEvent = { kind: 'note', note: 'n', type: 'why', text: 'better words', anchors: [anchor] };
    const lost = following('total(a)', edit([[13, 19, '']]), again);
    assert.deepEqual([lost.lost, lost.quote], [true, 'total(a)']);
    const back = following('total(a)', edit([[13, 19, '']]), again, edit([[13, 0, TEXT.slice(13, 32)]], 'undo'));
    assert.deepEqual([back.lost, back.start], [false, start]);
  });

  it('is not taken to be back because somebody typed one of its letters there', () => {
    const backspaces = Array.from({ length: 8 }, (_, n) => edit([[start + 7 - n, 1, '']]));
    assert.equal(following('total(a)', ...backspaces, edit([[start, 0, 't']])).lost, true);
  });

  it('gets back what an edit across its edge had cut off', () => {
    const across = edit([[start + 5, 6, 'X']]);
    assert.equal(following('total(a)', across).text, 'total');
    assert.equal(
      following('total(a)', across, edit([[start + 5, 1, TEXT.slice(start + 5, start + 11)]], 'undo')).text,
      'total(a)',
    );
  });

  it('is found again in a replaced line that has it', () => {
    const place = following('total(a)', edit([[13, 19, 'let b = await total(a);']]));
    assert.deepEqual([place.lost, place.start], [false, 13 + 'let b = await '.length]);
  });

  it('follows the smallest changes where the reported one is wasteful', () => {
    const whole: NewEvent = {
      kind: 'edit',
      doc: 0,
      v: 2,
      changes: [[0, TEXT.length, `// x\n${TEXT.replace('a', 'c')}`]],
    };
    assert.equal(following('total(a)', { ...whole, minimal: [[0, 0, '// x\n']] }).start, start + 5);
  });

  it('is looked up where the text was taken anew, and in a document that was opened again', () => {
    const moved = `// head\n${TEXT}`;
    assert.equal(
      following('total(a)', { kind: 'resync', doc: 0, v: 3, content: { text: moved }, why: 'x' }).start,
      start + 8,
    );
    const again = following(
      'total(a)',
      { kind: 'document-close', doc: 0 },
      open(4, moved),
      edit([[0, 1, '']], undefined, 4),
    );
    assert.deepEqual([again.doc, again.start], [4, start + 7]);
    assert.equal(following('total(a)', { kind: 'document-close', doc: 0 }, open(4, 'nothing\n')).lost, true);
  });

  it('goes with its file to another path', () => {
    assert.equal(following('total(a)', { kind: 'document-path', doc: 0, path: 'b.ts' }).path, 'b.ts');
    const folder: NewEvent = { kind: 'file', op: 'rename', path: 'a.ts', to: 'lib/a.ts', source: 'editor' };
    assert.equal(following('total(a)', folder).path, 'lib/a.ts');
  });

  it('is asked for at any event, and gone with a note that was taken back', () => {
    const all = log(open(0, TEXT), note('total(a)'), edit([[0, 0, '\n']]), { kind: 'note-removed', note: 'n' });
    assert.equal(noteAnchorsAt(all, 1).get('n')?.[0]?.start, start);
    assert.equal(noteAnchorsAt(all, 2).get('n')?.[0]?.start, start + 1);
    assert.equal(noteAnchorsAt(all, 3).size, 0);
    const live = new NoteAnchors();
    for (const event of all) live.apply(event);
    assert.deepEqual(live.of('n'), []);
  });

  /** Random edits over TEXT; `letters` are what is inserted. */
  const edits = (...letters: string[]) =>
    fc.array(fc.tuple(fc.nat(1000), fc.nat(12), fc.string({ unit: fc.constantFrom(...letters), maxLength: 6 })), {
      maxLength: 12,
    });

  /** Makes the edits, then undoes them all; the anchored text must be what it says it is all the time. */
  function thereAndBack(whole: string, from: number, length: number, raw: [number, number, string][]): AnchoredText {
    const anchored = new AnchoredText(from, whole.slice(from, from + length));
    let text = whole;
    const inverses: TextChange[] = [];
    const make = (change: TextChange, undone: boolean) => {
      text = replace(text, change);
      anchored.apply(change, undone);
      if (!anchored.lost) assert.equal(text.slice(anchored.start, anchored.end), anchored.text);
      assert.ok(anchored.start >= 0 && anchored.end <= text.length);
    };
    for (const [where, deleted, inserted] of raw) {
      const offset = where % (text.length + 1);
      const gone = text.slice(offset, offset + deleted);
      inverses.unshift([offset, inserted.length, gone]);
      make([offset, gone.length, inserted], false);
    }
    for (const inverse of inverses) make(inverse, true);
    return anchored;
  }

  it('always knows its own text', () => {
    const property = fc.property(fc.nat(30), fc.integer({ min: 1, max: 9 }), edits('a', 'b', '1', '\n'), (...given) => {
      thereAndBack(TEXT, ...given);
    });
    fc.assert(property, { numRuns: 1000 });
  });

  it('is what it was once everything is undone, where no text looks like another', () => {
    const unlike = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmn0123456789';
    const property = fc.property(fc.nat(30), fc.integer({ min: 1, max: 9 }), edits('x'), (from, length, raw) => {
      let next = 0x4e00;
      const unique = raw.map(([where, deleted, inserted]): [number, number, string] => [
        where,
        deleted,
        inserted.replaceAll('x', () => String.fromCharCode(next++)),
      ]);
      const back = thereAndBack(unlike, from, length, unique);
      assert.deepEqual([back.lost, back.start, back.text], [false, from, unlike.slice(from, from + length)]);
    });
    fc.assert(property, { numRuns: 1000 });
  });
});
