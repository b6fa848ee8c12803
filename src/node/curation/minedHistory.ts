import path from 'node:path';
import { CommitFamilies } from '../../core/curation/commitFamilies.ts';
import { minedManifestSchema } from '../../core/mining/minedEdit.ts';
import { readJsonFile } from '../formats/readJsonFile.ts';
import { lineFeeds } from './lineFeeds.ts';

/** What a folder of mined edits says about its commits. */
export interface MinedHistory {
  readonly families: CommitFamilies;
  /** When a commit was written, seconds since 1970. */
  readonly times: ReadonlyMap<string, number>;
}

/** Reads the heads of all mined edits of a folder, without their changes. */
export async function readMinedHistory(folder: string): Promise<MinedHistory> {
  const families = new CommitFamilies();
  const times = new Map<string, number>();
  const manifest = minedManifestSchema.parse(await readJsonFile(path.join(folder, 'mined.json')));
  for (const { name } of manifest.files) {
    for await (const line of lineFeeds(path.join(folder, name))) {
      // Inside of a JSON string the quotation marks would be escaped.
      const end = line.indexOf(',"changes":');
      if (end < 0) continue;
      const fact = JSON.parse(`${line.slice(0, end)}}`) as {
        commit: string;
        parent: string | null;
        path: string;
        subject: string;
        time: number;
      };
      families.add(fact);
      times.set(fact.commit, fact.time);
    }
  }
  families.close();
  return { families, times };
}
