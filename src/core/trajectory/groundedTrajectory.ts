import * as z from 'zod/mini';
import {
  callGroundSchema,
  importGroundSchema,
  observationResultSchema,
  stepGroundSchema,
  stepLabelSchema,
  stepOriginSchema,
  stepSchema,
  toolCallSchema,
  trajectoryGroundSchema,
  trajectorySchema,
} from './atif.ts';

/** `extra` whose `tracewright` has this shape. Others' members beside it are theirs, and so are unknown ones in it. */
const withGround = (ground: z.ZodMiniObject) =>
  z.optional(z.looseObject({ tracewright: z.optional(z.looseObject(ground.shape)) }));

const call = z.extend(toolCallSchema, { extra: withGround(callGroundSchema) });
const result = z.extend(observationResultSchema, { extra: withGround(callGroundSchema) });
const step = z.extend(stepSchema, {
  tool_calls: z.optional(z.nullable(z.array(call))),
  observation: z.optional(z.nullable(z.looseObject({ results: z.array(result) }))),
  extra: withGround(
    z.partial(
      z.extend(stepGroundSchema, {
        origin: z.optional(stepOriginSchema),
        labels: z.optional(z.readonly(z.array(stepLabelSchema))),
      }),
    ),
  ),
});

/**
 * ATIF with everything that Tracewright puts under `extra.tracewright`. Its published schema is made of this; reading
 * does not demand it, since other programs may write there what they like.
 */
export const groundedTrajectorySchema = z.extend(trajectorySchema, {
  steps: z.array(step),
  extra: withGround(z.partial(z.extend(importGroundSchema, trajectoryGroundSchema.shape))),
});
