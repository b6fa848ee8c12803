import type { EditFact, Facts } from './facts.ts';

/** The name of the innermost function, method or class around an offset of the text before an edit; null for none. */
export function enclosingName(facts: Facts, { path, event }: EditFact, offset: number): string | null {
  const text = facts.texts.before(event.doc, event.seq);
  if (text === undefined) return null;
  const around = facts.syntax
    .definitions(path, text.toString())
    .filter(({ kind, start, end }) => kind !== 'variable' && kind !== 'field' && start <= offset && offset < end);
  return (
    around.reduce<(typeof around)[number] | null>(
      (inner, tag) => (inner === null || tag.end - tag.start < inner.end - inner.start ? tag : inner),
      null,
    )?.name ?? null
  );
}
