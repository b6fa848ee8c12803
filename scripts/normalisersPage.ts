/** Writes docs/normalisers.md from the table of the normalisers. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { normalisersPage } from '../src/core/trajectory/observing/normalisersPage.ts';

await writeFile(path.resolve(import.meta.dirname, '../docs/normalisers.md'), normalisersPage());
