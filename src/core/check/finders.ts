import { apiFindings } from './apiFindings.ts';
import type { CheckName } from './change.ts';
import type { Finder } from './changeView.ts';
import { danglingImportsOf } from './importFindings.ts';
import { incompleteSites } from './incompleteSites.ts';
import { minimalityFindings } from './minimality/minimalityFindings.ts';
import { moveFindings } from './moveFindings.ts';
import { parseErrorsOf } from './parseFindings.ts';
import { patchFindings } from './patchEquivalence.ts';
import { processFindings } from './process/processFindings.ts';
import { signatureFindings } from './signatureFindings.ts';
import { staleReferencesOf } from './staleReferences.ts';

/** The checks that need nothing but the change itself. Those that run commands are handed in by whoever runs them. */
export const finders: Partial<Readonly<Record<CheckName, Finder>>> = {
  'parse-error': parseErrorsOf,
  'dangling-import': danglingImportsOf,
  'stale-reference': staleReferencesOf,
  'incomplete-sites': incompleteSites,
  signature: signatureFindings,
  api: apiFindings,
  minimality: minimalityFindings,
  'patch-equivalence': patchFindings,
  'move-integrity': moveFindings,
  process: processFindings,
};
