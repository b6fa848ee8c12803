import type { FileEdit, LineRange } from './callFact.ts';
import { patchEdits } from './patchEdits.ts';
import type { RecordedPaths } from './recordedPaths.ts';
import { type ShellPart, shellParts } from './shellLine.ts';

export interface ShellFacts {
  readonly reads: LineRange[];
  readonly searches: string[];
  readonly edits: FileEdit[];
}

/** Paths that no reader can name: `xargs sed -i`, a script that writes. */
export const SOME_FILE = '*';

/** Which files a command line shows, searches and changes, as far as its text tells. @param cwd from the root, or empty */
export function shellFacts(line: string, paths: RecordedPaths, cwd: string = ''): ShellFacts {
  const facts: ShellFacts = { reads: [], searches: [], edits: [] };
  let folder = cwd;
  for (const part of shellParts(line)) {
    const words = commandWords(part.words);
    const [name = ''] = words;
    const to = { words, part, paths, folder, facts };
    for (const target of part.writes) edited(to, target, 'change');
    if (name === 'cd') folder = words[1] ?? folder;
    else if (/^(ba|z|da)?sh$/.test(name) && words.some((word) => /^-\w*c$/.test(word))) {
      const inner = shellFacts(words[words.findIndex((word) => /^-\w*c$/.test(word)) + 1] ?? '', paths, folder);
      for (const key of ['reads', 'searches', 'edits'] as const) (facts[key] as unknown[]).push(...inner[key]);
    } else commands.find(({ names }) => names.test(name))?.note(to);
  }
  return facts;
}

interface Noting {
  readonly words: readonly string[];
  readonly part: ShellPart;
  readonly paths: RecordedPaths;
  readonly folder: string;
  readonly facts: ShellFacts;
}

const commands: readonly { readonly names: RegExp; readonly note: (to: Noting) => void }[] = [
  { names: /^(cat|nl|less|more|bat|batcat|tac|open|type)$/, note: (to) => shown(to, operands(to.words), 1, Infinity) },
  {
    names: /^(head|tail)$/,
    note: (to) => {
      const count = Number(/-n?\s*(\d+)|--lines[= ](\d+)/.exec(to.words.join(' '))?.slice(1).find(Boolean) ?? 10);
      const from = /\+(\d+)/.exec(to.words.join(' '))?.[1];
      const files = operands(to.words).filter((word) => !/^\+?\d+$/.test(word));
      if (to.words[0] === 'head') shown(to, files, 1, count);
      else if (from !== undefined) shown(to, files, Number(from), Infinity);
    },
  },
  {
    names: /^g?sed$|^perl$/,
    note: (to) => {
      const inPlace = to.words.some((word) => /^(-[a-zA-Z]*i|--in-place)/.test(word));
      const [script = '', ...files] = operands(to.words, to.words.includes('-e') ? '-e' : undefined);
      if (inPlace) for (const file of files.length === 0 ? [SOME_FILE] : files) edited(to, file, 'change');
      const range = /^(\d+)(?:,(\d+|\$))?p$/.exec(script);
      if (!inPlace && range !== null) {
        const [, from = '1', last] = range;
        shown(to, files, Number(from), last === undefined ? Number(from) : last === '$' ? Infinity : Number(last));
      }
    },
  },
  {
    names: /^(e|f|z|r)?grep$|^rg$|^ag$|^ack$|^git-grep$|^search_(dir|file)$/,
    note: (to) => {
      const flag = to.words.findIndex((word) => /^(-\w*e|--regexp)$/.test(word));
      const pattern = flag > 0 ? to.words[flag + 1] : operands(to.words)[0];
      if (pattern !== undefined) to.facts.searches.push(pattern);
    },
  },
  {
    names: /^(mv|cp|git-mv)$/,
    note: (to) => {
      const files = operands(to.words);
      const target = files.at(-1) ?? '';
      for (const file of files.slice(0, -1)) {
        const [from, into] = [to.paths.of(file, to.folder), to.paths.of(target, to.folder)];
        if (from === null || into === null) continue;
        if (to.words[0] === 'cp') to.facts.edits.push({ path: into, how: 'create', removed: null });
        else to.facts.edits.push({ path: from, how: 'move', to: into, removed: null });
      }
    },
  },
  { names: /^(rm|git-rm|unlink)$/, note: (to) => edits(to, operands(to.words), 'delete') },
  { names: /^(tee|touch|truncate)$/, note: (to) => edits(to, operands(to.words), 'change') },
  { names: /^create$/, note: (to) => edits(to, operands(to.words), 'create') },
  { names: /^(git-checkout|git-restore|git-revert)$/, note: (to) => edits(to, operands(to.words), 'change') },
  {
    names: /^(patch|git-apply|git-am|apply_patch)$/,
    note: (to) => {
      const found = patchEdits(`${to.words.slice(1).join('\n')}\n${to.part.input}`, to.paths);
      to.facts.edits.push(...(found.length > 0 ? found : [{ path: SOME_FILE, how: 'change' as const, removed: null }]));
    },
  },
  {
    names: /^(python[\d.]*|node|ruby|perl|deno|bun)$/,
    note: (to) => {
      const script = `${to.words.slice(1).join('\n')}\n${to.part.input}`;
      if (!/write_text|writeFile|\.write\(|open\([^)]*['"][wa]\+?['"]/.test(script)) return;
      const named = [...script.matchAll(/['"]([\w./-]+\.\w+)['"]/g)].map(([, file = '']) => file);
      edits(to, named.length > 0 ? named : [SOME_FILE], 'change');
    },
  },
];

/** Without wrappers: `sudo`, `time`, `xargs -0`, variables that are set; `git mv` is one word. */
function commandWords(words: readonly string[]): string[] {
  const rest = [...words];
  for (;;) {
    const [first = ''] = rest;
    if (/^\w+=/.test(first) || /^(sudo|time|env|command|nice|then|do|else|!|\(|\{)$/.test(first)) rest.shift();
    else if (first === 'timeout') rest.splice(0, 2);
    else if (first === 'xargs') {
      rest.shift();
      while (/^-/.test(rest[0] ?? '')) rest.splice(0, /^-[InPL]$/.test(rest[0] ?? '') ? 2 : 1);
    } else break;
  }
  if (rest[0] === 'git' && rest[1] !== undefined) return [`git-${rest[1]}`, ...rest.slice(2)];
  return rest;
}

function operands(words: readonly string[], valued?: string): string[] {
  const found: string[] = [];
  for (let at = 1; at < words.length; at++) {
    const word = words[at] ?? '';
    if (word === valued) found.push(words[++at] ?? '');
    else if (/^-n$/.test(word) && /^\d+$/.test(words[at + 1] ?? '')) at += 1;
    else if (!/^-./.test(word)) found.push(word);
  }
  return found;
}

function shown({ paths, folder, facts }: Noting, files: readonly string[], from: number, to: number): void {
  for (const file of files) {
    const path = paths.of(file, folder);
    if (path !== null) facts.reads.push({ path, from, to });
  }
}

function edits(to: Noting, files: readonly string[], how: FileEdit['how']): void {
  for (const file of files) edited(to, file, how);
}

function edited({ paths, folder, facts }: Noting, file: string, how: FileEdit['how']): void {
  const path = file === SOME_FILE ? file : paths.of(file, folder);
  if (path !== null) facts.edits.push({ path, how, removed: null });
}
