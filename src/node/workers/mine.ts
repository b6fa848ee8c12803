/** Mines files of commits in a thread of its own. `workerData`: the repository's folder. */
import { workerData } from 'node:worker_threads';
import * as z from 'zod/mini';
import { EditMiner, type MiningResult, type MiningTask } from '../mine/editMiner.ts';
import { answering } from '../threads/answering.ts';

const { repository } = z.object({ repository: z.string() }).parse(workerData);
const miner = new EditMiner(repository);

answering((tasks: readonly MiningTask[]): Promise<MiningResult[]> => miner.mine(tasks));
