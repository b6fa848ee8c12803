const BELL = '\x07';
const ESCAPE = '\x1b';
/** What the one-character introducers of the C1 set stand for after ESC. */
const C1 = new Map([
  ['\x90', 'P'],
  ['\x98', 'X'],
  ['\x9b', '['],
  ['\x9d', ']'],
  ['\x9e', '^'],
  ['\x9f', '_'],
]);

/**
 * A terminal's output as plain lines: control sequences (ECMA-48: CSI, OSC, DCS and the like, single escapes) and other
 * control characters go; what a carriage return wrote over, or a backspace took back, goes too. Linear in the length.
 */
export function terminalText(output: string): string {
  const lines: string[] = [];
  let line: string[] = [];
  let column = 0;
  for (let at = 0; at < output.length; ) {
    const character = output.charAt(at);
    const introducer = character === ESCAPE ? output.charAt(at + 1) : C1.get(character);
    if (introducer !== undefined) {
      at = afterSequence(output, at + (character === ESCAPE ? 2 : 1), introducer);
      continue;
    }
    at++;
    if (character === '\n') {
      lines.push(line.join(''));
      line = [];
      column = 0;
    } else if (character === '\r') {
      column = 0;
    } else if (character === '\b') {
      column = Math.max(0, column - 1);
    } else if (character === '\t' || !isControl(character)) {
      line[column++] = character;
    }
  }
  return [...lines, line.join('')].join('\n');
}

/** Where the text goes on after a control sequence of which the introducer was read. One that never ends takes its line. */
function afterSequence(output: string, start: number, introducer: string): number {
  if (introducer === '[') return afterControlSequence(output, start);
  if (']PX^_'.includes(introducer) && introducer !== '') return afterString(output, start);
  let at = start;
  if (introducer >= ' ' && introducer <= '/') {
    while (output.charAt(at) >= ' ' && output.charAt(at) <= '/') at++;
    at++;
  }
  return at;
}

function afterControlSequence(output: string, start: number): number {
  let at = start;
  while (output.charAt(at) >= ' ' && output.charAt(at) <= '?') at++;
  const final = output.charAt(at);
  return final >= '@' && final <= '~' ? at + 1 : at;
}

function afterString(output: string, start: number): number {
  for (let at = start; at < output.length; at++) {
    const character = output.charAt(at);
    if (character === BELL || character === '\x9c') return at + 1;
    if (character === ESCAPE) return output.charAt(at + 1) === '\\' ? at + 2 : at;
    if (character === '\n') return at;
  }
  return output.length;
}

function isControl(character: string): boolean {
  const code = character.charCodeAt(0);
  return code < 0x20 || (code >= 0x7f && code < 0xa0);
}
