import type { DeclarationKind, Parameter, ReferenceKind, Resolution } from './facts.ts';

/** A declared symbol. Offsets are UTF-16. Two of them are the same when `path` and `index` are. */
export interface Definition {
  readonly path: string;
  /** Position among the declarations of the file's facts. */
  readonly index: number;
  readonly name: string;
  readonly kind: DeclarationKind;
  readonly start: number;
  readonly end: number;
  readonly nameStart: number;
  readonly nameEnd: number;
  readonly exported: boolean;
  readonly static: boolean;
  /** Declared outside of any function, class or block. */
  readonly isTop: boolean;
  /** Name of the class, interface or module that it is a member of; empty for none. */
  readonly container: string;
  readonly parameters?: readonly Parameter[];
}

/** One place that says a symbol. Offsets are UTF-16. */
export interface Reference {
  readonly path: string;
  readonly start: number;
  readonly end: number;
  /** What stands there: another word than the symbol's name where an alias is used. */
  readonly name: string;
  /** The name there was chosen on import: it stays when the symbol is renamed. */
  readonly alias: boolean;
  /** `override`: the declaration of the same member in a class above or below. */
  readonly kind: ReferenceKind | 'override';
  readonly how: Resolution;
  /** What stands before the dot, where it is short; empty for a plain name. */
  readonly receiver: string;
  readonly call?: CallShape;
}

export interface CallShape {
  /** Arguments that can be counted; with `spread` there may be more. */
  readonly count: number;
  readonly spread: boolean;
  /** Names of named arguments. */
  readonly keywords: readonly string[];
}
