import type { ToolDesk } from './toolDesk.ts';

/** OpenHands' view of a folder: two levels, sorted, nothing hidden. */
export function listedFolder(desk: ToolDesk, folder: string, shown: string): string | undefined {
  const list = desk.world.list;
  const entries = list?.(folder);
  if (list === undefined || entries === undefined || entries === null) return undefined;
  const base = shown.replace(/\/+$/, '');
  const lines = [`${base}/`];
  for (const { name, kind } of entries) {
    if (name.startsWith('.')) continue;
    lines.push(`${base}/${name}${kind === 'folder' ? '/' : ''}`);
    if (kind !== 'folder') continue;
    for (const inner of list(folder === '' ? name : `${folder}/${name}`) ?? []) {
      if (inner.name.startsWith('.')) continue;
      lines.push(`${base}/${name}/${inner.name}${inner.kind === 'folder' ? '/' : ''}`);
    }
  }
  const bare = (line: string) => line.replace(/\/$/, '');
  lines.sort((a, b) => (bare(a) < bare(b) ? -1 : 1));
  const hidden = entries.filter(({ name }) => name.startsWith('.')).length;
  const note = `\n\n${hidden} hidden files/directories in this directory are excluded. You can use 'ls -la ${shown}' to see them.`;
  const head = `Here's the files and directories up to 2 levels deep in ${shown}, excluding hidden items:\n`;
  return head + lines.join('\n') + (hidden > 0 ? note : '');
}
