import type { SyntaxTree } from '../syntax/syntaxTree.ts';
import {
  type Declaration,
  type DeclarationKind,
  type Export,
  type ImportUse,
  type Parameter,
  REF,
  type ReferenceKind,
  referenceKinds,
  type Scope,
  type ScopeKind,
  SPREAD,
  type Star,
  type TypeUse,
  type ValueUse,
  valueSources,
} from './facts.ts';

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

/** A declaration while its file is read: types and values are still nodes. */
export interface DeclarationDraft
  extends Writable<Omit<Declaration, 'type' | 'value' | 'bases' | 'of' | 'parameters'>> {
  parameters?: Parameter[];
  typeNode: number;
  valueNode: number;
  baseNodes: number[];
  ofNode: number;
  /** Made of an element of what `valueNode` holds. */
  picked: '' | 'element';
  /** A reference whose value it has, instead of a node; -1 for none. */
  valueRef: number;
}

/** A member that a pattern or a literal says: its reference, and where the whole comes from. */
export interface PickedMember {
  readonly ref: number;
  readonly typeNode: number;
  readonly valueNode: number;
  readonly valueRef: number;
  readonly picked?: '' | 'element';
}

/** What a node's identifier is for; handlers hand it down from statements to the names in them. */
export type Role = {
  readonly act: 'declare' | 'write' | 'skip' | 'type';
  readonly kind?: DeclarationKind;
  readonly scope?: number;
  readonly from?: number;
  readonly exported?: boolean;
  readonly whole?: number;
  readonly typeNode?: number;
  readonly valueNode?: number;
  readonly picked?: '' | 'element';
  readonly valueRef?: number;
  readonly import?: Declaration['import'];
};

/** Reads one tree into facts: the columns, a stack of scopes, and what was found so far. */
export class FactsDraft {
  readonly tree: SyntaxTree;
  readonly text: string;
  readonly names: string[] = [];
  readonly texts: string[] = [''];
  readonly scopes: Writable<Scope>[] = [];
  readonly declarations: DeclarationDraft[] = [];
  readonly refs: number[] = [];
  readonly keywords = new Map<number, readonly string[]>();
  readonly imports: ImportUse[] = [];
  readonly exports: Export[] = [];
  readonly stars: Star[] = [];
  readonly implNodes: [number, number][] = [];
  /** Name, type and value nodes of members that a pattern picks: `{ a }: T`. */
  readonly pickedMembers: PickedMember[] = [];
  /** Calls: the node of the called name, with the arguments. */
  readonly calls: { readonly callee: number; readonly count: number; readonly keywords: readonly string[] }[] = [];
  readonly taken = new Map<number, NonNullable<Declaration['import']>>();
  /** Names that `global` and `nonlocal` move to another scope, and names that a scope binds: `scope:name`. */
  readonly rebound = new Map<string, number>();
  readonly bound = new Set<string>();
  /** The type node of scopes that are an `impl`. */
  readonly implOf = new Map<number, number>();
  module = '';
  /** Nodes before this one are passed over. */
  muted = 0;
  scope = 0;
  readonly #roles: (Role | undefined)[];
  readonly #refOf: Int32Array;
  readonly #nameIds = new Map<string, number>();
  readonly #textIds = new Map<string, number>([['', 0]]);
  readonly #ends: number[] = [];

  constructor(tree: SyntaxTree) {
    this.tree = tree;
    this.text = tree.text;
    this.#roles = new Array(tree.size);
    this.#refOf = new Int32Array(tree.size).fill(-1);
  }

  type(node: number): string {
    return node < 0 ? '' : (this.tree.table.types[this.tree.columns.type[node] as number]?.name ?? '');
  }

  named(node: number): boolean {
    return this.tree.table.types[this.tree.columns.type[node] as number]?.named ?? false;
  }

  start(node: number): number {
    return this.tree.columns.start[node] as number;
  }

  end(node: number): number {
    return this.tree.columns.end[node] as number;
  }

  parent(node: number): number {
    return this.tree.columns.parent[node] as number;
  }

  after(node: number): number {
    return this.tree.columns.after[node] as number;
  }

  field(node: number): string {
    return this.tree.table.fields[this.tree.columns.field[node] as number] ?? '';
  }

  textOf(node: number): string {
    return node < 0 ? '' : this.text.slice(this.start(node), this.end(node));
  }

  /** The first child in a field, or -1. */
  child(node: number, field: string): number {
    if (node < 0) return -1;
    const limit = this.after(node);
    for (let at = node + 1; at < limit; at = this.after(at)) if (this.field(at) === field) return at;
    return -1;
  }

  /** The first child of a type, or -1. */
  childOf(node: number, type: string): number {
    if (node < 0) return -1;
    const limit = this.after(node);
    for (let at = node + 1; at < limit; at = this.after(at)) if (this.type(at) === type) return at;
    return -1;
  }

  /** Children, the anonymous ones included. */
  tokens(node: number): number[] {
    const children: number[] = [];
    if (node < 0) return children;
    const limit = this.after(node);
    for (let at = node + 1; at < limit; at = this.after(at)) children.push(at);
    return children;
  }

  children(node: number): number[] {
    return this.tokens(node).filter((at) => this.named(at) && !this.type(at).endsWith('comment'));
  }

  role(node: number): Role | undefined {
    return this.#roles[node];
  }

  give(node: number, role: Role): void {
    if (node >= 0) this.#roles[node] = role;
  }

  skip(node: number): void {
    this.give(node, { act: 'skip' });
  }

  /** Hands a node's role to all its named children: for patterns. */
  handDown(node: number, change: Partial<Role> = {}): void {
    const role = this.#roles[node];
    if (role === undefined) return;
    for (const child of this.children(node))
      if (this.#roles[child] === undefined) this.give(child, { ...role, ...change });
  }

  /** Opens a scope that ends with the node. */
  open(node: number, kind: ScopeKind, owner = -1): number {
    const scope = this.scopes.length;
    const parent = scope === 0 ? -1 : this.scope;
    this.scopes.push({ kind, parent, start: this.start(node), end: this.end(node), owner });
    this.#ends.push(this.after(node));
    this.scope = scope;
    return scope;
  }

  /** Closes the scopes that ended before a node. */
  closeBefore(node: number): void {
    while (this.#ends.length > 1 && (this.#ends.at(-1) as number) <= node) {
      this.#ends.pop();
      this.scope = this.scopes[this.scope]?.parent ?? 0;
    }
  }

  /** The innermost scope of one of these kinds, or the file's. */
  scopeOf(...kinds: readonly ScopeKind[]): number {
    for (let scope = this.scope; scope > 0; scope = this.scopes[scope]?.parent ?? 0)
      if (kinds.includes((this.scopes[scope] as Scope).kind)) return scope;
    return 0;
  }

  /** The declaration whose body the innermost class scope is, or -1. */
  get classOwner(): number {
    return this.scopes[this.scopeOf('class')]?.owner ?? -1;
  }

  /** @param name its node; the declaration's text is that of the node */
  declare(
    name: number,
    kind: DeclarationKind,
    whole: number,
    more: Partial<DeclarationDraft> & { readonly text?: string } = {},
  ): number {
    const { text, ...rest } = more;
    this.skip(name);
    return (
      this.declarations.push({
        name: text ?? this.textOf(name),
        kind,
        start: this.start(whole),
        end: this.end(whole),
        nameStart: this.start(name),
        nameEnd: this.end(name),
        scope: this.scope,
        from: 0,
        container: -1,
        exported: false,
        typeNode: -1,
        valueNode: -1,
        baseNodes: [],
        ofNode: -1,
        picked: '',
        valueRef: -1,
        ...rest,
      }) - 1
    );
  }

  /** Declares the name of a node as its role says. */
  declareAs(node: number, role: Role): number {
    return this.declare(node, role.kind ?? 'variable', role.whole ?? node, {
      scope: role.scope ?? this.scope,
      from: role.from ?? 0,
      exported: role.exported ?? false,
      typeNode: role.typeNode ?? -1,
      valueNode: role.valueNode ?? -1,
      picked: role.picked ?? '',
      valueRef: role.valueRef ?? -1,
      ...(role.import && { import: role.import }),
    });
  }

  refer(node: number, kind: ReferenceKind, receiver?: ValueUse, receiverNode = -1, text = this.textOf(node)): number {
    const ref = this.refs.length / REF.width;
    this.refs.push(
      this.nameId(text),
      this.start(node),
      referenceKinds.indexOf(kind),
      this.scope,
      receiver === undefined ? 0 : valueSources.indexOf(receiver.from),
      receiver?.ref ?? -1,
      receiverNode < 0 ? 0 : this.#textId(receiverNode),
      -1,
      -1,
    );
    this.#refOf[node] = ref;
    return ref;
  }

  /** A use of a name of another module, where it is taken: in an import or a re-export. */
  take(node: number, source: string, imported = this.textOf(node)): void {
    this.skip(node);
    this.taken.set(this.refer(node, 'import'), { source, imported });
  }

  /** Passes over all below a node. */
  mute(node: number): void {
    this.muted = Math.max(this.muted, this.after(node));
  }

  /** The reference made for a node, or -1. */
  refOf(node: number): number {
    return node < 0 ? -1 : (this.#refOf[node] as number);
  }

  /** Notes a call of the name at a node; `spread`: more arguments than can be counted. */
  called(callee: number, count: number, spread: boolean, keywords: readonly string[] = []): void {
    this.calls.push({ callee, count: spread ? count | SPREAD : count, keywords });
  }

  nameId(name: string): number {
    const known = this.#nameIds.get(name);
    if (known !== undefined) return known;
    this.#nameIds.set(name, this.names.length);
    return this.names.push(name) - 1;
  }

  #textId(node: number): number {
    if (this.end(node) - this.start(node) > 60) return 0;
    const text = this.textOf(node);
    if (/[\s({[]/.test(text)) return 0;
    const known = this.#textIds.get(text);
    if (known !== undefined) return known;
    this.#textIds.set(text, this.texts.length);
    return this.texts.push(text) - 1;
  }
}

/** What one language adds: handlers by node type, called parents first, and how types and values are read. */
export interface FactRules {
  readonly enter: Readonly<Record<string, (draft: FactsDraft, node: number) => void>>;
  typeUse(draft: FactsDraft, node: number): TypeUse | undefined;
  valueUse(draft: FactsDraft, node: number): ValueUse;
  /** Names of a class scope are seen from the functions in it: not in Python. */
  readonly classNamesInside: boolean;
  /** Names around a module are not seen in it: Rust. */
  readonly closedModules?: boolean;
  /** A method and a variable of one name are two things: Java. */
  readonly methodsApart?: boolean;
}
