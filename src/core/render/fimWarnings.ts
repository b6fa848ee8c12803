import type { Span } from '../sample/sample.ts';
import type { FamilyField, FamilyFormat } from './familyFormat.ts';

/** Something that is not sure about a prompt's strings. */
export interface FimWarning {
  readonly code: 'not-verified' | 'carriage-return-after-sentinel' | 'space-at-path-end';
  readonly message: string;
  /** Of `not-verified`: which part of the family's format. */
  readonly field?: FamilyField;
}

interface Asked {
  readonly mode: 'psm' | 'spm';
  readonly layout?: unknown;
  readonly middle?: string;
  readonly path?: string;
  readonly repo?: string;
  readonly context?: readonly { readonly path: string }[];
}

/** What of the family's strings that were used is not verified, and what in the text tokenizers may stumble over. */
export function fimWarnings(family: FamilyFormat, asked: Asked, text: string, spans: readonly Span[]): FimWarning[] {
  const usesContext = (asked.context?.length ?? 0) > 0 || asked.repo !== undefined;
  const used: FamilyField[] = [
    asked.mode,
    ...(usesContext ? (['context'] as const) : []),
    ...(asked.middle === undefined ? [] : (['end'] as const)),
    'bos',
  ];
  const warnings: FimWarning[] = used.flatMap((field) => {
    const evidence = family.evidence[field];
    if (evidence === undefined || evidence.verified) return [];
    const message = `${family.id}'s ${fieldNames[field]} is not verified: read in ${evidence.source} (${evidence.why})`;
    return [{ code: 'not-verified', field, message } as const];
  });
  if (asked.layout !== undefined) {
    const message = `${family.id} documents no such order: it is for training from the start`;
    warnings.push({ code: 'not-verified', field: asked.mode, message });
  }
  const stumbled = spans.some((span, at) => spans[at - 1]?.kind === 'sentinel' && text[span.start] === '\r');
  if (stumbled) {
    warnings.push({
      code: 'carriage-return-after-sentinel',
      message: 'a sentinel is directly followed by a carriage return, which some tokenizers do not take',
    });
  }
  const names = [asked.path ?? '', ...(asked.context ?? []).map(({ path }) => path)];
  if (names.some((name) => name !== name.trim())) {
    warnings.push({
      code: 'space-at-path-end',
      message: 'a path begins or ends with a space: the form has none there',
    });
  }
  return warnings;
}

/** What people call the parts. */
const fieldNames: Readonly<Record<FamilyField, string>> = {
  psm: 'prefix-first form',
  spm: 'suffix-first form',
  context: 'form for other files',
  end: 'end token',
  bos: 'token at the start',
  chat: 'form for conversations',
};
