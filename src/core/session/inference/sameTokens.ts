const INDENT_MATTERS = /\.(py|pyi|ya?ml|md|mdx|rst|txt|coffee|haml|pug|sass|styl|nim|fs|hs|mk)$|(^|\/)Makefile$/i;

/**
 * Whether two texts differ only in how they are laid out: white space, kind of quotes, semicolons, commas before a
 * closing bracket. Where indentation has a meaning it is compared.
 */
export function sameTokens(before: string, after: string, path: string): boolean {
  return before !== after && laidOut(before, path) === laidOut(after, path);
}

function laidOut(text: string, path: string): string {
  const lines = INDENT_MATTERS.test(path)
    ? text.replaceAll(/[ \t]+(?=\r?\n|$)/g, '').replaceAll(/(?<=\S)[ \t]+(?=\S)/g, '')
    : text.replaceAll(/\s+/g, '');
  return lines
    .replaceAll('\r', '')
    .replaceAll(/["'`]/g, '"')
    .replaceAll(';', '')
    .replaceAll(/,(?=\n*[)\]}>])/g, '')
    .replace(/\n+$/, '');
}
