import type { Progress } from '../src/core/ports.ts';

/** Progress as plain lines on stderr, each message once: readable in a terminal and in a build log alike. */
export function terminalProgress(): Progress {
  const seen = { message: '' };
  return {
    report({ message }) {
      if (message === seen.message) return;
      seen.message = message;
      process.stderr.write(`${message}\n`);
    },
  };
}
