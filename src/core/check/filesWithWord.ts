import type { CodeView } from './codeView.ts';

/** Files of known languages that hold a name as a whole word, and another one as well where that is asked for. */
export async function filesWithWord(view: CodeView, name: string, also?: string): Promise<string[]> {
  const paths = await filesWithAnyWord(view, [name]);
  if (also === undefined) return paths;
  const texts = await Promise.all(paths.map((path) => view.text(path)));
  return paths.filter((_, at) => hasWord(texts[at] ?? '', also));
}

/** Files of known languages that hold one of the words as a whole. */
export async function filesWithAnyWord(view: CodeView, words: readonly string[]): Promise<string[]> {
  const paths = await view.filesSaying(words);
  const texts = await Promise.all(paths.map((path) => view.text(path)));
  return paths.filter((_, at) => words.some((word) => hasWord(texts[at] ?? '', word)));
}

function hasWord(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1))
    if (!/[\w$]/.test(text[at - 1] ?? '') && !/[\w$]/.test(text[at + word.length] ?? '')) return true;
  return false;
}
