/** One simple command of a command line. */
export interface ShellPart {
  /** Words without quotes; variables stand as they are. */
  readonly words: readonly string[];
  /** Files that output goes to. */
  readonly writes: readonly string[];
  /** It reads another command's output. */
  readonly piped: boolean;
  /** What stands in its here-documents. */
  readonly input: string;
}

/**
 * Takes a command line apart into its simple commands, as far as a reader can without running it: lists, pipes, quotes,
 * redirections and here-documents. Substitutions and control words are left as text.
 */
export function shellParts(line: string): ShellPart[] {
  const { text, inputs } = withoutHereDocuments(line);
  const parts: ShellPart[] = [];
  let words: string[] = [];
  let writes: string[] = [];
  let piped = false;
  const end = (pipe: boolean): void => {
    const input = words.length === 0 ? '' : inputs.splice(0, words.filter((word) => word === HERE).length).join('\n');
    words = words.filter((word) => word !== HERE);
    if (words.length > 0 || writes.length > 0) parts.push({ words, writes, piped, input });
    [words, writes, piped] = [[], [], pipe];
  };
  const tokens = text.matchAll(
    /\\\n|\n|\|\||&&|[;&]|\||(?:\d|&)?>>?(?:&\d|\s*(?:"[^"]*"|'[^']*'|[^\s;|&<>]+))|<\s*[^\s;|&<>]+|(?:\\[\s\S]|"(?:\\[\s\S]|[^"\\])*"|'[^']*'|[^\s;|&<>"'\\])+/g,
  );
  for (const [token] of tokens) {
    if (token === '\\\n') continue;
    if (/^(\n|;|&|&&|\|\|)$/.test(token)) end(false);
    else if (token === '|') end(true);
    else if (/^(\d|&)?>/.test(token)) {
      const target = unquoted(token.replace(/^(\d|&)?>>?\s*/, ''));
      if (!target.startsWith('&') && target !== '/dev/null' && !/^2>/.test(token)) writes.push(target);
    } else if (!token.startsWith('<')) words.push(unquoted(token));
  }
  end(false);
  return parts;
}

const HERE = '\u0000here';

function withoutHereDocuments(line: string): { text: string; inputs: string[] } {
  const inputs: string[] = [];
  let text = line;
  for (let turn = 0; turn < 50; turn++) {
    const start = /<<(-?)\s*(['"]?)(\w+)\2/.exec(text);
    if (start === null) break;
    const bodyAt = text.indexOf('\n', start.index);
    const mark = new RegExp(`^${start[1] === '-' ? '\\t*' : ''}${start[3]}[ \\t]*$`, 'm');
    const body = bodyAt < 0 ? '' : text.slice(bodyAt + 1);
    const ending = mark.exec(body);
    inputs.push(ending === null ? body : body.slice(0, ending.index));
    const after = ending === null ? '' : body.slice(ending.index + ending[0].length);
    const rest =
      bodyAt < 0 ? text.slice(start.index + start[0].length) : text.slice(start.index + start[0].length, bodyAt);
    text = `${text.slice(0, start.index)} ${HERE} ${rest}${after}`;
  }
  return { text, inputs };
}

function unquoted(token: string): string {
  return token.replace(/"((?:\\[\s\S]|[^"\\])*)"|'([^']*)'|\\([\s\S])/g, (_, double, single, escaped) =>
    double === undefined ? (single ?? escaped ?? '') : double.replace(/\\(["\\$`])/g, '$1'),
  );
}
