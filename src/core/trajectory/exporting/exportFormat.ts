import type { Exported } from '../../formats/exported.ts';
import type { Trajectory } from '../atif.ts';

/** A format that trajectories are written in. */
export interface ExportFormat {
  /** As `--to` takes it; the importer that reads it back has the same id. */
  readonly id: string;
  /** For people. */
  readonly title: string;
  write(trajectory: Trajectory): Exported;
}
