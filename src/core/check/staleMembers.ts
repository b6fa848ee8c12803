import { lineCounter } from '../syntax/parseErrorList.ts';
import type { SyntaxNode } from '../syntax/syntaxTree.ts';
import type { Finding } from './change.ts';
import type { ChangeView } from './changeView.ts';
import { lineText } from './lineText.ts';
import { isDistinctive } from './mentions.ts';
import { type DeclaredSymbol, isMember, qualified, symbolChanges } from './symbolChanges.ts';
import { symbolSites } from './symbolSites.ts';

/** A method, field or enum member that base declares and head does not. */
export interface GoneMember {
  readonly old: DeclaredSymbol;
  readonly now: DeclaredSymbol | null;
}

/** The members that went from types that are still there, and whose names nothing in head declares any more. */
export function goneMembers(change: ChangeView): Promise<GoneMember[]> {
  return change.once(goneMembers, async () => {
    const { pairs, removed } = await symbolChanges(change);
    const gone = new Set(removed.map((symbol) => `${symbol.path}\0${qualified(symbol)}`));
    const candidates: GoneMember[] = [
      ...pairs.filter(({ old, now }) => old.name !== now.name),
      ...removed.filter(({ path, owner }) => !gone.has(`${path}\0${owner}`)).map((old) => ({ old, now: null })),
    ].filter(({ old: { kind } }) => isMember(kind) && kind !== 'constructor');
    const found: GoneMember[] = [];
    for (const member of candidates) {
      if ((await change.declarersOf(member.old.name)).size > 0) continue;
      if (await ownsItsMembers(change, member.old)) found.push(member);
    }
    return found;
  });
}

/**
 * Whether the type that a member was in still lists its members itself in head, and takes none from elsewhere: then a
 * member that is not listed is gone.
 */
export async function ownsItsMembers(change: ChangeView, member: DeclaredSymbol): Promise<boolean> {
  const { pairs } = await symbolChanges(change);
  const owner = pairs.find(({ old }) => old.path === member.path && qualified(old) === member.owner);
  // A Go method may stand in another file than its type.
  if (owner === undefined) return change.base.syntax.languageOf(member.path)?.id === 'go';
  const holders = owner.now.declarations;
  const lists = pairs.some(({ now }) => now.path === owner.now.path && now.owner === qualified(owner.now));
  return !holders.some(({ node }) => inherits(node)) && (lists || holders.every(({ kind }) => kind !== 'type'));
}

function inherits(node: SyntaxNode): boolean {
  return [...node.namedChildren, ...(node.child('value')?.namedChildren ?? [])].some(
    ({ type, field }) =>
      /heritage|superclass|super_interfaces|extends/.test(type) ||
      /^(superclass|superclasses|interfaces|trait)$/.test(field) ||
      (node.child('value')?.type === 'intersection_type' && type !== 'object_type'),
  );
}

/** Uses of such members: errors where the type of the object is known, warnings where only the name tells. */
export async function staleMembers(change: ChangeView): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const member of await goneMembers(change)) findings.push(...(await usesOf(change, member)));
  return findings;
}

async function usesOf(change: ChangeView, { old, now }: GoneMember): Promise<Finding[]> {
  const findings: Finding[] = [];
  const [declared] = old.declarations;
  const place = `${old.path}:${lineCounter(declared.node.tree.text)(declared.nameStart)}`;
  for (const { path, node, tie } of await symbolSites(change.head, old)) {
    if (tie === 'name' && !isDistinctive(old.name)) continue;
    const { text } = node.tree;
    const line = lineCounter(text)(node.start);
    const name = node.text;
    findings.push({
      check: 'stale-reference',
      severity: tie === 'certain' ? 'error' : 'warning',
      path,
      line,
      symbol: old.name,
      message:
        now === null
          ? `${qualified(old)} was removed, and ${old.name} is still used here; take the use away.`
          : `${qualified(old)} is called ${now.name} now; use the new name here too.`,
      evidence: {
        text: lineText(text, line),
        old: old.name,
        new: now?.name ?? null,
        declared: place,
        why:
          tie === 'certain'
            ? `the object is of type ${old.owner}, which does not have it any more`
            : 'nothing declares a member of that name any more, and the type of the object is not known',
      },
      ...(now === null || !name.endsWith(old.name)
        ? {}
        : { fix: [{ path, start: node.end - old.name.length, end: node.end, text: now.name }] }),
    });
  }
  return findings;
}
