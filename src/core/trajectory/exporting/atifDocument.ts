import { Losses } from '../../formats/exported.ts';
import { ATIF_VERSION } from '../atif.ts';
import type { ExportFormat } from './exportFormat.ts';
import { groundOf } from './losses.ts';

/** ATIF itself, in the version that is written. Only a session's changes that no call can tell are left to its trees. */
export const atifDocument: ExportFormat = {
  id: 'atif',
  title: 'ATIF 1.7',
  write(trajectory) {
    const losses = new Losses();
    for (const { extra } of trajectory.steps) {
      const { unexpressed } = groundOf(extra);
      if (Array.isArray(unexpressed)) losses.add('file change that no call can tell', unexpressed.length);
    }
    const document = { ...trajectory, schema_version: ATIF_VERSION };
    return { content: `${JSON.stringify(document, null, 2)}\n`, losses: losses.list() };
  },
};
