/**
 * One simple shell command as words, quotes and backslashes taken away as POSIX says. Null where it is more than that:
 * a pipe, a list, a redirection, an expansion, an open quote.
 */
export function shellWords(command: string): string[] | null {
  const words: string[] = [];
  let word = '';
  let inWord = false;
  let quote = '';
  for (let at = 0; at < command.length; at++) {
    const character = command[at] ?? '';
    if (quote === "'") {
      if (character === "'") quote = '';
      else word += character;
      continue;
    }
    if (character === '$' || character === '`') return null;
    if (character === '\\') {
      const next = command[++at] ?? '';
      if (next === '') return null;
      const kept = quote === '"' && !/["\\$`\n]/.test(next);
      if (next !== '\n') word += kept ? `\\${next}` : next;
      inWord = true;
    } else if (quote === '"') {
      if (character === '"') quote = '';
      else word += character;
    } else if (character === "'" || character === '"') {
      quote = character;
      inWord = true;
    } else if (/\s/.test(character)) {
      if (character === '\n' && command.slice(at).trim() !== '') return null;
      if (inWord) words.push(word);
      word = '';
      inWord = false;
    } else if (/[|&;<>()#]/.test(character) && (character !== '#' || !inWord)) {
      return null;
    } else {
      word += character;
      inWord = true;
    }
  }
  if (quote !== '') return null;
  if (inWord) words.push(word);
  return words;
}
