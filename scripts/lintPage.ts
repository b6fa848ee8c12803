/** Writes docs/samples/lint.md from the rules of lint. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { lintPage } from '../src/core/lint/lintPage.ts';

const folder = path.resolve(import.meta.dirname, '../docs/samples');
await mkdir(folder, { recursive: true });
await writeFile(path.join(folder, 'lint.md'), lintPage());
