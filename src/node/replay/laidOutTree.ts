import { TracewrightError } from '../../core/errors.ts';
import type { DisposableCopy } from './disposableCopy.ts';

/** Lays a recorded tree out. Where it or a text of it is in none of the stores, nothing changes and it says so in a sentence. */
export async function laidOutTree(copy: DisposableCopy, tree: string): Promise<string | null> {
  if (!(await copy.hasTree(tree))) return `the recorded tree ${tree} is in none of the object stores`;
  try {
    await copy.checkout(tree);
    return null;
  } catch (error) {
    if (error instanceof TracewrightError && error.code === 'missing-object') return error.message;
    throw error;
  }
}
