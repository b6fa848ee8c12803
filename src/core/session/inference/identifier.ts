/** Whether the whole text is one identifier of a C-like language. */
export function isIdentifier(text: string): boolean {
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(text);
}

/** The identifiers in a text, in order. */
export function identifiers(text: string): string[] {
  return text.match(/[\p{ID_Start}$_][\p{ID_Continue}$]*/gu) ?? [];
}

/** Where the run of identifier characters that ends `text` starts. */
export function identifierStart(text: string): number {
  return text.length - (/[\p{ID_Continue}$]*$/u.exec(text)?.[0].length ?? 0);
}

/** Where the run of identifier characters that starts `text` ends. */
export function identifierEnd(text: string): number {
  return /^[\p{ID_Continue}$]*/u.exec(text)?.[0].length ?? 0;
}
