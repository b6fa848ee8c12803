/** Writes docs/formats/*.schema.json from the code's own types. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { formatSchemas } from './formatSchemas.ts';

const directory = path.resolve(import.meta.dirname, '../docs/formats');
for (const [name, schema] of Object.entries(formatSchemas())) {
  await writeFile(path.join(directory, `${name}.schema.json`), `${JSON.stringify(schema, null, 2)}\n`);
}
