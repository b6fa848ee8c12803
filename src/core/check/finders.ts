import type { CheckName } from './change.ts';
import type { Finder } from './changeView.ts';
import { danglingImportsOf } from './importFindings.ts';
import { parseErrorsOf } from './parseFindings.ts';
import { staleReferencesOf } from './staleReferences.ts';

/** The checks that need nothing but the change itself. Those that run commands are handed in by whoever runs them. */
export const finders: Partial<Readonly<Record<CheckName, Finder>>> = {
  'parse-error': parseErrorsOf,
  'dangling-import': danglingImportsOf,
  'stale-reference': staleReferencesOf,
};
