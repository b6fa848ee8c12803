/**
 * Writes a synthetic Codex rollout of so many megabytes (`write FILE MB`), or imports one (`read FILE`) and says on one
 * line how long that took and how much memory the process had at most.
 */
import { closeSync, openSync, statSync, writeSync } from 'node:fs';
import { readForeign } from '../../src/node/formats/readForeign.ts';

const [task = 'read', file = '', megabytes = '100'] = process.argv.slice(2);
if (task === 'write') write(file, Number(megabytes) * 1e6);
else await read(file);

async function read(rollout: string): Promise<void> {
  const began = performance.now();
  let steps = 0;
  // Not the system's own maximum: that counts what the parent process held when it made this one.
  let rss = 0;
  const onStep = () => {
    if (steps++ % 100 === 0) rss = Math.max(rss, process.memoryUsage.rss() / 1e6);
  };
  const { toolCalls, warnings } = await readForeign(rollout, { onStep });
  const seconds = (performance.now() - began) / 1000;
  if (warnings.length > 0) throw new Error(warnings[0]?.message);
  console.log(JSON.stringify({ mb: statSync(rollout).size / 1e6, seconds, rss, steps, toolCalls }));
}

/** Turns of thinking, a call and its output, at the sizes that such files have: most of it is output of commands. */
function write(rollout: string, bytes: number): void {
  const handle = openSync(rollout, 'w');
  let [written, turn] = [0, 0];
  const line = (type: string, payload: object) =>
    `${JSON.stringify({ timestamp: new Date(1.7e12 + turn * 1000).toISOString(), type, payload })}\n`;
  const source =
    'export function total(prices: readonly number[]): number {\n\treturn prices.reduce((a, b) => a + b, 0);\n}\n';
  let waiting = line('session_meta', { id: 'bench', cwd: '/r', cli_version: '0.99.0' });
  while (written < bytes) {
    turn++;
    const id = `call_${turn}`;
    waiting += line('response_item', {
      type: 'reasoning',
      summary: [{ type: 'summary_text', text: `Turn ${turn}: look at the next file, then change what adds up.` }],
      encrypted_content: 'gAAAA'.repeat(300),
    });
    waiting += line('response_item', {
      type: 'function_call',
      name: 'shell',
      arguments: JSON.stringify({ command: ['bash', '-lc', `sed -n '${turn},$p' src/total.ts`] }),
      call_id: id,
    });
    waiting += line('response_item', {
      type: 'function_call_output',
      call_id: id,
      output: JSON.stringify({
        output: source.repeat(1 + (turn % 60)),
        metadata: { exit_code: 0, duration_seconds: 0.1 },
      }),
    });
    waiting += line('event_msg', {
      type: 'token_count',
      info: { last_token_usage: { input_tokens: 1000, cached_input_tokens: 900, output_tokens: 100 } },
    });
    if (waiting.length < 1e6) continue;
    written += writeSync(handle, waiting);
    waiting = '';
  }
  closeSync(handle);
}
