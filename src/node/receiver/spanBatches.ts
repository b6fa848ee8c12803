import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import { TracewrightError } from '../../core/errors.ts';

/** Spans of one trace out of one export, in OTLP's own JSON. */
export interface SpanBatch {
  /** 32 hexadecimal digits. */
  readonly trace: string;
  /** `gen_ai.conversation.id`, where a span of the batch has it. */
  readonly conversation: string | undefined;
  /** The span without a parent is among them: spans are exported when they end. */
  readonly ended: boolean;
  readonly spans: number;
  readonly record: { readonly resourceSpans: readonly unknown[] };
}

const attribute = z.looseObject({ key: z.string(), value: z.optional(z.unknown()) });
const span = z.looseObject({
  traceId: z.string().check(z.minLength(1)),
  spanId: z.string().check(z.minLength(1)),
  parentSpanId: z.optional(z.string()),
  attributes: z.optional(z.array(attribute)),
});
const scope = z.looseObject({ spans: z.optional(z.array(span)) });
const resource = z.looseObject({ scopeSpans: z.optional(z.array(scope)) });
const exportSchema = z.looseObject({ resourceSpans: z.optional(z.array(resource)) });
type Span = z.infer<typeof span>;

/** The spans of an export by their trace, with the resource and scope that each came with. Throws `bad-otlp`. */
export function spanBatches(body: unknown): SpanBatch[] {
  const parsed = exportSchema.safeParse(body);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const where = issue?.path.join('.') || 'its top';
    throw new TracewrightError('bad-otlp', `the export has the wrong shape at ${where}`, {
      remedy: 'send an ExportTraceServiceRequest as OTLP has it in JSON',
    });
  }
  const resources = parsed.data.resourceSpans ?? [];
  const all = resources.flatMap(({ scopeSpans = [] }) => scopeSpans.flatMap(({ spans = [] }) => spans));
  return [...new Set(all.map(({ traceId }) => traceId))].map((id) => {
    const own = all.filter(({ traceId }) => traceId === id);
    return {
      trace: traceName(id),
      conversation: own.map(conversationOf).find((found) => found !== undefined),
      ended: own.some(isRoot),
      spans: own.length,
      record: { resourceSpans: resources.flatMap((given) => onlyTrace(given, id)) },
    };
  });
}

/** The same record without spans that were seen before; an exporter that got no answer sends them again. */
export function withoutKnownSpans(record: unknown, seen: Set<string>): unknown {
  const parsed = exportSchema.safeParse(record);
  if (!parsed.success) return record;
  const fresh = ({ traceId, spanId }: Span) => {
    const key = `${traceId} ${spanId}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  };
  const resourceSpans = (parsed.data.resourceSpans ?? []).map((given) => ({
    ...given,
    scopeSpans: (given.scopeSpans ?? []).map((part) => ({ ...part, spans: (part.spans ?? []).filter(fresh) })),
  }));
  return { ...parsed.data, resourceSpans };
}

function onlyTrace(given: z.infer<typeof resource>, id: string): unknown[] {
  const scopeSpans = (given.scopeSpans ?? []).flatMap((part) => {
    const spans = (part.spans ?? []).filter(({ traceId }) => traceId === id);
    return spans.length === 0 ? [] : [{ ...part, spans }];
  });
  return scopeSpans.length === 0 ? [] : [{ ...given, scopeSpans }];
}

function isRoot({ parentSpanId }: Span): boolean {
  return parentSpanId === undefined || /^0*$/.test(parentSpanId);
}

function conversationOf({ attributes = [] }: Span): string | undefined {
  const value = attributes.find(({ key }) => key === 'gen_ai.conversation.id')?.value;
  const text = typeof value === 'object' && value !== null && 'stringValue' in value ? value.stringValue : undefined;
  return typeof text === 'string' && text !== '' ? text : undefined;
}

/** What stands in a file's name is never what somebody sent, unless it is hexadecimal. */
function traceName(id: string): string {
  return /^[0-9a-f]{32}$/i.test(id) ? id.toLowerCase() : createHash('sha256').update(id).digest('hex').slice(0, 32);
}
