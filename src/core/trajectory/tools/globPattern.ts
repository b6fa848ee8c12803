/** A glob (`**`, `*`, `?`, `{a,b}`, `[ab]`) as a regular expression over paths with forward slashes; null: it is none. */
export function globPattern(glob: string): RegExp | null {
  if (glob.length > 300) return null;
  let out = '';
  let depth = 0;
  for (let at = 0; at < glob.length; at++) {
    const character = glob[at] ?? '';
    if (glob.startsWith('**/', at)) {
      out += '(?:[^/]+/)*';
      at += 2;
    } else if (glob.startsWith('**', at)) {
      out += '.*';
      at += 1;
    } else if (character === '*') out += '[^/]*';
    else if (character === '?') out += '[^/]';
    else if (character === '{') {
      out += '(?:';
      depth++;
    } else if (character === '}' && depth > 0) {
      out += ')';
      depth--;
    } else if (character === ',' && depth > 0) out += '|';
    else if (character === '[') {
      const end = glob.indexOf(']', at + 2);
      if (end < 0) return null;
      out += `[${glob
        .slice(at + 1, end)
        .replace(/^!/, '^')
        .replaceAll('\\', '\\\\')}]`;
      at = end;
    } else out += character.replace(/[.+^$()|\\\]}]/, '\\$&');
  }
  if (depth > 0) return null;
  try {
    return new RegExp(`^${out}$`);
  } catch {
    return null;
  }
}
