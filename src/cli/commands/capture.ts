import path from 'node:path';
import { counted } from '../../core/counted.ts';
import type { Log } from '../../core/ports.ts';
import { excludeFolder } from '../../node/git/excludeFolder.ts';
import { Capture } from '../../node/receiver/capture.ts';
import { OtlpReceiver } from '../../node/receiver/otlpReceiver.ts';
import { pathOf, text, usageError, wholeNumber } from '../arguments.ts';
import type { Command } from '../command.ts';
import { duration } from '../duration.ts';
import { Ending } from '../ending.ts';

/** Environment variable with the token that agents must send; not an option, because options can be seen by others. */
const TOKEN = 'TRACEWRIGHT_CAPTURE_TOKEN';

/** Receives the GenAI spans of agents on this computer and makes trajectories of them, until a signal or for a time. */
export const captureAgents: Command = {
  usage: '[--port N] [--out DIR] [--for DURATION]',
  example: 'tracewright capture --port 4318 --out .tracewright',
  mostArguments: 0,
  options: { port: { type: 'string' }, out: { type: 'string' }, for: { type: 'string' } },
  async run(invocation) {
    const port = wholeNumber(invocation, 'port', 4318);
    if (port > 65_535) throw usageError(`--port is ${port}`, 'it takes 0 to 65535; 0 is any that is free');
    const folder = pathOf(invocation, text(invocation, 'out') ?? '.tracewright');
    const span = text(invocation, 'for');
    const most = span === undefined ? null : duration(span, '--for');
    if (path.basename(folder) === '.tracewright') await excludeFolder(path.dirname(folder));
    const made = new Map<string, number>();
    const end = new Ending();
    const capture = await Capture.open({
      folder,
      log: stderrLog,
      onTrajectory: ({ file, steps }) => {
        made.set(file, steps);
        process.stderr.write(`${path.basename(file)}: ${counted(steps, 'step')}\n`);
      },
    });
    const token = process.env[TOKEN] ?? '';
    const receiver = await OtlpReceiver.start({ port, token, log: stderrLog, take: (body) => capture.take(body) });
    const { endpoint } = receiver;
    process.stderr.write(`listening; for the agent: OTEL_EXPORTER_OTLP_ENDPOINT=${endpoint} `);
    process.stderr.write('OTEL_EXPORTER_OTLP_PROTOCOL=http/json; Ctrl+C ends it\n');
    await end.wait(most);
    await receiver.stop();
    await capture.close();
    end.done();
    const trajectories = [...made].map(([file, steps]) => ({ file, steps }));
    return {
      json: { endpoint, spans: capture.spans, refused: receiver.refused, trajectories },
      text: `${counted(capture.spans, 'span')}, made into trajectories in ${folder}: ${trajectories.length}`,
    };
  },
};

const stderrLog: Log = {
  info: () => undefined,
  warn: (message) => process.stderr.write(`${message}\n`),
  error: (message, cause) => process.stderr.write(`${message}: ${String(cause)}\n`),
};
