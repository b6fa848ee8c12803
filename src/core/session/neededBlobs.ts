import type { TreeEntry } from '../ports.ts';
import type { Content, SessionEvent } from './event.ts';

/**
 * The ids of the blobs that folding `events` reads: contents that the log keeps in the blob store, and the base state
 * of the files that the events touch. Load them before folding; reading is synchronous there.
 */
export function neededBlobs(events: readonly SessionEvent[], base: readonly (readonly TreeEntry[])[]): string[] {
  const ids = new Set<string>();
  const touched = base.map(() => new Set<string>());
  const need = (content: Content | undefined) => {
    if (content !== undefined && 'blob' in content) ids.add(content.blob);
  };
  const touch = (path: string, root = 0) => touched[root]?.add(path);
  for (const event of events) {
    switch (event.kind) {
      case 'document-open':
      case 'opaque':
      case 'file':
        need(event.content);
        if (event.kind === 'document-open') need(event.disk);
        touch(event.path, event.root);
        break;
      case 'save':
        need(event.disk);
        break;
      case 'resync':
        need(event.content);
        break;
      case 'bulk':
        for (const [path] of event.files) touch(path, event.root);
        break;
      case 'notebook-save':
        need(event.content);
        touch(event.path, event.root);
        break;
      default:
    }
  }
  base.forEach((entries, root) => {
    const paths = touched[root] ?? new Set();
    for (const { path, oid, mode } of entries) if (mode !== '160000' && isTouched(path, paths)) ids.add(oid);
  });
  return [...ids];
}

function isTouched(path: string, touched: ReadonlySet<string>): boolean {
  if (touched.has(path)) return true;
  for (let slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
    if (touched.has(path.slice(0, slash))) return true;
  }
  return false;
}
