import { createServer } from 'node:net';
import { TracewrightError } from '../../src/core/errors.ts';

/** A port on loopback that nobody listens on: the wanted one or one of the next three, any for 0 or when all are taken. */
export async function freePort(wanted = 0): Promise<number> {
  for (const port of wanted === 0 ? [0] : [wanted, wanted + 1, wanted + 2, wanted + 3, 0]) {
    const found = await tryToListen(port);
    if (found !== undefined) return found;
  }
  throw new TracewrightError('NO_PORT', 'no free port was found on 127.0.0.1', {
    kind: 'environment',
    remedy: 'close programs that listen on many ports',
  });
}

function tryToListen(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(undefined));
    probe.listen(port, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : undefined));
    });
  });
}
