import { type Facts, functionNames } from './evaluate.ts';

export interface Completion {
  readonly label: string;
  readonly kind: 'name' | 'function' | 'field';
  /** UTF-16 offset of what it replaces, and how much. */
  readonly start: number;
  readonly length: number;
}

/** What could stand at an offset of an expression's text: names of facts and functions, or the fields of a fact. */
export function completionsAt(text: string, offset: number, facts: Facts): Completion[] {
  const before = text.slice(0, offset);
  const word = /[\p{L}\p{N}_$]*$/u.exec(before)?.[0] ?? '';
  const start = offset - word.length;
  const owner = /([\p{L}_$][\p{L}\p{N}_$]*)\.$/u.exec(before.slice(0, start))?.[1];
  const found = (labels: readonly string[], kind: Completion['kind']) =>
    labels
      .filter((label) => label.toLowerCase().startsWith(word.toLowerCase()))
      .map((label) => ({ label, kind, start, length: word.length }));
  if (owner === undefined) return [...found(Object.keys(facts), 'name'), ...found(functionNames, 'function')];
  const value = Object.hasOwn(facts, owner) ? facts[owner] : undefined;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  return found(
    Object.keys(value).filter((key) => /^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(key)),
    'field',
  );
}
