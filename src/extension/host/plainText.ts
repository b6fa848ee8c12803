/**
 * Text as Markdown that shows it as it is. The editor's own `appendText` makes every space one that no line breaks at,
 * so that long text is cut in the middle of words.
 */
export function plainText(text: string): string {
  return text
    .replace(/[\\`*_{}[\]()#+\-.!~|:$]/g, '\\$&')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/\s*\n\s*/g, '\n\n');
}
