import { adp } from './adp.ts';
import { axolotl, axolotlSegments } from './axolotl.ts';
import type { CompileTarget } from './compileTarget.ts';
import { llamaFactory } from './llamaFactory.ts';
import { msSwift } from './msSwift.ts';
import { openAi } from './openAi.ts';
import { plainSpans } from './plainSpans.ts';
import { trl, trlTokens } from './trl.ts';

/** Every training framework that a dataset can be compiled to. */
export const compileTargets: readonly CompileTarget[] = [
  trl,
  trlTokens,
  axolotl,
  axolotlSegments,
  msSwift,
  llamaFactory,
  openAi,
  adp,
  plainSpans,
];
