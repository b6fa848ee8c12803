/** Makes and curates samples out of pieces of sources in a thread of its own. `workerData`: a CuratedSetting. */
import { workerData } from 'node:worker_threads';
import { makers } from '../build/makers.ts';
import type { BuildUnit } from '../build/source.ts';
import { type CuratedSetting, type CuratedUnit, UnitCurator } from '../curation/curateUnit.ts';
import { answering } from '../threads/answering.ts';
import { tokenizerFor } from '../tokens/tokenizerFor.ts';

const setting = workerData as CuratedSetting;

const curator = tokenizerFor(setting.tokenizer).then((tokenizer) => new UnitCurator(setting, makers, tokenizer));

answering(async (unit: BuildUnit): Promise<CuratedUnit> => (await curator).make(unit));
