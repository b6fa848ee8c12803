import type { OperationKind } from '../../core/session/operation.ts';

/** Line drawings on a 16 by 16 grid, our own. */
const drawings = {
  'rename-symbol': ['M2.5 12.5h5', 'M5 3.5v9', 'M3.5 3.5h3', 'M9.5 5.5h4v5h-4z'],
  'move-file': ['M3 2.5h5l2.5 2.5v2', 'M3 2.5v11h4', 'M8 10.5h6', 'M11.5 8l2.5 2.5-2.5 2.5'],
  'create-file': ['M9 2.5H3.5v11H8', 'M9 2.5L12.5 6v1.5', 'M9 2.5V6h3.5', 'M11.5 9.5v5', 'M9 12h5'],
  'delete-file': ['M9 2.5H3.5v11H7', 'M9 2.5L12.5 6v2', 'M9 2.5V6h3.5', 'M9.5 10l4 4', 'M13.5 10l-4 4'],
  'search-replace': ['M6.5 2.5a4 4 0 1 0 0 8 4 4 0 0 0 0-8z', 'M9.5 9.5l4 4', 'M4.5 6.5h4'],
  'typed-edit': ['M10.5 2.8l2.7 2.7-7.4 7.4-3.3.6.6-3.3z', 'M9 4.3l2.7 2.7'],
  extract: ['M2.5 3.5h6', 'M2.5 6.5h4', 'M9.5 8.5h4v5h-4z', 'M5 9v2.5h3', 'M6.5 10l1.5 1.5L6.5 13'],
  inline: ['M2.5 3.5h11', 'M9.5 8.5h4v5h-4z', 'M8 11.5H4.5V6', 'M3 7.5L4.5 6 6 7.5'],
  'change-signature': ['M6 3C3.5 5.5 3.5 10.5 6 13', 'M10 3c2.5 2.5 2.5 7.5 0 10', 'M7 8h2'],
  'move-declaration': ['M2.5 3.5h6v4h-6z', 'M5.5 9.5v3h6', 'M9.5 10.5l2 2-2 2'],
  'add-import': ['M8 2.5v7', 'M5 6.5l3 3 3-3', 'M2.5 9.5v4h11v-4'],
  'remove-import': ['M8 9.5v-7', 'M5 5.5l3-3 3 3', 'M2.5 9.5v4h11v-4'],
  format: ['M2.5 4h11', 'M5.5 7h8', 'M5.5 10h6', 'M2.5 13h11'],
  paste: ['M4.5 3.5h-1v10h9v-10h-1', 'M5.5 2.5h5v2h-5z', 'M5.5 8h5', 'M5.5 10.5h3'],
  'accept-completion': ['M2.5 4h7', 'M2.5 8h4', 'M7.5 11l2 2 4-5'],
  'agent-edit': ['M3.5 5.5h9v7h-9z', 'M8 2.5v3', 'M6 8.5v1', 'M10 8.5v1'],
  revert: ['M3 8a5 5 0 1 0 1.7-3.8', 'M2.8 2.5v3h3', 'M6.5 8h3'],
  git: ['M5 4v8', 'M5 9c4 0 6-1 6-3.5', 'M5 2.5v1', 'M11 3.5v2', 'M4 13h2'],
  'run-tests': ['M6.5 2.5v4L3 13h10L9.5 6.5v-4', 'M5.5 2.5h5', 'M5 10h6'],
  undo: ['M5.5 3L2.5 6l3 3', 'M2.5 6h7a4 4 0 0 1 0 8H6'],
  edit: ['M2.5 4.5h7', 'M2.5 8h11', 'M2.5 11.5h5', 'M10.5 11.5h3'],
  'disk-change': ['M2.5 9.5h11v4h-11z', 'M2.5 9.5l2-6h7l2 6', 'M11 11.5h.5'],
  'run-command': ['M2 3h12v10H2z', 'M4.5 6l2 2-2 2', 'M8.5 10.5h3'],
  note: ['M2.5 3h11v8h-6l-3 2.8V11h-2z', 'M5 6h6', 'M5 8.3h4'],
  chevron: ['M6 4l4 4-4 4'],
  search: ['M7 2.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9z', 'M10.3 10.3l3.2 3.2'],
  filter: ['M2.5 4h11', 'M4.5 8h7', 'M6.5 12h3'],
  close: ['M4 4l8 8', 'M12 4l-8 8'],
  file: ['M9 2.5H3.5v11h9V6z', 'M9 2.5V6h3.5'],
  open: ['M6.5 3H3v10h10V9.5', 'M9 3h4v4', 'M13 3L7.5 8.5'],
  good: ['M3 8.5l3.3 3.5L13 4.5'],
  bad: ['M8 2.5l6 11H2z', 'M8 6.5v3.2', 'M8 11.6v.4'],
  quote: ['M3 11.5V8.2C3 5.9 4.2 4.6 6 4.2', 'M9.5 11.5V8.2c0-2.3 1.2-3.6 3-4', 'M3 8.5h3v3H3z', 'M9.5 8.5h3v3h-3z'],
  wrap: ['M2.5 4h11', 'M2.5 8h9a2.2 2.2 0 0 1 0 4.5H8', 'M9.8 10.5l-2 2 2 2', 'M2.5 12h2.5'],
  person: ['M8 2.5a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6z', 'M2.8 13.8c.4-2.8 2.4-4.3 5.2-4.3s4.8 1.5 5.2 4.3'],
  gear: [
    'M8 5.7a2.3 2.3 0 1 0 0 4.6 2.3 2.3 0 0 0 0-4.6z',
    'M8 2v2',
    'M8 12v2',
    'M2 8h2',
    'M12 8h2',
    'M3.8 3.8l1.4 1.4',
    'M10.8 10.8l1.4 1.4',
    'M12.2 3.8l-1.4 1.4',
    'M5.2 10.8l-1.4 1.4',
  ],
  expand: ['M5 6l3-3 3 3', 'M5 10l3 3 3-3'],
} as const satisfies Record<OperationKind, readonly string[]> & Record<string, readonly string[]>;

export type IconName = keyof typeof drawings;

/** A picture beside text that says the same: hidden from screen readers. */
export function Icon({ name, class: extra = '' }: { readonly name: IconName; readonly class?: string }) {
  const strokes: readonly string[] = drawings[name] ?? drawings.edit;
  return (
    <svg class={`icon ${extra}`} viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
      {strokes.map((d) => (
        <path key={d} d={d} />
      ))}
    </svg>
  );
}
