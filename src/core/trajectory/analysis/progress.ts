import type { StepFacts } from './stepFacts.ts';

/** What a step brought. */
export interface Progress {
  readonly changedFiles: boolean;
  /** It named a file, or a part of one, that no step before it had read, searched or run. */
  readonly readNewFile: boolean;
  /** The state of the files and what came back were both seen before, on files that were looked at before. */
  readonly sawNothingNew: boolean;
  /** It read again what an earlier step had read from the same state of the files. */
  readonly redundantReads: number;
  readonly reads: number;
  /** It ran tests, a type check, a linter or a build, or something that was edited before. */
  readonly verifies: boolean;
}

/** Goes through the steps in order with what was seen until then. */
export function progressOf(steps: readonly StepFacts[]): Progress[] {
  const trees = new Set<string>([steps[0]?.treeBefore ?? '']);
  const observations = new Set<string>();
  const files = new Set<string>();
  const readings = new Set<string>();
  const edited = new Set<string>();
  return steps.map(({ calls, seen, treeBefore, treeAfter }) => {
    const knownTree = trees.has(treeAfter);
    const knownObservation = observations.has(seen);
    let readNewFile = false;
    let reads = 0;
    let redundantReads = 0;
    let verifies = false;
    for (const { kind, key, paths, failed, verifies: checks } of calls) {
      if (checks || (kind === 'command' && paths.some((path) => edited.has(nameOf(path))))) verifies = true;
      if (kind === 'edit' && !failed) for (const path of paths) edited.add(nameOf(path));
      for (const path of paths) {
        if (!files.has(path)) readNewFile = true;
        files.add(path);
      }
      if (kind !== 'read') continue;
      reads++;
      const reading = `${treeBefore}\0${key}`;
      if (readings.has(reading)) redundantReads++;
      else if (paths.length === 0 ? !knownObservation : !readings.has(key)) readNewFile = true;
      readings.add(reading).add(key);
    }
    trees.add(treeAfter);
    if (calls.length > 0) observations.add(seen);
    return {
      changedFiles: treeAfter !== treeBefore && !knownTree,
      readNewFile,
      sawNothingNew: calls.length > 0 && knownTree && knownObservation && !readNewFile,
      reads,
      redundantReads,
      verifies,
    };
  });
}

function nameOf(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}
