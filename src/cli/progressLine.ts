import type { Progress } from '../core/ports.ts';

const refreshMs = 80;

/** Progress on one line of stderr, only where stderr is a terminal. `clear` takes the line away again. */
export function progressLine(stream: NodeJS.WriteStream): Progress & { clear(): void } {
  if (!stream.isTTY) return { report: () => undefined, clear: () => undefined };
  let last = 0;
  let shown = false;
  return {
    report({ message, done, total }) {
      const now = Date.now();
      if (now - last < refreshMs) return;
      last = now;
      shown = true;
      const share = done === undefined ? '' : total ? ` ${done}/${total}` : ` ${done}`;
      stream.write(`\r\u001b[K${`${message}${share}`.slice(0, (stream.columns ?? 80) - 1)}`);
    },
    clear() {
      if (shown) stream.write('\r\u001b[K');
      shown = false;
    },
  };
}
