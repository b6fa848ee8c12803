/**
 * The value of a JSON document that was cut off, closed behind its last whole member; undefined where nothing whole is
 * left, or where more is wrong than that the text ends too early.
 */
export function completedJson(text: string): unknown {
  const closed = closedText(text);
  try {
    return closed === null ? undefined : JSON.parse(closed);
  } catch {
    return undefined;
  }
}

/** One pass without recursion: depth costs nothing but a list of brackets. */
function closedText(text: string): string | null {
  const closers: string[] = [];
  let inText = false;
  let kept: { readonly end: number; readonly depth: number } | undefined;
  for (let at = 0; at < text.length; at++) {
    const unit = text[at];
    if (inText) {
      if (unit === '\\') at++;
      else if (unit === '"') inText = false;
      continue;
    }
    if (unit === '"') inText = true;
    else if (unit === '{') closers.push('}');
    else if (unit === '[') closers.push(']');
    else if (unit === '}' || unit === ']') {
      if (closers.pop() !== unit) return null;
      kept = { end: at + 1, depth: closers.length };
    } else if (unit === ',') kept = { end: at, depth: closers.length };
  }
  if (closers.length === 0 || kept === undefined) return null;
  return text.slice(0, kept.end) + closers.slice(0, kept.depth).reverse().join('');
}
