import { type Normaliser, onLines } from './normaliser.ts';

const ESCAPE = '\u001b';
/** Control sequences (CSI), operating system commands (OSC, titles and links), character sets, single escapes. */
const SEQUENCES = new RegExp(
  `${ESCAPE}(?:\\[[0-?]{0,64}[ -/]{0,8}[@-~]|\\][^\\u0007${ESCAPE}]{0,4096}(?:\\u0007|${ESCAPE}\\\\)|[()#][0-9A-Za-z]|[=>78A-Zc])|\\u009b[0-?]{0,64}[@-~]`,
  'g',
);

/** What a terminal does with a text, and no tool means. */
export const terminalRules: readonly Normaliser[] = [
  {
    id: 'line-ends',
    title: 'CRLF line ends.',
    example: { before: 'one\r\ntwo', after: 'one\ntwo' },
    apply: (text) => (text.includes('\r\n') ? text.replace(/\r\n/g, '\n') : text),
  },
  {
    id: 'terminal-escapes',
    title: 'Colours, cursor movements, titles and other terminal escapes.',
    example: { before: '\u001b[32m✓\u001b[0m works', after: '✓ works' },
    apply: (text) => (text.includes(ESCAPE) || text.includes('\u009b') ? text.replace(SEQUENCES, '') : text),
  },
  {
    id: 'carriage-return',
    title: 'Progress that a carriage return overwrites: what stands at last counts.',
    example: { before: 'loading 10%\rloading 99%\rdone', after: 'done' },
    apply: (text) => (text.includes('\r') ? onLines(lastWritten)(text) : text),
  },
  {
    id: 'backspace',
    title: 'Characters that backspaces take back.',
    example: { before: 'working |\b/\b-', after: 'working -' },
    apply: (text) => (text.includes('\b') ? onLines(withoutBackspaces)(text) : text),
  },
  {
    id: 'white-space',
    title: 'White space at the ends of lines, and empty lines around the whole.',
    example: { before: '\none  \ntwo\n\n', after: 'one\ntwo' },
    apply: (text) => withoutOuterLines(onLines((line) => line.trimEnd())(text)),
  },
];

function lastWritten(line: string): string {
  return line.includes('\r') ? (line.split('\r').findLast((part) => part.trim() !== '') ?? '') : line;
}

function withoutBackspaces(line: string): string {
  if (!line.includes('\b')) return line;
  const kept: string[] = [];
  for (const character of line) {
    if (character === '\b') kept.pop();
    else kept.push(character);
  }
  return kept.join('');
}

function withoutOuterLines(text: string): string {
  let start = 0;
  let end = text.length;
  while (text[start] === '\n') start++;
  while (end > start && text[end - 1] === '\n') end--;
  return text.slice(start, end);
}
