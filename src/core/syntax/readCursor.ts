import { MISSING_FLAG, type TreeColumns, type TypeTable } from './syntaxTree.ts';

/** What both bindings of tree-sitter offer to walk a tree with. Offsets are UTF-16 code units. */
export interface Cursor {
  readonly nodeTypeId: number;
  readonly nodeType: string;
  readonly nodeIsNamed: boolean;
  readonly nodeIsMissing: boolean;
  readonly startIndex: number;
  readonly endIndex: number;
  readonly currentFieldId: number;
  readonly currentFieldName: string | null;
  gotoFirstChild(): boolean;
  gotoNextSibling(): boolean;
  gotoParent(): boolean;
}

/** Numbers the types and fields of one grammar as they are met, so that names are fetched once. */
export class TypeNumbers implements TypeTable {
  readonly types: { name: string; named: boolean }[] = [];
  readonly fields: string[] = [''];
  readonly #typeByEngineId = new Map<number, number>();
  readonly #fieldByEngineId = new Map<number, number>();

  typeOf(cursor: Cursor): number {
    const engineId = cursor.nodeTypeId;
    const known = this.#typeByEngineId.get(engineId);
    if (known !== undefined) return known;
    const number = this.types.push({ name: cursor.nodeType, named: cursor.nodeIsNamed }) - 1;
    this.#typeByEngineId.set(engineId, number);
    return number;
  }

  fieldOf(cursor: Cursor): number {
    const engineId = cursor.currentFieldId;
    if (!engineId) return 0;
    const known = this.#fieldByEngineId.get(engineId);
    if (known !== undefined) return known;
    const number = this.fields.push(cursor.currentFieldName ?? '') - 1;
    this.#fieldByEngineId.set(engineId, number);
    return number;
  }
}

/** Copies the tree under a cursor that stands on the root, in one walk. The cursor is left on the root. */
export function readCursor(cursor: Cursor, numbers: TypeNumbers): TreeColumns {
  const type: number[] = [];
  const start: number[] = [];
  const end: number[] = [];
  const parent: number[] = [];
  const after: number[] = [];
  const field: number[] = [];
  const missing: number[] = [];
  let current = -1;
  const enter = (): void => {
    const number = numbers.typeOf(cursor);
    const from = cursor.startIndex;
    const to = cursor.endIndex;
    parent.push(current);
    current = type.push(number) - 1;
    start.push(from);
    end.push(to);
    after.push(0);
    field.push(numbers.types[number]?.named ? numbers.fieldOf(cursor) : 0);
    if (from === to && cursor.nodeIsMissing) missing.push(current);
  };
  const leave = (): void => {
    after[current] = type.length;
    current = parent[current] as number;
  };
  enter();
  for (;;) {
    if (cursor.gotoFirstChild()) {
      enter();
      continue;
    }
    for (;;) {
      leave();
      if (current < 0) return pack({ type, start, end, parent, after, field, missing });
      if (cursor.gotoNextSibling()) {
        enter();
        break;
      }
      cursor.gotoParent();
    }
  }
}

function pack(
  lists: Record<'type' | 'start' | 'end' | 'parent' | 'after' | 'field' | 'missing', number[]>,
): TreeColumns {
  const flags = new Uint8Array(lists.type.length);
  for (const index of lists.missing) flags[index] = MISSING_FLAG;
  return {
    type: Uint16Array.from(lists.type),
    start: Uint32Array.from(lists.start),
    end: Uint32Array.from(lists.end),
    parent: Int32Array.from(lists.parent),
    after: Uint32Array.from(lists.after),
    field: Uint16Array.from(lists.field),
    flags,
  };
}
