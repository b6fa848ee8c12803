import { statfsSync } from 'node:fs';
import { folderSize } from './folderSize.ts';
import type { SandboxLimits } from './limits.ts';
import { useBelow } from './processTree.ts';

interface Watch {
  /** Resolves once, with a sentence, when a limit is passed; never otherwise. */
  readonly exceeded: Promise<{ readonly why: string }>;
  readonly stop: () => void;
}

const EVERY_MS = 150;

/**
 * Looks again and again at what a command uses with everything below `first`: processes, memory, processor time, and
 * what it adds to the copy. The copy is walked only when the file system lost as much space as the command may take.
 */
export function watchLimits(first: number, folder: string, limits: SandboxLimits, signal?: AbortSignal): Watch {
  const start = { cpuMs: useBelow(first).cpuMs, ...free(folder) };
  let timer: NodeJS.Timeout | undefined;
  let abort: (() => void) | undefined;
  const exceeded = new Promise<{ readonly why: string }>((resolve) => {
    abort = () => resolve({ why: 'the replay was stopped' });
    if (signal?.aborted) abort();
    signal?.addEventListener('abort', abort);
    timer = setInterval(() => {
      const why = passed(first, folder, limits, start);
      if (why !== null) resolve({ why });
    }, EVERY_MS);
  });
  return {
    exceeded,
    stop: () => {
      clearInterval(timer);
      if (abort !== undefined) signal?.removeEventListener('abort', abort);
    },
  };
}

interface Start {
  readonly cpuMs: number;
  readonly bytes: number;
  readonly files: number;
}

function passed(first: number, folder: string, limits: SandboxLimits, start: Start): string | null {
  const use = useBelow(first);
  // The kernel may hold the number at the limit, so that it is never passed.
  if (use.processes > 0.9 * limits.processes) return `it has more than ${limits.processes} processes, or soon will`;
  if (use.memoryBytes > limits.memoryBytes) return `it uses more than ${megabytes(limits.memoryBytes)} of memory`;
  if (use.cpuMs - start.cpuMs > limits.cpuMs) return `it took more than ${limits.cpuMs / 1000} s of processor time`;
  const now = free(folder);
  if (start.bytes - now.bytes < limits.diskBytes / 2 && start.files - now.files < limits.files / 2) return null;
  const size = folderSize(folder, limits.files);
  if (size.bytes > limits.diskBytes) return `the copy grew over ${megabytes(limits.diskBytes)}`;
  if (size.files > limits.files) return `the copy has more than ${limits.files} files`;
  return null;
}

function free(folder: string): { readonly bytes: number; readonly files: number } {
  const { bavail, bsize, ffree } = statfsSync(folder);
  return { bytes: bavail * bsize, files: ffree };
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1024 / 1024)} MiB`;
}
