import { shellWords } from '../../core/trajectory/tools/shellWords.ts';
import { isAbsolute } from './mentionedPaths.ts';

export interface ShellRead {
  /** By its words the command only looks at things. */
  readonly changesNothing: boolean;
  /** What it prints; null: that cannot be told without running it. */
  readonly printed: string | null;
}

/** A file's text; `absent`; null where it cannot be told which file it is, or it is no text. */
type Look = (path: string) => { readonly text: string } | 'absent' | null;

const readers =
  /^(cat|nl|head|tail|less|more|ls|ll|tree|pwd|wc|file|stat|du|df|grep|egrep|fgrep|rg|ag|ack|which|whereis|type|echo|printf|cut|sort|uniq|tr|column|diff|cmp|true|cd|whoami|id|uname|date|env|printenv|ps|hostname)$/;

/**
 * What a shell command is that shows a part of one file (`cat`, `nl -ba`, `head`, `tail`, `sed -n 1,9p`, after one `cd`
 * or none), without running it; and whether a command only reads, by the names of its programs.
 */
export function shellRead(command: string, look: (path: string, folder: string | null) => ReturnType<Look>): ShellRead {
  const [, folder = null, rest = command] = /^\s*cd\s+([^\s;&|'"$`]+)\s*(?:&&|;)\s*([\s\S]+)$/.exec(command) ?? [];
  const words = shellWords(rest.trim());
  if (words === null) return { changesNothing: onlyReads(rest), printed: null };
  const printed = showsFile(words, (path) => look(path, folder));
  return { changesNothing: printed !== null || wordsRead(words), printed };
}

function showsFile(words: readonly string[], look: Look): string | null {
  const [program = '', ...given] = words;
  const file = given.at(-1);
  if (file === undefined || file.startsWith('-') || /[*?[{~]/.test(file)) return null;
  const show = shower(program, given.slice(0, -1).join(' '));
  const found = show === null ? null : look(file);
  if (show === null || found === null) return null;
  if (found !== 'absent') return show(found.text);
  return isAbsolute(file) ? `${program}: ${file}: No such file or directory\n` : null;
}

function shower(program: string, options: string): ((text: string) => string) | null {
  if (program === 'cat' && options === '') return (text) => text;
  if ((program === 'cat' && options === '-n') || (program === 'nl' && options === '-ba')) return numbered;
  const [, count] = /^(?:-n ?)?-?(\d+)$/.exec(options) ?? [];
  if (program === 'head' && (options === '' || count !== undefined))
    return (text) => part(text, 1, Number(count ?? 10));
  const [, first, last] = /^-n (\d+),(\d+)p$/.exec(options) ?? [];
  if (program === 'sed' && first !== undefined) return (text) => part(text, Number(first), Number(last));
  return null;
}

function numbered(text: string): string {
  const lines = text.replace(/\n$/, '').split('\n');
  return text === '' ? '' : lines.map((line, at) => `${String(at + 1).padStart(6)}\t${line}\n`).join('');
}

function part(text: string, first: number, last: number): string {
  return (text.match(/[^\n]*\n|[^\n]+$/g) ?? []).slice(first - 1, last).join('');
}

function onlyReads(command: string): boolean {
  if (/[>`]|\$\(|<\(/.test(command.replaceAll(/2>(&1|\s*\/dev\/null)/g, ''))) return false;
  const parts = command.replaceAll(/2>(&1|\s*\/dev\/null)/g, '').split(/\|\||&&|[|;\n]/);
  return parts.every((one) => {
    const words = one.trim() === '' ? [] : one.trim().split(/\s+/);
    return wordsRead(words);
  });
}

function wordsRead(words: readonly string[]): boolean {
  const [program, ...given] = words;
  if (program === undefined || readers.test(program)) return true;
  if (program === 'find') return !given.some((word) => /^-(delete|exec|execdir|ok|okdir|fprint)/.test(word));
  if (program === 'sed') return given[0] === '-n' && !given.some((word) => /^(-i|--in-place)|w\s/.test(word));
  return (
    program === 'git' &&
    /^(status|log|diff|show|branch|blame|ls-files|rev-parse|grep)$/.test(given[0] ?? '') &&
    given.length < 9
  );
}
