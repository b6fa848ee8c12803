import * as z from 'zod/mini';
import { manifestSchema } from './manifest.ts';
import { sampleSchema } from './sample.ts';

/** JSON Schemas (draft 2020-12) of the dataset's two file formats, made from the types that the code reads with. */
export function datasetJsonSchemas(): { readonly sample: object; readonly manifest: object } {
  return { sample: z.toJSONSchema(sampleSchema), manifest: z.toJSONSchema(manifestSchema) };
}
