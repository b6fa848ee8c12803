import * as z from 'zod/mini';
import { trajectorySchema } from './atif.ts';

/** JSON Schema (draft 2020-12) of ATIF's shape, made from the code's own types. More fields than named are accepted. */
export function trajectoryJsonSchema(): Record<string, unknown> {
  return { title: 'ATIF 1.7', ...z.toJSONSchema(trajectorySchema, { io: 'input' }) };
}
