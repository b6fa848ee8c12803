/** Agents whose telemetry can be sent here, and anything that follows OpenTelemetry's own variables. */
export const capturedAgents = ['any', 'copilot', 'claude-code', 'gemini-cli', 'codex'] as const;
export type CapturedAgent = (typeof capturedAgents)[number];

/**
 * What somebody sets so that an agent sends its spans to `endpoint` with their contents: environment variables as a
 * shell takes them, settings of the editor as JSON, or a part of a TOML file.
 * @param token what the receiver asks for; empty: nothing
 */
export function agentSettings(agent: CapturedAgent, endpoint: string, token = ''): string {
  const common = {
    OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
    ...(token === '' ? {} : { OTEL_EXPORTER_OTLP_HEADERS: `Authorization=Bearer ${token}` }),
  };
  if (agent === 'copilot') {
    return JSON.stringify(
      {
        'github.copilot.chat.otel.enabled': true,
        'github.copilot.chat.otel.exporterType': 'otlp-http',
        'github.copilot.chat.otel.otlpEndpoint': endpoint,
        'github.copilot.chat.otel.captureContent': true,
      },
      null,
      2,
    );
  }
  if (agent === 'claude-code') {
    return variables({
      CLAUDE_CODE_ENABLE_TELEMETRY: '1',
      CLAUDE_CODE_ENHANCED_TELEMETRY_BETA: '1',
      OTEL_TRACES_EXPORTER: 'otlp',
      ...common,
      OTEL_LOG_USER_PROMPTS: '1',
      OTEL_LOG_TOOL_DETAILS: '1',
      OTEL_LOG_TOOL_CONTENT: '1',
    });
  }
  if (agent === 'gemini-cli') {
    const { OTEL_EXPORTER_OTLP_HEADERS: headers } = common;
    return variables({
      GEMINI_TELEMETRY_ENABLED: 'true',
      GEMINI_TELEMETRY_TARGET: 'local',
      GEMINI_TELEMETRY_TRACES_ENABLED: 'true',
      GEMINI_TELEMETRY_OTLP_ENDPOINT: endpoint,
      GEMINI_TELEMETRY_OTLP_PROTOCOL: 'http',
      ...(headers === undefined ? {} : { OTEL_EXPORTER_OTLP_HEADERS: headers }),
    });
  }
  if (agent === 'codex') {
    return [
      '[otel]',
      'log_user_prompt = true',
      '',
      '[otel.trace_exporter.otlp-http]',
      `endpoint = "${endpoint}/v1/traces"`,
      'protocol = "json"',
      ...(token === '' ? [] : [`headers = { "Authorization" = ${JSON.stringify(`Bearer ${token}`)} }`]),
    ].join('\n');
  }
  return variables(common);
}

function variables(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .map(
      ([name, value]) => `export ${name}=${/^[\w./:-]+$/.test(value) ? value : `'${value.replaceAll("'", "'\\''")}'`}`,
    )
    .join('\n');
}
