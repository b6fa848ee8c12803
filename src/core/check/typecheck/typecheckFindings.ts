import type { Finding } from '../change.ts';
import type { ChangeView } from '../changeView.ts';
import { fileMoves } from '../fileMoves.ts';
import { lineText } from '../lineText.ts';
import { symbolChanges } from '../symbolChanges.ts';
import type { Diagnostic } from './diagnostic.ts';
import { typecheckDelta } from './typecheckDelta.ts';

/**
 * What a type checker says of head that it did not say of base. Diagnostics of files that are in neither state (a
 * library's) are left out.
 * @param tool who said it, for people
 */
export async function typecheckFindings(
  change: ChangeView,
  base: readonly Diagnostic[],
  head: readonly Diagnostic[],
  tool: string,
): Promise<Finding[]> {
  const moved = await fileMoves(change);
  const renamed = new Map<string, string>();
  for (const { old, now } of (await symbolChanges(change)).pairs)
    if (old.name !== now.name) renamed.set(old.name, now.name);
  const old = base.filter(({ path }) => change.base.files.has(path));
  const now = head.filter(({ path, severity }) => change.head.files.has(path) && severity !== 'info');
  const texts = new Map<string, string | null>();
  const key = (side: string, path: string): string => `${side}\0${path}`;
  for (const { path } of old) {
    texts.set(key('base', path), await change.base.text(path));
    const there = moved.get(path) ?? path;
    texts.set(key('head', there), await change.head.text(there));
  }
  for (const { path } of now) texts.set(key('head', path), await change.head.text(path));
  const fresh = typecheckDelta(old, now, {
    before: (path) => texts.get(key('base', path)) ?? null,
    after: (path) => texts.get(key('head', path)) ?? null,
    moved,
    renamed,
  });
  return fresh.map(({ path, line, severity, code, message }) => ({
    check: 'typecheck',
    severity,
    path,
    line: Math.max(1, line),
    symbol: code === '' ? (/['"‘`]([^'"’`]+)['"’`]/.exec(message)?.[1] ?? '') : code,
    message: sentence(`${tool === '' ? '' : `${tool}: `}${message}`),
    evidence: {
      text: lineText(texts.get(key('head', path)) ?? '', Math.max(1, line)),
      why: 'the same run at base did not say this, of this line or of the one in whose place it stands',
    },
  }));
}

function sentence(message: string): string {
  const short = message.length > 400 ? `${message.slice(0, 400).replace(/[\uD800-\uDBFF]$/, '')}…` : message;
  return /[.!?…]$/.test(short) ? short.replace(/\.+$/, '.') : `${short}.`;
}
