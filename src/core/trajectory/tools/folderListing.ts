import type { ToolDesk } from './toolDesk.ts';

/**
 * The text editor's view of a folder: two levels, nothing hidden, sorted. `find`: as `find` prints it, whose own order
 * is the disk's; else as OpenHands does, folders with a slash, and a note on what is hidden.
 */
export function listedFolder(desk: ToolDesk, folder: string, shown: string, find: boolean): string | undefined {
  const list = desk.world.list;
  const entries = list?.(folder);
  if (list === undefined || entries === undefined || entries === null) return undefined;
  const base = shown.replace(/\/+$/, '');
  const found: { readonly path: string; readonly folder: boolean }[] = [{ path: base, folder: true }];
  const visible = (name: string) => !name.startsWith('.');
  for (const { name, kind } of entries.filter((entry) => visible(entry.name))) {
    found.push({ path: `${base}/${name}`, folder: kind === 'folder' });
    const inside = kind === 'folder' ? list(folder === '' ? name : `${folder}/${name}`) : [];
    for (const inner of (inside ?? []).filter((entry) => visible(entry.name))) {
      found.push({ path: `${base}/${name}/${inner.name}`, folder: inner.kind === 'folder' });
    }
  }
  found.sort((a, b) => (a.path < b.path ? -1 : 1));
  const lines = found.map((one) => one.path + (one.folder && !find ? '/' : ''));
  const hidden = entries.filter(({ name }) => !visible(name)).length;
  const note = `\n\n${hidden} hidden files/directories in this directory are excluded. You can use 'ls -la ${shown}' to see them.`;
  const head = `Here's the files and directories up to 2 levels deep in ${shown}, excluding hidden items:\n`;
  return head + lines.join('\n') + (find ? '\n\n' : hidden > 0 ? note : '');
}
