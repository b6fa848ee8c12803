import type { CodeView } from './codeView.ts';

/** What kind of text a word stands in. */
export type WordPlace = 'code' | 'import' | 'string' | 'comment' | 'document' | 'setting';

const SETTINGS =
  /\.(ya?ml|toml|jsonc?|json5|ini|cfg|properties|xml|gradle|mk|cmake|sh|bash|bat|ps1)$|(^|\/)(Dockerfile|Makefile|Justfile|Procfile|CODEOWNERS|\.[\w-]+(rc|ignore))$/;

/** What the UTF-16 range [start, end) of a file stands in, by its syntax tree, or by the kind of file. */
export async function placeOfWord(view: CodeView, path: string, start: number, end: number): Promise<WordPlace> {
  if (SETTINGS.test(path)) return 'setting';
  const language = view.syntax.languageOf(path);
  const tree = language?.identifierNodes.length ? await view.tree(path) : undefined;
  if (tree === undefined || language === undefined) return 'document';
  const inner = tree.nodeAt(start, end);
  let place: WordPlace = 'code';
  for (const node of [inner, ...inner.ancestors()]) {
    const { type } = node;
    const source = type === 'export_statement' ? node.child('source') : undefined;
    if (type === 'template_substitution' || type === 'interpolation') return place;
    if (language.commentNodes.includes(type)) return 'comment';
    if (language.stringNodes.includes(type)) place = 'string';
    if (/^(import_statement|import_from_statement|import_declaration|import_spec|use_declaration)$/.test(type))
      return 'import';
    if (type === 'export_statement' && source !== undefined && source.start <= start && source.end >= end)
      return 'import';
    if (/(block|body)$/.test(type)) break;
  }
  return place;
}

/** Change logs and the like speak of the past, where old names are right. */
export function isHistory(path: string): boolean {
  return /(^|\/)(changelog|changes|history|news|releases?|migrat\w*|upgrad\w*)\b[^/]*$/i.test(path);
}
