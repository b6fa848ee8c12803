import { type Declaration, REF, referenceKinds, type Scope } from './facts.ts';
import type { FactRules, FactsDraft } from './factsDraft.ts';

const TYPE = referenceKinds.indexOf('type');
const CALL = referenceKinds.indexOf('call');
const IMPORT = referenceKinds.indexOf('import');
const KEY = referenceKinds.indexOf('key');
const TYPES = new Set(['class', 'interface', 'type', 'enum', 'type-parameter', 'module', 'import']);
const TYPES_ALONE = new Set(['interface', 'type', 'type-parameter']);

/**
 * Binds plain names to the declarations of the file, innermost scope first, and writes `REF.target`. In one scope the
 * last declaration before the use counts, which is what shadowing in blocks of Go and Rust means.
 */
export function bindScopes(
  draft: FactsDraft,
  declarations: readonly Declaration[],
  references: Int32Array,
  rules: Pick<FactRules, 'classNamesInside' | 'closedModules' | 'methodsApart'>,
): void {
  const width = draft.names.length + 1;
  const byScope = new Map<number, number[]>();
  const declared = new Uint8Array(width);
  declarations.forEach(({ name, scope }, index) => {
    if (scope < 0) return;
    const id = draft.nameId(name);
    if (id >= width) return;
    declared[id] = 1;
    const key = scope * width + id;
    const known = byScope.get(key);
    if (known === undefined) byScope.set(key, [index]);
    else known.push(index);
  });
  for (let at = 0; at < references.length; at += REF.width) {
    const name = references[at + REF.name] as number;
    const kind = references[at + REF.kind] as number;
    if (!declared[name] || references[at + REF.from] !== 0 || kind === IMPORT || kind === KEY) continue;
    const first = references[at + REF.scope] as number;
    for (let scope = first; scope >= 0; scope = (draft.scopes[scope] as Scope).parent) {
      if (!rules.classNamesInside && scope !== first && isHidden(draft.scopes, scope, first)) continue;
      const found = byScope.get(scope * width + name);
      const fitting =
        rules.methodsApart && found ? found.filter((each) => fitsUse(declarations[each], kind === CALL)) : found;
      const target = fitting && chosen(fitting, declarations, references[at + REF.start] as number, kind === TYPE);
      if (target !== undefined) {
        references[at + REF.target] = target;
        break;
      }
      if (rules.closedModules && draft.scopes[scope]?.kind === 'module') break;
    }
  }
}

function fitsUse(declaration: Declaration | undefined, isCall: boolean): boolean {
  return declaration?.kind === 'import' || (declaration?.kind === 'method') === isCall;
}

/** Names of a class body are not seen from the functions in it. */
function isHidden(scopes: readonly Scope[], scope: number, from: number): boolean {
  if (scopes[scope]?.kind !== 'class') return false;
  for (let inner = from; inner !== scope && inner >= 0; inner = (scopes[inner] as Scope).parent)
    if (scopes[inner]?.kind === 'function') return true;
  return false;
}

function chosen(
  found: readonly number[],
  declarations: readonly Declaration[],
  start: number,
  isType: boolean,
): number | undefined {
  let best: number | undefined;
  let other: number | undefined;
  for (let index = found.length - 1; index >= 0; index--) {
    const candidate = found[index] as number;
    const { kind, from } = declarations[candidate] as Declaration;
    if (from > start) continue;
    other = candidate;
    if (isType ? !TYPES.has(kind) : TYPES_ALONE.has(kind)) continue;
    best = candidate;
    if (from > 0) break;
  }
  return best ?? other;
}
