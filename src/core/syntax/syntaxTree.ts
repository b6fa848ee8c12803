/** One capture of a query match: the name from the query file without its `@`, and the captured range. */
export interface Capture {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/** One match of a pattern in `tags.scm` or `imports.scm`. */
export interface QueryMatch {
  readonly query: 'tags' | 'imports';
  readonly captures: readonly Capture[];
}

/** The columns of a tree in document order (preorder); index 0 is the root. */
export interface TreeColumns {
  /** Index into `types`. */
  readonly type: Uint16Array;
  /** UTF-16 offsets. */
  readonly start: Uint32Array;
  readonly end: Uint32Array;
  /** Index of the parent; the root holds -1. */
  readonly parent: Int32Array;
  /** One past the last descendant. */
  readonly after: Uint32Array;
  /** Index into `fields`; 0 is no field. Only named nodes carry one. */
  readonly field: Uint16Array;
  /** `MISSING_FLAG`. */
  readonly flags: Uint8Array;
}

export const MISSING_FLAG = 1;

/** The node types and field names of one grammar, filled while its trees are read. */
export interface TypeTable {
  readonly types: readonly { readonly name: string; readonly named: boolean }[];
  readonly fields: readonly string[];
}

/**
 * A syntax tree as plain data, the same from every engine: it needs no deleting and may be kept.
 * Offsets are UTF-16 code units of `text`.
 */
export class SyntaxTree {
  readonly language: string;
  readonly text: string;
  readonly matches: readonly QueryMatch[];
  readonly columns: TreeColumns;
  readonly table: TypeTable;

  constructor(language: string, text: string, columns: TreeColumns, table: TypeTable, matches: readonly QueryMatch[]) {
    this.language = language;
    this.text = text;
    this.columns = columns;
    this.table = table;
    this.matches = matches;
  }

  get root(): SyntaxNode {
    return new SyntaxNode(this, 0);
  }

  /** How many nodes there are, anonymous ones included. */
  get size(): number {
    return this.columns.type.length;
  }

  /** Whether a part of the text did not parse. */
  get hasError(): boolean {
    return this.columns.type.some(
      (type, index) => this.table.types[type]?.name === 'ERROR' || this.columns.flags[index] === MISSING_FLAG,
    );
  }

  /** The node at an index of the preorder. */
  node(index: number): SyntaxNode {
    return new SyntaxNode(this, index);
  }

  /** All nodes in document order, parents before children. */
  *nodes(): Generator<SyntaxNode> {
    for (let index = 0; index < this.size; index++) yield new SyntaxNode(this, index);
  }

  /** The smallest node, named unless told otherwise, that spans [start, end]. */
  nodeAt(start: number, end = start, named = true): SyntaxNode {
    const { columns, table } = this;
    let found = 0;
    let index = 1;
    let limit = columns.after[0] ?? 0;
    while (index < limit) {
      const after = columns.after[index] as number;
      if ((columns.start[index] as number) > start || (columns.end[index] as number) < end) {
        index = after;
        continue;
      }
      if (!named || table.types[columns.type[index] as number]?.named) found = index;
      limit = after;
      index += 1;
    }
    return this.node(found);
  }
}

/** A view on one node of a tree; two views on one node are equal when their tree and index are. */
export class SyntaxNode {
  readonly tree: SyntaxTree;
  /** Position in the tree's preorder. */
  readonly index: number;

  constructor(tree: SyntaxTree, index: number) {
    this.tree = tree;
    this.index = index;
  }

  /** The grammar's name of the node; `ERROR` where the text did not parse. */
  get type(): string {
    return this.#type?.name ?? '';
  }

  get named(): boolean {
    return this.#type?.named ?? false;
  }

  get start(): number {
    return this.tree.columns.start[this.index] ?? 0;
  }

  get end(): number {
    return this.tree.columns.end[this.index] ?? 0;
  }

  get text(): string {
    return this.tree.text.slice(this.start, this.end);
  }

  /** The name of the parent's field that holds the node; empty for none and for anonymous nodes. */
  get field(): string {
    return this.tree.table.fields[this.tree.columns.field[this.index] ?? 0] ?? '';
  }

  get isError(): boolean {
    return this.type === 'ERROR';
  }

  /** Put in by the parser where a token should have been; it has no width. */
  get isMissing(): boolean {
    return this.tree.columns.flags[this.index] === MISSING_FLAG;
  }

  /** Whether this node or one below is an error or missing. */
  get hasError(): boolean {
    for (let index = this.index; index < this.#after; index++) {
      const node = this.tree.node(index);
      if (node.isError || node.isMissing) return true;
    }
    return false;
  }

  get parent(): SyntaxNode | undefined {
    const parent = this.tree.columns.parent[this.index] ?? -1;
    return parent < 0 ? undefined : this.tree.node(parent);
  }

  get children(): SyntaxNode[] {
    const children: SyntaxNode[] = [];
    for (let index = this.index + 1; index < this.#after; index = this.tree.columns.after[index] as number) {
      children.push(this.tree.node(index));
    }
    return children;
  }

  get namedChildren(): SyntaxNode[] {
    return this.children.filter((child) => child.named);
  }

  /** The first named child in a field. */
  child(field: string): SyntaxNode | undefined {
    return this.children.find((child) => child.field === field);
  }

  /** This node and all below it, in document order. */
  *descendants(): Generator<SyntaxNode> {
    for (let index = this.index; index < this.#after; index++) yield this.tree.node(index);
  }

  /** The parent, its parent, and so on to the root. */
  *ancestors(): Generator<SyntaxNode> {
    for (let node = this.parent; node !== undefined; node = node.parent) yield node;
  }

  get #type(): TypeTable['types'][number] | undefined {
    return this.tree.table.types[this.tree.columns.type[this.index] ?? 0];
  }

  get #after(): number {
    return this.tree.columns.after[this.index] ?? 0;
  }
}
