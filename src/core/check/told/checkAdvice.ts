import type { CheckName } from '../change.ts';

/** What each check asks, as a heading, and what to do about its findings. */
export const checkAdvice: Readonly<Record<CheckName, { readonly title: string; readonly advice: string }>> = {
  'parse-error': { title: 'Parse errors', advice: 'mend the syntax; everything else is judged from what still parses' },
  'dangling-import': { title: 'Dangling imports', advice: 'point the import at where the module or the name is now' },
  'stale-reference': { title: 'Stale references', advice: 'use the new name, or take the use away' },
  'incomplete-sites': {
    title: 'Sites left out',
    advice: 'change these uses too, or keep the old name as a deprecated alias',
  },
  signature: { title: 'Calls that do not fit', advice: 'pass what the new parameters want' },
  api: { title: 'Public names that went', advice: 'keep an alias, or say with --allow NAME that it was asked for' },
  typecheck: {
    title: 'New diagnostics',
    advice: 'they are not there at base; run the same command to see them in full',
  },
  tests: { title: 'Tests', advice: 'run the same command at base and in head to compare' },
  minimality: { title: 'More than was needed', advice: 'take it out of the change, or make it a change of its own' },
  'patch-equivalence': { title: 'Other than the reference', advice: 'see what the reference changes there' },
  'move-integrity': {
    title: 'Rewritten while moved',
    advice: 'move the text as it is, and change it in a step of its own',
  },
  process: { title: 'How it was done', advice: 'read, search, edit, verify, and say what was done' },
};
