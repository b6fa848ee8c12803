import { fimMaker } from './fimMaker.ts';
import type { SampleMaker } from './maker.ts';
import { nextEditMaker } from './nextEditMaker.ts';
import { reasoningMaker } from './reasoningMaker.ts';
import { remainingSitesMaker } from './remainingSitesMaker.ts';
import { toolInfillMaker } from './toolInfillMaker.ts';
import { toolUseMaker } from './toolUseMaker.ts';

/** Every kind of sample that can be built. */
export const makers: readonly SampleMaker[] = [
  fimMaker(),
  nextEditMaker,
  remainingSitesMaker,
  toolUseMaker,
  toolInfillMaker,
  reasoningMaker,
];
