/** Makes samples out of pieces of sources in a thread of its own. `workerData`: a BuildSetting. */
import { workerData } from 'node:worker_threads';
import { estimatedTokens } from '../build/estimate.ts';
import { makers } from '../build/makers.ts';
import { type BuildSetting, makeUnit, type UnitResult } from '../build/makeUnit.ts';
import type { BuildUnit } from '../build/source.ts';
import { answering } from '../threads/answering.ts';

const setting = workerData as BuildSetting;

answering((unit: BuildUnit): Promise<UnitResult> => makeUnit(unit, setting, makers, estimatedTokens));
