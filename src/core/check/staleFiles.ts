import { lineCounter } from '../syntax/parseErrorList.ts';
import type { Finding, Severity } from './change.ts';
import type { ChangeView } from './changeView.ts';
import type { CodeView } from './codeView.ts';
import { fileMoves } from './fileMoves.ts';
import { lineText } from './lineText.ts';
import { isHistory, placeOfWord, type WordPlace } from './wordPlaces.ts';

const PLAIN_TEXT =
  /(^|\/)(Dockerfile|Makefile|Justfile|Procfile|CODEOWNERS|\.[\w-]+(rc|ignore))$|\.(md|mdx|markdown|rst|txt|adoc|html?|css|ya?ml|toml|jsonc?|json5|ini|cfg|properties|xml|gradle|mk|cmake|sh|bash|bat|ps1)$/;

/** Paths of files that went or moved, as other files still spell them. Imports are another check's business. */
export async function staleFiles(change: ChangeView): Promise<Finding[]> {
  const { base, head, changed } = change;
  const gone = changed.filter((path) => base.files.has(path) && !head.files.has(path) && path.includes('/'));
  if (gone.length === 0) return [];
  const moves = await fileMoves(change);
  const findings: Finding[] = [];
  for (const path of head.snapshot.paths) {
    if (isHistory(path) || (!PLAIN_TEXT.test(path) && head.syntax.languageOf(path) === undefined)) continue;
    const text = await head.text(path);
    if (text === null) continue;
    for (const old of gone)
      if (text.includes(old))
        findings.push(...(await mentionsIn(change, { path, text, old, now: moves.get(old) ?? null })));
  }
  return findings;
}

interface Question {
  readonly path: string;
  readonly text: string;
  readonly old: string;
  readonly now: string | null;
}

async function mentionsIn({ head }: ChangeView, { path, text, old, now }: Question): Promise<Finding[]> {
  const findings: Finding[] = [];
  const lineOf = lineCounter(text);
  for (let at = text.indexOf(old); at >= 0; at = text.indexOf(old, at + 1)) {
    const end = at + old.length;
    if (/[\w./-]/.test(text[at - 1] ?? '') && !/(^|[^\w./-])\.?\/$/.test(text.slice(Math.max(0, at - 3), at))) continue;
    if (/[\w/-]/.test(text[end] ?? '') || standsBeside(head, path, old)) continue;
    const place = await placeOfWord(head, path, at, end);
    if (place === 'code' || place === 'import') continue;
    const line = lineOf(at);
    findings.push({
      check: 'stale-reference',
      severity: severityOf(place),
      path,
      line,
      symbol: old,
      message:
        now === null
          ? `This ${place} names ${old}, which is gone; take it away or name another file.`
          : `This ${place} names ${old}, which is ${now} now; name the new path.`,
      evidence: {
        text: lineText(text, line),
        old,
        new: now,
        declared: `${old}:1`,
        why: `found as a path in a ${place}${place === 'document' || place === 'comment' ? ', which nothing checks' : ''}`,
      },
      ...(now === null ? {} : { fix: [{ path, start: at, end, text: now }] }),
    });
  }
  return findings;
}

/** Whether the path means another file, counted from the folder of the file that says it. */
function standsBeside(head: CodeView, path: string, said: string): boolean {
  for (let folder = path; folder !== ''; ) {
    folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/')));
    if (folder !== '' && head.files.has(`${folder}/${said}`)) return true;
  }
  return false;
}

function severityOf(place: WordPlace): Severity {
  return place === 'string' || place === 'setting' ? 'warning' : 'info';
}
