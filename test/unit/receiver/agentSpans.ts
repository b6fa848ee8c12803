/** Spans of a small agent, as an OTLP exporter sends them in JSON. */
export interface SpanFacts {
  readonly trace: string;
  readonly id: string;
  readonly parent?: string;
  readonly start?: number;
  readonly attributes: Readonly<Record<string, string | number>>;
}

export const traceA = 'a'.repeat(32);
export const traceB = 'b'.repeat(32);

export function exportOf(...spans: readonly SpanFacts[]): unknown {
  return {
    resourceSpans: [
      {
        resource: { attributes: [{ key: 'service.name', value: { stringValue: 'own-agent' } }] },
        scopeSpans: [{ scope: { name: 'test' }, spans: spans.map(span) }],
      },
    ],
  };
}

export function chat(
  trace: string,
  id: string,
  said: string,
  answered: string,
  more: Partial<SpanFacts> = {},
): SpanFacts {
  return {
    trace,
    id,
    parent: `${trace[0]}000000000000001`,
    ...more,
    attributes: {
      'gen_ai.operation.name': 'chat',
      'gen_ai.conversation.id': `conversation-${trace[0]}`,
      'gen_ai.input.messages': JSON.stringify([{ role: 'user', parts: [{ type: 'text', content: said }] }]),
      'gen_ai.output.messages': JSON.stringify([{ role: 'assistant', parts: [{ type: 'text', content: answered }] }]),
      ...more.attributes,
    },
  };
}

export function root(trace: string, more: Partial<SpanFacts> = {}): SpanFacts {
  return {
    trace,
    id: `${trace[0]}000000000000001`,
    start: 0,
    ...more,
    attributes: {
      'gen_ai.operation.name': 'invoke_agent',
      'gen_ai.agent.name': 'own agent',
      'gen_ai.conversation.id': `conversation-${trace[0]}`,
      ...more.attributes,
    },
  };
}

function span({ trace, id, parent, start = 1, attributes }: SpanFacts): unknown {
  const at = 1_700_000_000_000_000_000n + BigInt(start) * 1_000_000_000n;
  return {
    traceId: trace,
    spanId: id,
    ...(parent === undefined ? {} : { parentSpanId: parent }),
    name: String(attributes['gen_ai.operation.name'] ?? 'work'),
    startTimeUnixNano: String(at),
    endTimeUnixNano: String(at + 500_000_000n),
    attributes: Object.entries(attributes).map(([key, value]) => ({
      key,
      value: typeof value === 'number' ? { intValue: String(value) } : { stringValue: value },
    })),
  };
}
