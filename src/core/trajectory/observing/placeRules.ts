import type { PathRule } from '../pathInside.ts';
import type { Normaliser } from './normaliser.ts';

/** Where the repository lies on the machine: `/testbed` there, a copy's folder here. */
export const placeRules: readonly Normaliser[] = [
  {
    id: 'root',
    title: 'The absolute path of the repository, by the path rules.',
    example: { before: '/testbed/src/a.py:3: error', after: '<root>/src/a.py:3: error' },
    apply: (text, { paths }) => [...paths].sort((a, b) => b.from.length - a.from.length).reduce(withoutFolder, text),
  },
];

function withoutFolder(text: string, { from, to }: PathRule): string {
  const folder = from.replace(/[\\/]+$/, '');
  if (folder === '' || !text.includes(folder)) return text;
  const inside = to.replace(/^(?:\.?[\\/])+|^\.$|[\\/]+$/g, '');
  const named = inside === '' ? '<root>' : `<root>/${inside}`;
  const parts: string[] = [];
  let done = 0;
  for (let at = text.indexOf(folder); at >= 0; at = text.indexOf(folder, Math.max(done, at + 1))) {
    const end = at + folder.length;
    if (
      /[\w.~-]/.test(text[at - 1] ?? ' ') ||
      /[\w~-]/.test(text[end] ?? ' ') ||
      /^\.\w/.test(text.slice(end, end + 2))
    )
      continue;
    parts.push(text.slice(done, at), named);
    done = end;
  }
  parts.push(text.slice(done));
  return parts.join('');
}
