import { realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { counted } from '../../core/counted.ts';
import { TracewrightError } from '../../core/errors.ts';
import type { Log } from '../../core/ports.ts';
import { recoverSession } from '../../node/store/recoverSession.ts';
import { listSessions } from '../../node/store/sessionList.ts';
import { WatchSession } from '../../node/watch/watchSession.ts';
import { pathOf, requiredText, text, wholeNumber } from '../arguments.ts';
import type { Command } from '../command.ts';
import { duration } from '../duration.ts';
import { Ending } from '../ending.ts';
import { productVersion } from '../version.ts';

/** Records what changes in a folder for people who edit elsewhere, until a signal or for a given time. */
export const record: Command = {
  usage: '--watch DIR [--goal TEXT] [--idle SECONDS] [--for DURATION]',
  example: 'tracewright record --watch . --goal "Move the tax into its own module" --for 2h',
  mostArguments: 0,
  options: {
    watch: { type: 'string' },
    goal: { type: 'string' },
    idle: { type: 'string' },
    for: { type: 'string' },
  },
  async run(invocation) {
    const folder = requireFolder(pathOf(invocation, requiredText(invocation, 'watch')));
    const idleSeconds = wholeNumber(invocation, 'idle', 2);
    const span = text(invocation, 'for');
    const most = span === undefined ? null : duration(span, '--for');
    const dataFolder = path.join(folder, '.tracewright');
    const recovered = recover(dataFolder);
    const end = new Ending();
    const session = await WatchSession.start({
      folder,
      dataFolder,
      goal: text(invocation, 'goal') ?? '',
      version: productVersion(),
      idleSeconds,
      log: stderrLog,
      onEvent: (done) => invocation.progress.report({ message: 'Recording, end with Ctrl+C; events:', done }),
      onFailure: (error) => end.fail(error),
    });
    process.stderr.write(`recording ${folder} as ${session.id}; Ctrl+C ends it\n`);
    await end.wait(most);
    await session.stop();
    end.done();
    const { id, events, counts } = session;
    return {
      json: { session: id, folder: session.folder, events, counts, recovered },
      text: `${id}: ${counted(events, 'event')} recorded in ${session.folder}`,
    };
  },
};

const stderrLog: Log = {
  info: () => undefined,
  warn: (message) => process.stderr.write(`${message}\n`),
  error: (message, cause) => process.stderr.write(`${message}: ${String(cause)}\n`),
};

function requireFolder(folder: string): string {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true) return realpathSync(folder);
  throw new TracewrightError('no-such-folder', 'there is no folder to record', {
    place: { file: folder },
    remedy: 'check the path',
  });
}

/** Sessions whose recorder died are put in order first. Their ids. */
function recover(dataFolder: string): string[] {
  return listSessions(dataFolder).flatMap(({ folder, state }) => {
    const recovery = state === 'died' ? recoverSession(folder) : null;
    if (recovery !== null) process.stderr.write(`recovered ${recovery.id}: ${counted(recovery.events, 'event')}\n`);
    return recovery === null ? [] : [recovery.id];
  });
}
