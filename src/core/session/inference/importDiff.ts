import { identifiers } from './identifier.ts';

const STATEMENTS: readonly (readonly [RegExp, RegExp])[] = [
  [
    /\.[cm]?[jt]sx?$|\.(vue|svelte)$/,
    /(?:import|export)\s+[^;'"()=]*?\bfrom\s*(?:'[^'\n]+'|"[^"\n]+")(?:\s*with\s*\{[^}]*\})?;?|import\s*(?:'[^'\n]+'|"[^"\n]+");?|(?:const|let|var)\s+[\w$\s{},:]+?\s*=\s*require\([^)\n]*\)(?:\.\w+)?;?/,
  ],
  [/\.pyi?$/, /from\s+[\w.]+\s+import\s+(?:\([^)]*\)|[^\n(]+)|import\s+[\w., ]+/],
  [/\.rs$/, /(?:pub\s+)?(?:use|mod|extern crate)\s+[^;{}]*(?:\{[^;]*\})?;/],
  [/\.go$/, /import\s+(?:\([^)]*\)|(?:[\w.]+\s+)?"[^"\n]+")|(?:[\w.]+\s+)?"[\w./-]+"(?=\s|$)/],
  [/\.(java|kt|scala|groovy)$/, /import\s+[\w.* ]+;?/],
  [/\.cs$/, /(?:global\s+)?using\s+[\w.= ]+;/],
  [/\.(c|cc|cpp|cxx|h|hh|hpp|hxx|m|mm)$/, /#\s*include\s+(?:<[^>\n]+>|"[^"\n]+")/],
  [/\.rb$/, /require(?:_relative)?\s+(?:'[^'\n]+'|"[^"\n]+")/],
  [/\.php$/, /use\s+[\w\\ ,{}]+;/],
];

const WORDS = new Set(
  'import from as type typeof require const let var export default use using pub mod crate self super static include extern global with'.split(
    ' ',
  ),
);

/** What a stretch of edits changed in the statements that import. */
export interface ImportDiff {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  /** The module that the new statement names, or the old one where there is no new one; null where they stayed. */
  readonly source: string | null;
}

/** The difference where nothing but import statements (and blank lines) differs between two texts; null otherwise. */
export function importDiff(before: string, after: string, path: string): ImportDiff | null {
  const pattern = STATEMENTS.find(([ending]) => ending.test(path))?.[1];
  if (pattern === undefined || before === after) return null;
  const [old, now] = differing(before.split('\n'), after.split('\n'));
  const was = statements(old, pattern);
  const is = statements(now, pattern);
  if (was === null || is === null || was.length + is.length === 0) return null;
  const names = (texts: readonly string[]) => new Set(texts.flatMap(namesIn));
  const namesBefore = names(was);
  const namesAfter = names(is);
  const added = [...namesAfter].filter((name) => !namesBefore.has(name));
  const removed = [...namesBefore].filter((name) => !namesAfter.has(name));
  const gone = was.filter((text) => !is.includes(text));
  const come = is.filter((text) => !was.includes(text));
  if (was.join('\n') === is.join('\n')) return null;
  return { added, removed, source: sourcesSame(was, is) ? null : sourceOf(come.at(-1) ?? gone.at(-1) ?? '') };
}

/** The lines that differ, widened to the whole of a statement over several lines that they are in. */
function differing(before: readonly string[], after: readonly string[]): [string, string] {
  let head = 0;
  while (head < before.length && head < after.length && before[head] === after[head]) head++;
  let tail = 0;
  while (
    tail < before.length - head &&
    tail < after.length - head &&
    before[before.length - 1 - tail] === after[after.length - 1 - tail]
  )
    tail++;
  const inside = /^[\w\s$"./*,-]*$/;
  for (let up = head; up > 0 && head - up < 40; up--) {
    const line = before[up - 1] ?? '';
    if (/[({]\s*$/.test(line) && /^\s*(import|from|export|use|pub use|const|let|var)\b/.test(line)) {
      head = up - 1;
      while (tail > 0 && !/^\s*[)}]/.test(before[before.length - 1 - tail] ?? '')) tail--;
      break;
    }
    if (!inside.test(line) || line.trim() === '') break;
  }
  return [before.slice(head, before.length - tail).join('\n'), after.slice(head, after.length - tail).join('\n')];
}

/** The import statements that a text is made of; null when there is anything else in it. */
function statements(text: string, pattern: RegExp): string[] | null {
  const found: string[] = [];
  const rest = text.replaceAll(new RegExp(`(?<=^|[\\n;])[ \\t]*(?:${pattern.source})`, 'g'), (statement) => {
    found.push(statement.trim());
    return '';
  });
  return rest.trim() === '' ? found : null;
}

function namesIn(statement: string): string[] {
  const included = /^#\s*include\s*[<"]([^>"]+)/.exec(statement)?.[1];
  if (included !== undefined) return [included];
  const clause = statement.replaceAll(/(['"])[^'"\n]*\1/g, ' ').replace(/^from\s+[\w.]+/, '');
  return identifiers(clause).filter((name) => !WORDS.has(name));
}

function sourcesSame(was: readonly string[], is: readonly string[]): boolean {
  const all = (statements: readonly string[]) => statements.map(sourceOf).toSorted().join('\n');
  return all(was) === all(is);
}

function sourceOf(statement: string): string | null {
  return /['"<]([^'"<>\n]+)['">]/.exec(statement)?.[1] ?? /^from\s+([\w.]+)/.exec(statement)?.[1] ?? null;
}
