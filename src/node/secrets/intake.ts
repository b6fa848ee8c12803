import type { TakeInCall, TakenFile } from './takeIn.ts';

/** Takes files into a snapshot without their secrets, and says which are left out of it. */
export interface Intake {
  /** Two snapshots with the same one hide the same, as far as rules go: a name for an index that both may use. */
  readonly variant: string;
  /** Grows when more is known to be secret. */
  readonly generation: number;
  /** The strings that are hidden everywhere. */
  readonly known: readonly string[];
  take(call: TakeInCall): Promise<readonly TakenFile[]>;
  /** Whether a file below a root is left out for its name or by a `.tracewrightignore`. */
  hides(root: string, name: string): boolean;
  /** A file was taken in with something hidden. */
  redacted(root: string, name: string, found: ReadonlyMap<string, number>): void;
}
