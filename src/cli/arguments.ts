import path from 'node:path';
import { TracewrightError } from '../core/errors.ts';
import type { Invocation } from './command.ts';

/** The command line was used wrongly: exit code 2. */
export function usageError(what: string, remedy: string): TracewrightError {
  return new TracewrightError('usage', what, { kind: 'usage', remedy });
}

/** The positional argument at `index`, or a usage error that names it. */
export function positional(invocation: Invocation, index: number, name: string): string {
  const value = invocation.positionals[index];
  if (value === undefined) throw usageError(`${name} is missing`, 'see --help for the arguments');
  return value;
}

export function text(invocation: Invocation, name: string): string | undefined {
  const value = invocation.values[name];
  return typeof value === 'string' ? value : undefined;
}

export function requiredText(invocation: Invocation, name: string): string {
  const value = text(invocation, name);
  if (value === undefined) throw usageError(`--${name} is missing`, 'see --help for the arguments');
  return value;
}

/** Every value of an option that may be given several times. */
export function texts(invocation: Invocation, name: string): string[] {
  const value = invocation.values[name];
  const list = Array.isArray(value) ? value : value === undefined ? [] : [value];
  return list.filter((item): item is string => typeof item === 'string');
}

/** A whole number that is not negative, or `fallback` when the option was not given. */
export function wholeNumber(invocation: Invocation, name: string, fallback: number): number {
  const value = text(invocation, name);
  if (value === undefined) return fallback;
  if (!/^\d{1,15}$/.test(value))
    throw usageError(`--${name} is ${value}, not a whole number`, `give --${name} a number such as ${fallback}`);
  return Number(value);
}

/** One of a few words, or a usage error that lists them. */
export function oneOf<Word extends string>(value: string, words: readonly Word[], name: string): Word {
  const word = words.find((candidate) => candidate === value);
  if (word === undefined) throw usageError(`${name} is ${value}`, `it takes ${words.join(', ')}`);
  return word;
}

/** An absolute path for what a person typed. */
export function pathOf(invocation: Invocation, typed: string): string {
  return path.resolve(invocation.cwd, typed);
}
