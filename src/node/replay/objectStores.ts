import { existsSync } from 'node:fs';
import path from 'node:path';
import { userRepository } from '../git/userRepository.ts';

/** The git directories that the states of a repository's recordings stand in: its own, the recordings' and the named ones. */
export async function objectStores(repo: string, stores: readonly string[] = []): Promise<string[]> {
  const repository = await userRepository(repo);
  const shadows = [repo, ...(repository === null ? [] : [repository.topLevel])].map((folder) =>
    path.join(folder, '.tracewright', 'shadow.git'),
  );
  const all = [...(repository === null ? [] : [repository.commonDir]), ...shadows, ...stores];
  return [...new Set(all.map((store) => path.resolve(store)))].filter((store) => existsSync(store));
}
