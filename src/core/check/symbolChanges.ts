import type { ChangeView } from './changeView.ts';
import type { CodeView } from './codeView.ts';
import { type Declaration, type DeclarationKind, declarationsOf } from './declarations.ts';
import { type FileMoves, fileMoves } from './fileMoves.ts';
import { originOf } from './foreignFiles.ts';
import { likeness, tokensOf } from './likeness.ts';

/** A declared name of one snapshot, with all its declarations there: overloads, signatures, halves of an `if`. */
export interface DeclaredSymbol {
  readonly path: string;
  readonly owner: string;
  readonly name: string;
  readonly kind: DeclarationKind;
  readonly declarations: readonly [Declaration, ...Declaration[]];
}

/** What became of the symbols of the changed files. */
export interface SymbolChanges {
  /** The same symbol on both sides: as it was, changed, renamed or moved. */
  readonly pairs: readonly SymbolPair[];
  readonly removed: readonly DeclaredSymbol[];
  readonly added: readonly DeclaredSymbol[];
  readonly files: FileMoves;
}

export interface SymbolPair {
  readonly old: DeclaredSymbol;
  readonly now: DeclaredSymbol;
}

const RENAMED = 0.6;
const MOVED = 0.5;
const MOVED_AND_RENAMED = 0.85;
const LARGE_ENOUGH = 12;

/** Pairs the declarations of the changed files of both sides: by name and place, then by likeness of their texts. */
export function symbolChanges(change: ChangeView): Promise<SymbolChanges> {
  return change.once(symbolChanges, async () => {
    const files = await fileMoves(change);
    const old = await symbolsOf(change.base, change.changed);
    const now = await symbolsOf(change.head, change.changed);
    return new Matching(old, now, files).result();
  });
}

/** The symbols of some files of a snapshot; files of others and those that are not parsed are left out. */
async function symbolsOf(view: CodeView, paths: readonly string[]): Promise<DeclaredSymbol[]> {
  const lists = await Promise.all(paths.map((path) => fileSymbols(view, path)));
  return lists.flat();
}

/** The symbols of one file. */
export async function fileSymbols(view: CodeView, path: string): Promise<DeclaredSymbol[]> {
  const text = await view.text(path);
  if (text === null || originOf(path, text) === 'foreign') return [];
  const tree = await view.tree(path);
  if (tree === undefined) return [];
  const groups = new Map<string, [Declaration, ...Declaration[]]>();
  for (const declaration of declarationsOf(tree)) {
    const key = `${declaration.owner}\0${declaration.name}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [declaration]);
    else group.push(declaration);
  }
  return [...groups.values()].map((declarations) => {
    const [{ owner, name, kind }] = declarations;
    return { path, owner, name, kind, declarations };
  });
}

class Matching {
  readonly #now = new Map<string, DeclaredSymbol>();
  readonly #pairs: SymbolPair[] = [];
  readonly #taken = new Set<DeclaredSymbol>();
  readonly #left = new Set<DeclaredSymbol>();
  readonly #tokens = new Map<DeclaredSymbol, readonly string[]>();
  readonly #files: FileMoves;
  /** Where the inside of a type or module went: `path\0qualified name` of base to the same of head. */
  readonly #owners = new Map<string, { readonly path: string; readonly owner: string }>();

  constructor(old: readonly DeclaredSymbol[], now: readonly DeclaredSymbol[], files: FileMoves) {
    this.#files = files;
    for (const symbol of now) this.#now.set(keyOf(symbol), symbol);
    const depths = new Set([...old, ...now].map(({ owner }) => depthOf(owner)));
    for (const depth of [...depths].sort((a, b) => a - b)) {
      const atDepth = (symbols: readonly DeclaredSymbol[]) => symbols.filter(({ owner }) => depthOf(owner) === depth);
      this.#matchLevel(atDepth(old), atDepth(now));
    }
  }

  result(): SymbolChanges {
    return {
      pairs: this.#pairs,
      removed: [...this.#left],
      added: [...this.#now.values()].filter((symbol) => !this.#taken.has(symbol)),
      files: this.#files,
    };
  }

  #matchLevel(old: readonly DeclaredSymbol[], now: readonly DeclaredSymbol[]): void {
    const open: DeclaredSymbol[] = [];
    for (const symbol of old) {
      const same = this.#now.get([...this.#placeOf(symbol), symbol.name].join('\0'));
      if (same !== undefined && !this.#taken.has(same)) this.#pair(symbol, same);
      else open.push(symbol);
    }
    const free = now.filter((symbol) => !this.#taken.has(symbol));
    const scored = open.flatMap((symbol, index) =>
      free.flatMap((other) => {
        const value = this.#score(symbol, other);
        const distance = Math.abs(index - free.indexOf(other)) / 1e5;
        return value === null ? [] : [{ symbol, other, value: value - distance }];
      }),
    );
    const done = new Set<DeclaredSymbol>();
    for (const { symbol, other } of scored.sort((a, b) => b.value - a.value)) {
      if (done.has(symbol) || this.#taken.has(other)) continue;
      done.add(symbol);
      this.#pair(symbol, other);
    }
    for (const symbol of open) if (!done.has(symbol)) this.#left.add(symbol);
  }

  /** How well two symbols that are not in the same place under the same name go together; null: not at all. */
  #score(old: DeclaredSymbol, now: DeclaredSymbol): number | null {
    if (old.kind !== now.kind) return null;
    const [path, owner] = this.#placeOf(old);
    const inPlace = now.path === path && now.owner === owner;
    const sameName = old.name === now.name;
    const member = old.owner !== '' && isMember(old.kind);
    if (sameName && !inPlace) {
      const alike = likeness(this.#tokensOf(old), this.#tokensOf(now));
      return alike < (member ? RENAMED : MOVED) ? null : 2 + alike;
    }
    if (!inPlace && (member || this.#tokensOf(old).length < LARGE_ENOUGH)) return null;
    if (sameName) return null;
    const alike = likeness(this.#tokensOf(old), this.#tokensOf(now));
    return alike < (inPlace ? RENAMED : MOVED_AND_RENAMED) ? null : alike;
  }

  #placeOf({ path, owner }: DeclaredSymbol): [path: string, owner: string] {
    const known = this.#owners.get(`${path}\0${owner}`);
    return known === undefined ? [this.#files.get(path) ?? path, owner] : [known.path, known.owner];
  }

  #pair(old: DeclaredSymbol, now: DeclaredSymbol): void {
    this.#taken.add(now);
    this.#pairs.push({ old, now });
    this.#owners.set(`${old.path}\0${qualified(old)}`, { path: now.path, owner: qualified(now) });
  }

  #tokensOf(symbol: DeclaredSymbol): readonly string[] {
    const known = this.#tokens.get(symbol);
    if (known !== undefined) return known;
    const made = symbol.declarations.flatMap(({ node, start, end }) =>
      tokensOf(node.tree.text.slice(start, end)).map((word) => (word === symbol.name ? '\0' : word)),
    );
    this.#tokens.set(symbol, made);
    return made;
  }
}

/** Whether symbols of a kind are reached through an object. */
export function isMember(kind: DeclarationKind): boolean {
  return kind === 'method' || kind === 'field' || kind === 'enum member' || kind === 'constructor';
}

/** The name with those of the types around it. */
export function qualified({ owner, name }: Pick<DeclaredSymbol, 'owner' | 'name'>): string {
  return owner === '' ? name : `${owner}.${name}`;
}

function depthOf(owner: string): number {
  return owner === '' ? 0 : owner.split('.').length;
}

function keyOf({ path, owner, name }: DeclaredSymbol): string {
  return `${path}\0${owner}\0${name}`;
}
