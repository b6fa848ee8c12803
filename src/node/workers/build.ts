/** Makes samples out of pieces of sources in a thread of its own. `workerData`: a BuildSetting. */
import { workerData } from 'node:worker_threads';
import { makers } from '../build/makers.ts';
import { type BuildSetting, makeUnit, type UnitResult } from '../build/makeUnit.ts';
import type { BuildUnit } from '../build/source.ts';
import { answering } from '../threads/answering.ts';
import { tokenizerFor } from '../tokens/tokenizerFor.ts';

const setting = workerData as BuildSetting;

const tokenizer = tokenizerFor(setting.tokenizer);

answering(async (unit: BuildUnit): Promise<UnitResult> => makeUnit(unit, setting, makers, await tokenizer));
