import type { TextChange } from '../edit/change.ts';
import { mapOffset, mapRange } from '../edit/mapOffset.ts';

/** Shorter texts are found anywhere by chance. UTF-16 code units. */
const TELLING = 4;

/**
 * A piece of a document's text that keeps track of where it is, and of itself, while the document is edited. Text
 * inserted at its edges stays outside, text inserted within belongs to it. What a deletion cuts off its edges is
 * remembered, so that putting it back (an undo, in one step or in several) makes it what it was.
 * Offsets are UTF-16 code units.
 */
export class AnchoredText {
  #start: number;
  #text: string;
  #lost = false;
  /** What deletions took from the edges, the last one last. */
  #cutLeft: string[] = [];
  #cutRight: string[] = [];
  /** While lost: how far behind the start of what was deleted with it the text began. */
  #within = 0;
  /** While lost: the last offset where it could come back; `start` is the first. What was put between tells nothing. */
  #latest = 0;
  /** While lost: how much was deleted with it. */
  #deleted = 0;

  /** `lost`: the text is not there; `start` is where it was. */
  constructor(start: number, text: string, lost = false) {
    this.#start = start;
    this.#latest = start;
    this.#text = text;
    this.#lost = lost;
  }

  get start(): number {
    return this.#start;
  }

  get end(): number {
    return this.#lost ? this.#start : this.#start + this.#text.length;
  }

  /** The text there; what it was last when it is lost. */
  get text(): string {
    return this.#text;
  }

  get lost(): boolean {
    return this.#lost;
  }

  /** The document changed. `undone`: by an undo or a redo, which puts back what was there before. */
  apply(change: TextChange, undone = false): void {
    if (this.#lost) this.#find(change, undone);
    else this.#follow(change, undone);
  }

  /** The document's text may be another one altogether: the text is taken up where it is nearest to its place. */
  seek(document: string): void {
    if (this.#text === '') {
      this.#start = Math.min(this.#start, document.length);
      return;
    }
    if (document.startsWith(this.#text, this.#start)) {
      this.#lost = false;
      return;
    }
    const after = document.indexOf(this.#text, this.#start);
    const before = document.lastIndexOf(this.#text, this.#start);
    this.#forgetCuts();
    if (after < 0 && before < 0) {
      this.#lost = true;
      this.#start = Math.min(this.#start, document.length);
      this.#latest = this.#start;
      return;
    }
    this.#lost = false;
    this.#start = before < 0 || (after >= 0 && after - this.#start < this.#start - before) ? after : before;
  }

  #follow(change: TextChange, undone: boolean): void {
    const [offset, deleted, inserted] = change;
    const [start, end] = [this.#start, this.end];
    const gone = offset + deleted;
    if (gone < start || offset > end) {
      if (gone < start) this.#start += inserted.length - deleted;
      return;
    }
    if (start === end) {
      this.#start = mapRange([change], start, end).start;
      return;
    }
    const now = mapRange([change], start, end);
    if (now.start === now.end) {
      this.#lose(change);
      return;
    }
    if (offset >= start && gone <= end && (deleted > 0 || (offset > start && offset < end))) {
      this.#replaceWithin(change);
      return;
    }
    if (offset < start && gone > start) {
      this.#cutLeft.push(this.#text.slice(0, gone - start));
      this.#text = this.#text.slice(gone - start);
    } else if (gone > end && offset < end) {
      this.#cutRight.push(this.#text.slice(offset - start));
      this.#text = this.#text.slice(0, offset - start);
    }
    this.#start = now.start;
    this.#takeBack(offset, inserted, undone);
  }

  /** The change lies in the text, maybe up to its edges. What comes stays in it; what goes at an edge may come back. */
  #replaceWithin([offset, deleted, inserted]: TextChange): void {
    const at = offset - this.#start;
    const behind = at + deleted;
    const cut = this.#text.slice(at, behind);
    if (cut !== '' && inserted === '' && at === 0) this.#cutLeft.push(cut);
    else if (cut !== '' && inserted === '' && behind === this.#text.length) this.#cutRight.push(cut);
    this.#text = this.#text.slice(0, at) + inserted + this.#text.slice(behind);
  }

  /** All of it was deleted, with more around it maybe; unless what was put there has it. */
  #lose([offset, deleted, inserted]: TextChange): void {
    this.#deleted = deleted;
    this.#within = Math.max(0, this.#start - offset);
    this.#start = offset;
    const found = this.#text.length < TELLING ? -1 : inserted.indexOf(this.#text);
    if (found >= 0 && inserted.indexOf(this.#text, found + 1) < 0) this.#start += found;
    else {
      this.#lost = true;
      this.#latest = offset + inserted.length;
    }
  }

  #find(change: TextChange, undone: boolean): void {
    const [offset, deleted, inserted] = change;
    const touched = offset <= this.#latest && offset + deleted >= this.#start;
    this.#start = mapOffset([change], this.#start, 'left');
    this.#latest = mapOffset([change], this.#latest, 'right');
    if (!touched) return;
    const part = this.#placeIn(inserted, undone);
    if (part < 0) return;
    this.#lost = false;
    this.#start = offset + part;
    const behind = inserted.slice(part + this.#text.length);
    this.#takeBackLeft(inserted.slice(0, part), undone);
    this.#takeBackRight(behind, undone);
  }

  /** Text came to an edge: is it what had been cut there? An undo may bring parts of it; else it must be telling. */
  #takeBack(offset: number, inserted: string, undone: boolean): void {
    if (offset + inserted.length === this.#start) this.#takeBackLeft(inserted, undone);
    else if (offset === this.end) this.#takeBackRight(inserted, undone);
  }

  #takeBackLeft(inserted: string, undone: boolean): void {
    let before = inserted;
    if (!undone && (this.#cutLeft.at(-1) ?? '').length < TELLING) return;
    for (let cut = this.#cutLeft.pop(); cut !== undefined; cut = this.#cutLeft.pop()) {
      const back = before.endsWith(cut) ? cut : undone && cut.endsWith(before) ? before : '';
      this.#text = back + this.#text;
      this.#start -= back.length;
      before = before.slice(0, before.length - back.length);
      if (back !== cut) this.#cutLeft.push(cut.slice(0, cut.length - back.length));
      if (back !== cut || before === '') return;
    }
  }

  #takeBackRight(inserted: string, undone: boolean): void {
    let behind = inserted;
    if (!undone && (this.#cutRight.at(-1) ?? '').length < TELLING) return;
    for (let cut = this.#cutRight.pop(); cut !== undefined; cut = this.#cutRight.pop()) {
      const back = behind.startsWith(cut) ? cut : undone && cut.startsWith(behind) ? behind : '';
      this.#text += back;
      behind = behind.slice(back.length);
      if (back !== cut) this.#cutRight.push(cut.slice(back.length));
      if (back !== cut || behind === '') return;
    }
  }

  /**
   * Where the lost text is in what was put to its place; -1 when it is not there. An undo may bring it with all that
   * went with it; anything else must bring the whole of it, cut edges included.
   */
  #placeIn(inserted: string, undone: boolean): number {
    if (undone && inserted.length >= this.#deleted && inserted.startsWith(this.#text, this.#within))
      return this.#within;
    const left = this.#cutLeft.join('');
    const whole = left + this.#text + [...this.#cutRight].reverse().join('');
    if (whole.length < TELLING && !(undone && inserted.startsWith(whole))) return -1;
    const found = inserted.indexOf(whole);
    return found < 0 ? -1 : found + left.length;
  }

  #forgetCuts(): void {
    this.#cutLeft = [];
    this.#cutRight = [];
    this.#within = 0;
  }
}
