import { uniqueEdits } from '../../trajectory/uniqueEdits.ts';
import type { KnownText, MeaningOf } from './dialect.ts';

type Edit = MeaningOf<'replace'> | MeaningOf<'insert'> | MeaningOf<'write'>;

/** A file's text after an edit; null: the text before is not known, or the edit does not fit it. */
export function editedText(edit: Edit, known: KnownText): string | null {
  const text = known(edit.path);
  if (edit.what === 'write') return edit.text;
  if (text === null) return null;
  if (edit.what === 'insert') {
    const lines = text.split('\n');
    if (edit.line < 0 || edit.line > lines.length) return null;
    lines.splice(edit.line, 0, ...edit.text.replace(/\n$/, '').split('\n'));
    return lines.join('\n');
  }
  if (edit.before === '') return null;
  const parts = text.split(edit.before);
  if (parts.length < 2 || (parts.length > 2 && !edit.all)) return null;
  return parts.join(edit.after);
}

/** The edit as replacements of texts that occur once each; null: it cannot be told. */
export function asReplacements(edit: Edit, known: KnownText): MeaningOf<'replace'>[] | null {
  const before = known(edit.path);
  if (edit.what === 'replace' && !edit.all) return [edit];
  const after = editedText(edit, known);
  if (before === null || before === '' || after === null || before === after) return null;
  return uniqueEdits(before, after).map(({ oldText, newText }) => ({
    what: 'replace',
    path: edit.path,
    before: oldText,
    after: newText,
    all: false,
  }));
}
