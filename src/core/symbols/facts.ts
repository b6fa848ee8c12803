import type { ParseError } from '../syntax/parseErrorList.ts';

/** How a use was tied to its declaration, surest first. `name`: same name and nothing that says otherwise. */
export type Resolution = 'scope' | 'import' | 'receiver' | 'name';

export type DeclarationKind =
  | 'function'
  | 'class'
  | 'interface'
  | 'type'
  | 'enum'
  | 'enum-member'
  | 'method'
  | 'field'
  | 'variable'
  | 'parameter'
  | 'type-parameter'
  | 'module'
  | 'import';

export type ParameterKind = 'plain' | 'optional' | 'default' | 'rest' | 'keyword' | 'keyword-rest';

export interface Parameter {
  /** Empty for a pattern. */
  readonly name: string;
  readonly kind: ParameterKind;
}

/** A type as far as members are looked up in it: `refs` are references of the file; several are a union. */
export interface TypeUse {
  /** `list` and `map`: the references are the type of an element or a value; `kind`: a class itself, not an instance. */
  readonly wrap: 'plain' | 'list' | 'map' | 'kind';
  readonly refs: readonly number[];
}

/** Where a value comes from: what stands before a dot, or the initialiser of a variable. */
export interface ValueUse {
  readonly from: ValueSource;
  /** A reference of the file; of `super-module` how many modules up; -1 where there is none. */
  readonly ref: number;
}

/** The names of `ValueUse.from`; the columns of references hold their index. */
export const valueSources = [
  'none',
  'value',
  'call',
  'new',
  'self',
  'super',
  'element',
  'typed',
  'crate',
  'super-module',
  'self-module',
  'unknown',
  'element-of-call',
  'part',
] as const;
export type ValueSource = (typeof valueSources)[number];

export interface Declaration {
  readonly name: string;
  readonly kind: DeclarationKind;
  /** UTF-16 range of the whole declaration. */
  readonly start: number;
  readonly end: number;
  readonly nameStart: number;
  readonly nameEnd: number;
  /** The scope that binds the name; -1 for members that need a receiver. */
  readonly scope: number;
  /** Offset from which the name is visible in its scope; 0 where it is hoisted. */
  readonly from: number;
  /** The declaration that this one is a member of, by index; -1 for none. */
  readonly container: number;
  /** Other files can take it. */
  readonly exported: boolean;
  readonly static?: boolean;
  readonly parameters?: readonly Parameter[];
  /** Type of a variable, parameter or field; what a function or method returns. */
  readonly type?: TypeUse;
  readonly value?: ValueUse;
  /** What a class, interface or alias takes members from: references. */
  readonly bases?: readonly number[];
  /** The type whose member this is where it stands outside of its body (`impl`, Go's methods): a reference. */
  readonly of?: number;
  /** Taken from another module; `imported` is `*` for the module itself. */
  readonly import?: { readonly source: string; readonly imported: string };
}

export type ScopeKind = 'file' | 'function' | 'block' | 'class' | 'module';

/** UTF-16 range of a scope; `owner` is the declaration whose body it is, or -1; `of` a reference to the type of an `impl`. */
export interface Scope {
  readonly of?: number;
  readonly kind: ScopeKind;
  readonly parent: number;
  readonly start: number;
  readonly end: number;
  readonly owner: number;
}

export const referenceKinds = ['read', 'write', 'call', 'type', 'import', 'key'] as const;
export type ReferenceKind = (typeof referenceKinds)[number];

/** Columns of one reference in `FileFacts.references`, in this order. */
export const REF = {
  /** Index into `names`. */
  name: 0,
  start: 1,
  /** Index into `referenceKinds`. */
  kind: 2,
  scope: 3,
  /** Index into `valueSources`; 0 for a plain name. */
  from: 4,
  /** `ValueUse.ref`. */
  receiver: 5,
  /** Index into `texts`: what stands before the dot where it is short. */
  receiverText: 6,
  /** Number of call arguments, -1 for none; spread arguments set SPREAD. */
  args: 7,
  /** The declaration of the file that the name is bound to by scope, or -1. */
  target: 8,
  width: 9,
} as const;
export const SPREAD = 1 << 16;

/** A name that the file gives to others: a local declaration's, or another module's. */
export interface Export {
  readonly name: string;
  /** The local name behind it; null where it is made on the spot or comes from `source`. */
  readonly local: string | null;
  readonly source?: string;
  readonly imported?: string;
}

/** One import statement or call. */
export interface ImportUse {
  readonly source: string;
  readonly start: number;
  readonly end: number;
  readonly kind: 'import' | 'export-from' | 'require' | 'dynamic';
}

/** All names of another module at once: `export * from`, `from m import *`, `use m::*`, `import a.b.*`. */
export interface Star {
  readonly source: string;
  readonly scope: number;
  /** Other files get them too. */
  readonly exported: boolean;
}

/** What one file says, without any other file: plain data that can be sent and stored. Offsets are UTF-16. */
export interface FileFacts {
  readonly language: string;
  /** Package of a Go or Java file. */
  readonly module: string;
  readonly names: readonly string[];
  readonly texts: readonly string[];
  readonly scopes: readonly Scope[];
  readonly declarations: readonly Declaration[];
  readonly references: Int32Array;
  /** Names of named arguments, by reference. */
  readonly keywords: ReadonlyMap<number, readonly string[]>;
  /** What references of kind `import` take. */
  readonly taken: ReadonlyMap<number, { readonly source: string; readonly imported: string }>;
  readonly imports: readonly ImportUse[];
  readonly exports: readonly Export[];
  readonly stars: readonly Star[];
  /** `[type, base]` references of `impl base for type`. */
  readonly impls: readonly (readonly [number, number])[];
  readonly errors: readonly ParseError[];
}
