import * as vscode from 'vscode';
import { TracewrightError } from '../../core/errors.ts';
import type { Log } from '../../core/ports.ts';

/** The one sentence that a person reads about an error, whatever it was. */
export function sentenceOf(error: unknown): string {
  if (error instanceof TracewrightError) return error.sentence;
  return error instanceof Error ? error.message : String(error);
}

/**
 * Registers a command. A person who runs it reads a failure in one message; a script, which passes a plain object,
 * gets it as a rejection whose message is the same sentence. Either way it is in the log.
 */
export function registerCommand<A extends unknown[], R>(
  log: Log,
  command: string,
  run: (...args: A) => R | PromiseLike<R>,
): vscode.Disposable {
  return vscode.commands.registerCommand(command, async (...args: unknown[]) => {
    try {
      return await run(...(args as A));
    } catch (error) {
      log.error(`${command}: ${sentenceOf(error)}`, error);
      if (isPlainObject(args[0])) throw new Error(sentenceOf(error), { cause: error });
      void vscode.window.showErrorMessage(sentenceOf(error));
      return undefined;
    }
  });
}

function isPlainObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
