import { TracewrightError } from '../../core/errors.ts';
import type { Step } from '../../core/trajectory/atif.ts';
import { atifHead } from '../../core/trajectory/importing/atifHead.ts';
import { recogniseTrajectory, trajectoryFormats } from '../../core/trajectory/importing/trajectoryFormats.ts';
import { analysisMarks } from '../../core/trajectory/viewing/analysisMarks.ts';
import { searchedText, searchWords } from '../../core/trajectory/viewing/searchedText.ts';
import { type StepDetail, stepDetail } from '../../core/trajectory/viewing/stepDetail.ts';
import { useOf } from '../../core/trajectory/viewing/stepFields.ts';
import { type TrajectoryRow, trajectoryRow } from '../../core/trajectory/viewing/trajectoryRow.ts';
import {
  abandonedSteps,
  subagentThreads,
  type TrajectoryThread,
  totalUse,
} from '../../core/trajectory/viewing/trajectorySummary.ts';
import type { TrajectoryReading, TrajectorySummary } from '../../core/trajectory/viewing/viewMessages.ts';
import { AtifWriter } from '../../node/formats/atifWriter.ts';
import { fileHead } from '../../node/formats/fileHead.ts';
import { type ForeignTrajectory, readForeign } from '../../node/formats/readForeign.ts';

/** The first rows are told as soon as a page is full, the others in larger batches. */
const FIRST_BATCH = 40;
const BATCH = 1_000;
/** Rows wait no longer than this (ms) while more come in. */
const PATIENCE_MS = 100;
const MOST_WARNINGS = 1_000;

/** Reads one trajectory, tells its rows while they come in, keeps its steps, and answers about them. */
export class TrajectoryAnswers {
  readonly #file: string;
  #steps: Step[] = [];
  #threads: readonly TrajectoryThread[] = [];
  #readings = 0;

  constructor(file: string) {
    this.#file = file;
  }

  /**
   * Tells the rows in batches, then the summary. Reads the file anew each time; what an earlier reading still gives is
   * not told any more. Throws what reading it throws.
   */
  async read(listen: (reading: TrajectoryReading) => void): Promise<void> {
    const number = ++this.#readings;
    const tell = (reading: TrajectoryReading) => {
      if (number === this.#readings) listen(reading);
    };
    const batches = new Batches(tell);
    const steps: Step[] = [];
    this.#steps = steps;
    this.#threads = [];
    const read = await readForeign(this.#file, {
      onStep: (step) => {
        steps.push(step);
        batches.add(trajectoryRow(step, 0));
      },
    });
    if (number !== this.#readings) return;
    this.#threads = subagentThreads(read.trajectory);
    this.#threads.forEach((thread, index) => {
      for (const step of thread.steps) batches.add(trajectoryRow(step, index + 1));
    });
    batches.flush();
    tell({ kind: 'done', summary: this.#summaryOf(read) });
  }

  /** Throws `no-such-step`. */
  detail(key: string): StepDetail {
    const [thread, number] = key.split('.').map(Number);
    const steps = this.#lists()[thread ?? 0] ?? [];
    const expected = steps[(number ?? 0) - 1];
    const step = expected?.step_id === number ? expected : steps.find(({ step_id: id }) => id === number);
    if (step !== undefined) return stepDetail(step, key);
    throw new TracewrightError('no-such-step', `there is no step ${key} in this trajectory`, {
      place: { file: this.#file },
      remedy: 'open it again',
    });
  }

  /** Keys of the steps whose texts hold every word of the query. */
  search(query: string): string[] {
    const words = searchWords(query);
    return this.#lists().flatMap((steps, thread) =>
      steps
        .filter((step) => {
          const text = searchedText(step);
          return words.every((word) => text.includes(word));
        })
        .map(({ step_id: number }) => `${thread}.${number}`),
    );
  }

  #lists(): readonly (readonly Step[])[] {
    return [this.#steps, ...this.#threads.map(({ steps }) => steps)];
  }

  #summaryOf({ trajectory, format, formatVersion, unknownRecords, warnings }: ForeignTrajectory): TrajectorySummary {
    const lists = this.#lists();
    const marks = lists.map((steps, thread) => analysisMarks(steps, thread));
    const { agent } = trajectory;
    const known = trajectoryFormats.find(({ id }) => id === format);
    const left = [abandonedSteps(trajectory), ...this.#threads.map(({ abandoned }) => abandoned)];
    return {
      format: known?.title ?? format.toUpperCase(),
      formatVersion: formatVersion?.replace(/^ATIF-v/, '') ?? null,
      agent: agent.name,
      agentVersion: agent.version,
      model: agent.model_name ?? modelOf(this.#steps),
      use: totalUse(trajectory, this.#steps.map(useOf)),
      unknownRecords,
      warnings: warnings.slice(0, MOST_WARNINGS),
      warningCount: warnings.length,
      threads: this.#threads.map(({ id, agent: name, model, steps }) => ({
        id,
        agent: name,
        ...(model === undefined ? {} : { model }),
        steps: steps.length,
      })),
      abandoned: left.flatMap((numbers, thread) => [...numbers].map((number) => `${thread}.${number}`)),
      loops: marks.flatMap(({ loops }) => loops),
      episodes: marks.flatMap(({ episodes }) => episodes),
      linesAreLines: known?.shape === 'lines',
    };
  }
}

/** Whether the file begins like a trajectory of any known format. Throws what reading it throws. */
export async function looksLikeTrajectory(file: string): Promise<boolean> {
  const head = await fileHead(file);
  return atifHead(head) !== null || recogniseTrajectory(head) !== null;
}

/** Writes any trajectory as ATIF. `out` must not be there yet. Gives the number of steps. */
export async function importAsAtif(file: string, out: string): Promise<number> {
  const writer = new AtifWriter(out);
  try {
    const { trajectory, steps } = await readForeign(file, { onStep: (step) => writer.step(step) });
    writer.finish(trajectory);
    return steps;
  } catch (error) {
    writer.abandon();
    throw error;
  }
}

function modelOf(steps: readonly Step[]): string {
  return steps.find(({ model_name: model }) => typeof model === 'string')?.model_name ?? '';
}

/** Gathers rows and tells them in batches. */
class Batches {
  readonly #tell: (reading: TrajectoryReading) => void;
  #rows: TrajectoryRow[] = [];
  #size = FIRST_BATCH;
  #since = performance.now();

  constructor(tell: (reading: TrajectoryReading) => void) {
    this.#tell = tell;
  }

  add(row: TrajectoryRow): void {
    this.#rows.push(row);
    const waited = performance.now() - this.#since;
    if (this.#rows.length >= this.#size || (this.#size === BATCH && waited > PATIENCE_MS)) this.flush();
  }

  flush(): void {
    if (this.#rows.length > 0) this.#tell({ kind: 'rows', rows: this.#rows });
    this.#rows = [];
    this.#size = BATCH;
    this.#since = performance.now();
  }
}
