import { type Declaration, type FileFacts, REF } from './facts.ts';

const NONE: ReadonlyMap<string, readonly number[]> = new Map();

/** The facts of one file with the tables that questions need, each made on first use. */
export class FileEntry {
  readonly id: number;
  readonly path: string;
  readonly facts: FileFacts;
  #nameIds: Map<string, number> | undefined;
  #byScope: Map<string, number[]> | undefined;
  #byContainer: Map<number, Map<string, number[]>> | undefined;
  #canonical: Int32Array | undefined;
  #outside: readonly number[] | undefined;

  constructor(id: number, path: string, facts: FileFacts) {
    this.id = id;
    this.path = path;
    this.facts = facts;
  }

  declaration(index: number): Declaration {
    return this.facts.declarations[index] as Declaration;
  }

  /** One column of one reference: see `REF`. */
  ref(reference: number, column: number): number {
    return this.facts.references[reference * REF.width + column] as number;
  }

  refName(reference: number): string {
    return this.facts.names[this.ref(reference, REF.name)] as string;
  }

  get refCount(): number {
    return this.facts.references.length / REF.width;
  }

  /** Indexes of the references that say a name. */
  refsNamed(name: string): number[] {
    this.#nameIds ??= new Map(this.facts.names.map((each, index) => [each, index]));
    const id = this.#nameIds.get(name);
    if (id === undefined) return [];
    const { references } = this.facts;
    const found: number[] = [];
    for (let at = 0; at < references.length; at += REF.width) if (references[at] === id) found.push(at / REF.width);
    return found;
  }

  /** Every name that the file says: used, declared, taken or given. */
  saidNames(): Set<string> {
    const said = new Set(this.facts.names);
    for (const { name, import: taken } of this.facts.declarations) {
      said.add(name);
      if (taken !== undefined) said.add(taken.imported);
    }
    for (const { name, local, imported } of this.facts.exports) {
      said.add(name);
      if (local !== null) said.add(local);
      if (imported !== undefined) said.add(imported);
    }
    return said;
  }

  /** What a scope binds under a name; members that need a receiver are not bound. */
  inScope(scope: number, name: string): readonly number[] {
    if (this.#byScope === undefined) {
      this.#byScope = new Map();
      for (const [index, each] of this.facts.declarations.entries())
        push(this.#byScope, `${each.scope}:${each.name}`, index);
    }
    return this.#byScope.get(`${scope}:${name}`) ?? [];
  }

  members(container: number): ReadonlyMap<string, readonly number[]> {
    if (this.#byContainer === undefined) {
      this.#byContainer = new Map();
      for (const [index, { container, name }] of this.facts.declarations.entries()) {
        if (container < 0) continue;
        const holder = this.canonical(container);
        const own = this.#byContainer.get(holder) ?? new Map<string, number[]>();
        this.#byContainer.set(holder, own);
        push(own, name, index);
      }
    }
    return this.#byContainer.get(this.canonical(container)) ?? NONE;
  }

  /** Declarations that belong to a type which stands elsewhere: Go's methods, Rust's `impl`. */
  get outside(): readonly number[] {
    this.#outside ??= this.facts.declarations.flatMap(({ of }, index) => (of === undefined ? [] : [index]));
    return this.#outside;
  }

  /** The first of the declarations that are one symbol: overloads, a getter and its setter, merged interfaces. */
  canonical(index: number): number {
    if (this.#canonical === undefined) {
      const { declarations } = this.facts;
      this.#canonical = Int32Array.from(declarations.keys());
      const first = new Map<string, number>();
      for (const [at, { name, scope, from, container, of, kind }] of declarations.entries()) {
        if (from > 0 || of !== undefined || (scope < 0 && container < 0)) continue;
        const apart = kind === 'method' && scope >= 0 && this.facts.language === 'java' ? 'm' : '';
        const key = container >= 0 ? `${this.#canonical[container]}.${apart}${name}` : `${scope}:${name}`;
        const known = first.get(key);
        if (known === undefined) first.set(key, at);
        else this.#canonical[at] = known;
      }
    }
    return this.#canonical[index] ?? index;
  }

  /** The scope of a declaration's body, or -1. */
  bodyOf(index: number): number {
    return this.facts.scopes.findIndex(({ owner }) => owner === index);
  }
}

function push<K>(map: Map<K, number[]>, key: K, value: number): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [value]);
  else known.push(value);
}
