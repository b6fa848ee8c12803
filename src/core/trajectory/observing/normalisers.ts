import type { Normaliser } from './normaliser.ts';
import { orderRules } from './orderRules.ts';
import { placeRules } from './placeRules.ts';
import { randomRules } from './randomRules.ts';
import { terminalRules } from './terminalRules.ts';
import { timeRules } from './timeRules.ts';

/** Every rule that observations are compared after, in the order in which they are applied. docs/normalisers.md lists them. */
export const normalisers: readonly Normaliser[] = [
  ...terminalRules,
  ...placeRules,
  ...randomRules,
  ...timeRules,
  ...orderRules,
];
