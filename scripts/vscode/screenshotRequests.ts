import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Takes a picture into a PNG file. */
type TakePicture = (file: string) => Promise<unknown>;

/**
 * Serves pictures to code inside the extension host, which cannot see the page: it writes `<name>.request` into a
 * folder and waits until `<name>.png` is there and the request is gone. Returns a function that ends the service.
 */
export async function serveScreenshots(directory: string, take: TakePicture): Promise<() => Promise<void>> {
  await mkdir(directory, { recursive: true });
  const stopped = new AbortController();
  const loop = (async () => {
    while (!stopped.signal.aborted) {
      for (const file of await readdir(directory)) {
        if (file.endsWith('.request')) await serve(path.join(directory, file), take);
      }
      await sleep(100, undefined, { signal: stopped.signal }).catch(() => undefined);
    }
  })();
  return async () => {
    stopped.abort();
    await loop;
  };
}

async function serve(request: string, take: TakePicture): Promise<void> {
  const picture = `${request.slice(0, -'.request'.length)}.png`;
  const unfinished = `${request}.part.png`;
  try {
    await take(unfinished);
    await rename(unfinished, picture);
  } catch (error) {
    process.stderr.write(`no screenshot ${path.basename(picture)}: ${String(error)}\n`);
  } finally {
    await rm(request, { force: true });
  }
}
