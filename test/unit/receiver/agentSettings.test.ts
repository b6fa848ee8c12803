import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { agentSettings, capturedAgents } from '../../../src/node/receiver/agentSettings.ts';

const endpoint = 'http://127.0.0.1:4318';

describe('settings for agents', () => {
  it('name the endpoint for every agent, and JSON for those that can be told', () => {
    for (const agent of capturedAgents) {
      const text = agentSettings(agent, endpoint);
      assert.ok(text.includes(endpoint), agent);
      if (agent !== 'gemini-cli') assert.match(text, /http\/json|otlp-http/, agent);
      assert.doesNotMatch(text, /Bearer/, agent);
    }
    assert.equal(JSON.parse(agentSettings('copilot', endpoint))['github.copilot.chat.otel.otlpEndpoint'], endpoint);
  });

  it('are read by a shell as they are meant, whatever the token is', () => {
    const token = `it's $HOME "quoted"`;
    const script = `${agentSettings('any', endpoint, token)}\nprintf %s "$OTEL_EXPORTER_OTLP_HEADERS"`;
    assert.equal(spawnSync('sh', ['-c', script], { encoding: 'utf8' }).stdout, `Authorization=Bearer ${token}`);
    assert.ok(agentSettings('codex', endpoint, 'a"b').includes('"Bearer a\\"b"'));
  });
});
