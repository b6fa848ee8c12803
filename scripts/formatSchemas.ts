import * as z from 'zod/mini';
import { minedEditSchema, minedManifestSchema } from '../src/core/mining/minedEdit.ts';
import { manifestSchema } from '../src/core/sample/manifest.ts';
import { sampleSchema } from '../src/core/sample/sample.ts';
import { curationSchema } from '../src/core/sample/viewing/curation.ts';
import { eventSchemas } from '../src/core/session/event.ts';
import { sessionMetaSchema } from '../src/core/session/session.ts';
import { groundedTrajectorySchema } from '../src/core/trajectory/groundedTrajectory.ts';
import { agentNoteSchema } from '../src/node/memory/agentNote.ts';

/** The JSON Schemas (draft 2020-12) of every public file format, by the name of their file under docs/formats. */
export function formatSchemas(): Record<string, unknown> {
  return {
    session: titled('session.json', sessionMetaSchema),
    event: {
      ...titled('A record of the session log', z.union(Object.values(eventSchemas))),
      type: 'object',
      required: ['hash'],
      properties: { hash: { type: 'string', pattern: '^[A-Za-z0-9_-]{22}$' } },
    },
    trajectory: titled('ATIF 1.7', groundedTrajectorySchema),
    sample: titled('A training sample', sampleSchema),
    curation: titled('What people decided about the rows of a dataset', curationSchema),
    manifest: titled('The manifest of a dataset', manifestSchema),
    'mined-edit': titled('One file of one commit', minedEditSchema),
    mined: titled('What a folder of mined edits holds', minedManifestSchema),
    'agent-note': titled('A note that an agent hands in', agentNoteSchema),
  };
}

/** Readers accept more members than a schema names. */
function titled(title: string, schema: z.ZodMiniType): Record<string, unknown> {
  return { title, ...z.toJSONSchema(schema, { io: 'input' }) };
}
