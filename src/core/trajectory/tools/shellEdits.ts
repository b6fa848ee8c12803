import type { CallOutcome } from './callOutcome.ts';
import { shellWords } from './shellWords.ts';
import { type ToolDesk, writeFile } from './toolDesk.ts';
import { unifiedDiffApplied } from './unifiedDiff.ts';

const heredoc = String.raw`<<(-?)\s*(['"]?)([\w.-]+)\2`;
const body = String.raw`[ \t]*\n([\s\S]*?)(?<=\n)[\t]*\3\s*$`;

/** `cat > file <<'EOF' …` and its turned form, when that is all of the command. Null: it is more, or less certain. */
export function heredocWritten(script: string, desk: ToolDesk): CallOutcome | null {
  const target = String.raw`(>>?)[ \t]*('[^']+'|"[^"$]+"|[^\s<>|&;()$'"]+)`;
  const front = new RegExp(
    String.raw`^\s*cat[ \t]+${target}[ \t]*${heredoc.replace('\\2', '\\4')}${body.replace('\\3', '\\5')}`,
  );
  const back = new RegExp(
    String.raw`^\s*cat[ \t]+${heredoc}[ \t]*(>>?)[ \t]*('[^']+'|"[^"$]+"|[^\s<>|&;()$'"]+)${body}`,
  );
  const a = front.exec(script);
  const b = a === null ? back.exec(script) : null;
  if (a !== null) {
    const [, sign = '', name = '', dash = '', quote = '', word = '', text = ''] = a;
    return written(desk, { sign, name, dash, quote, word, text });
  }
  if (b === null) return null;
  const [, dash = '', quote = '', word = '', sign = '', name = '', text = ''] = b;
  return written(desk, { sign, name, dash, quote, word, text });
}

interface Heredoc {
  readonly sign: string;
  readonly name: string;
  readonly dash: string;
  readonly quote: string;
  readonly word: string;
  readonly text: string;
}

function written(desk: ToolDesk, { sign, name, dash, quote, word, text }: Heredoc): CallOutcome | null {
  const content = literalBody(text, dash, quote, word);
  const path = shellWords(name)?.[0];
  if (content === null || path === undefined || !certain(desk, path)) return null;
  if (/No such file or directory|Permission denied|Is a directory/.test(desk.recorded ?? '')) return null;
  const at = desk.place(path);
  const folder = at.ok ? at.path.replace(/\/?[^/]*$/, '') : '';
  if (folder !== '' && desk.world.list?.(folder) === null) return null;
  return writeFile(desk, path, (now) => ({
    ok: true,
    text: sign === '>>' && now.kind === 'text' ? now.text + content : content,
    observation: '',
  }));
}

/** The lines of a heredoc as the command reads them; null: the shell would expand something, or it ends earlier. */
function literalBody(text: string, dash: string, quote: string, word: string): string | null {
  if (quote === '' && /[$`\\]/.test(text)) return null;
  const content = dash === '-' ? text.replace(/^\t+/gm, '') : text;
  return content.split('\n').slice(0, -1).includes(word) ? null : content;
}

/** The path is absolute, or the shell's folder is known; nothing in it is a pattern. */
function certain(desk: ToolDesk, path: string): boolean {
  if (/[*?[\]{}~]/.test(path)) return false;
  return path.startsWith('/') || !desk.memory.cwdUnsure;
}

/** `git apply <<'EOF'` and `patch -p1 <<'EOF'` with a diff, when that is all of the command and all of it fits. */
export function patchCommand(script: string, desk: ToolDesk): CallOutcome | null {
  const found = new RegExp(
    String.raw`^\s*((?:git[ \t]+apply|patch)[^\n<|;&]*?)[ \t]*${heredoc.replace('\\2', '\\3')}${body.replace('\\3', '\\4')}`,
  ).exec(script);
  if (found === null) return null;
  const [, call = '', dash = '', quote = '', word = '', text = ''] = found;
  const diff = literalBody(text, dash, quote, word);
  const words = shellWords(call);
  if (diff === null || words === null || desk.memory.cwdUnsure) return null;
  const git = words[0] === 'git';
  const options = words.slice(git ? 2 : 1);
  const strip = options.map((option) => /^-p(\d)$/.exec(option)?.[1]).find((value) => value !== undefined);
  const plain = options.every((option) => /^(?:-p\d|-|--verbose|-v|-N|--forward|--whitespace=\w+)$/.test(option));
  if (!plain || (!git && strip === undefined)) return null;
  const outcome = unifiedDiffApplied(diff, desk, { strip: Number(strip ?? 1), fuzz: git ? 0 : 2 });
  if (git) return outcome;
  // A program that applies some hunks and leaves rejects of others does more than this can tell.
  if (outcome.kind !== 'files') return null;
  const observation = outcome.changes.map(({ path }) => `patching file ${path}\n`).join('');
  return { ...outcome, observation };
}
