import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { formatSchemas } from '../../../scripts/formatSchemas.ts';

const directory = path.resolve(import.meta.dirname, '../../../docs/formats');

describe('published JSON Schemas', () => {
  for (const [name, schema] of Object.entries(formatSchemas())) {
    it(`${name}.schema.json is what the code's types say (npm run schemas)`, () => {
      const published: unknown = JSON.parse(readFileSync(path.join(directory, `${name}.schema.json`), 'utf8'));
      assert.deepEqual(published, JSON.parse(JSON.stringify(schema)));
    });
  }

  it('let more members in than they name, as the readers do', () => {
    for (const schema of Object.values(formatSchemas())) {
      assert.doesNotMatch(JSON.stringify(schema), /"additionalProperties":false/);
    }
  });
});
