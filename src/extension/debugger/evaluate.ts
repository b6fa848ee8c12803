import { type Expression, ExpressionError, parseExpression } from './expression.ts';

/** A plain value: what JSON can hold. */
export type Value = string | number | boolean | null | readonly Value[] | { readonly [key: string]: Value };

/** What can be asked about, by name. */
export type Facts = Readonly<Record<string, Value>>;

const functions: Readonly<Record<string, (given: readonly Value[]) => Value>> = {
  contains: ([whole = null, part = null]) => holds(whole, part),
  startsWith: ([whole = null, part = null]) => textOf(whole).startsWith(textOf(part)),
  endsWith: ([whole = null, part = null]) => textOf(whole).endsWith(textOf(part)),
  lower: ([value = null]) => textOf(value).toLowerCase(),
  length: ([value = null]) => lengthOf(value),
};
export const functionNames: readonly string[] = Object.keys(functions);

/** Evaluates an expression's text. Throws ExpressionError. */
export function evaluateText(text: string, facts: Facts): Value {
  return evaluate(parseExpression(text), facts);
}

/**
 * Evaluates an expression over the facts of a step. Nothing is run, and only own fields of plain values are reached.
 * A comparison with something that is not known (null) is false, unless it is compared with `null` itself.
 * Throws ExpressionError for names that are not there.
 */
export function evaluate(expression: Expression, facts: Facts): Value {
  switch (expression.kind) {
    case 'value':
      return expression.value;
    case 'name': {
      if (!Object.hasOwn(facts, expression.name)) {
        throw new ExpressionError(`there is no "${expression.name}" in a step`, expression.at);
      }
      return facts[expression.name] ?? null;
    }
    case 'member':
      return memberOf(evaluate(expression.of, facts), evaluate(expression.key, facts));
    case 'not':
      return !isTrue(evaluate(expression.of, facts));
    case 'minus':
      return -numberOf(evaluate(expression.of, facts));
    case 'call': {
      const run = Object.hasOwn(functions, expression.name) ? functions[expression.name] : undefined;
      if (run === undefined) throw new ExpressionError(`there is no function "${expression.name}"`, expression.at);
      return run(expression.given.map((one) => evaluate(one, facts)));
    }
    case 'operation':
      return operation(expression, facts);
  }
}

/** Empty texts and lists, 0, false and what is not known do not count as true. */
export function isTrue(value: Value): boolean {
  return Array.isArray(value) ? value.length > 0 : Boolean(value);
}

/** Throws ExpressionError for a name or function that is not there, also where evaluating would not come to it. */
export function checkNames(expression: Expression, names: ReadonlySet<string>): void {
  if (expression.kind === 'name' && !names.has(expression.name)) {
    throw new ExpressionError(`there is no "${expression.name}" in a step`, expression.at);
  }
  if (expression.kind === 'call' && !Object.hasOwn(functions, expression.name)) {
    throw new ExpressionError(`there is no function "${expression.name}"`, expression.at);
  }
  for (const part of partsOf(expression)) checkNames(part, names);
}

function partsOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'member':
      return [expression.of, expression.key];
    case 'not':
    case 'minus':
      return [expression.of];
    case 'call':
      return expression.given;
    case 'operation':
      return [expression.left, expression.right];
    default:
      return [];
  }
}

function operation(expression: Expression & { readonly kind: 'operation' }, facts: Facts): Value {
  const { operator } = expression;
  const left = evaluate(expression.left, facts);
  if (operator === '&&') return isTrue(left) ? evaluate(expression.right, facts) : left;
  if (operator === '||') return isTrue(left) ? left : evaluate(expression.right, facts);
  const right = evaluate(expression.right, facts);
  switch (operator) {
    case '+':
      return typeof left === 'string' || typeof right === 'string'
        ? (textOf(left) + textOf(right)).slice(0, LONGEST)
        : numberOf(left) + numberOf(right);
    case '-':
      return numberOf(left) - numberOf(right);
    case '*':
      return numberOf(left) * numberOf(right);
    case '/':
      return numberOf(left) / numberOf(right);
    case '%':
      return numberOf(left) % numberOf(right);
    case 'like':
      return (Array.isArray(left) ? left : [left]).some((one) => isLike(textOf(one), textOf(right)));
    case 'in':
      return holds(right, left);
  }
  const asked = [expression.left, expression.right].some((side) => side.kind === 'value' && side.value === null);
  if ((left === null || right === null) && !asked) return false;
  switch (operator) {
    case '==':
      return isSame(left, right);
    case '!=':
      return !isSame(left, right);
    default:
      return isOrdered(operator, left, right);
  }
}

const LONGEST = 1_000_000;

function isOrdered(operator: string, left: Value, right: Value): boolean {
  const [a, b] =
    typeof left === 'string' && typeof right === 'string' ? [left, right] : [numberOf(left), numberOf(right)];
  switch (operator) {
    case '<':
      return a < b;
    case '<=':
      return a <= b;
    case '>':
      return a > b;
    default:
      return a >= b;
  }
}

function isSame(left: Value, right: Value): boolean {
  if (typeof left === 'object' || typeof right === 'object') return JSON.stringify(left) === JSON.stringify(right);
  return left === right;
}

function memberOf(of: Value, key: Value): Value {
  if (typeof of === 'string' || Array.isArray(of)) {
    if (key === 'length') return of.length;
    return typeof key === 'number' ? (of[key < 0 ? of.length + key : key] ?? null) : null;
  }
  if (typeof of !== 'object' || of === null || !Object.hasOwn(of, textOf(key))) return null;
  return (of as { readonly [name: string]: Value })[textOf(key)] ?? null;
}

function holds(whole: Value, part: Value): boolean {
  if (Array.isArray(whole)) return whole.some((one) => isSame(one, part));
  if (typeof whole === 'object' && whole !== null) return Object.hasOwn(whole, textOf(part));
  return whole !== null && textOf(whole).includes(textOf(part));
}

/** Whether a text matches a pattern in which `*` stands for anything, without regard to case. Linear in practice, never worse than the product of the lengths. */
export function isLike(text: string, pattern: string): boolean {
  const [value, wanted] = [text.toLowerCase(), pattern.toLowerCase()];
  let [at, next, star, mark] = [0, 0, -1, 0];
  while (at < value.length) {
    if (wanted[next] === '*') {
      star = next++;
      mark = at;
    } else if (next < wanted.length && wanted[next] === value[at]) {
      next++;
      at++;
    } else if (star >= 0) {
      next = star + 1;
      at = ++mark;
    } else return false;
  }
  while (wanted[next] === '*') next++;
  return next === wanted.length;
}

function lengthOf(value: Value): number {
  if (typeof value === 'string' || Array.isArray(value)) return value.length;
  return typeof value === 'object' && value !== null ? Object.keys(value).length : 0;
}

function numberOf(value: Value): number {
  return typeof value === 'number'
    ? value
    : typeof value === 'string' && value.trim() !== ''
      ? Number(value)
      : Number.NaN;
}

/** A value as text: a text as it is, anything else as JSON. */
export function textOf(value: Value): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
