/** Writes docs/samples/families.md from the table of the model families. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { familiesPage } from '../src/core/render/familiesPage.ts';

const file = path.resolve(import.meta.dirname, '../docs/samples/families.md');
await mkdir(path.dirname(file), { recursive: true });
await writeFile(file, familiesPage());
